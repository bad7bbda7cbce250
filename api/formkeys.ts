import { isSigned, sign } from '../db/secrets.ts'

/** A form of a business's own sites: the key stands openly in the page and is good on these hosts only. */
export type Form = { businessId: number; hosts: string[] }

const PURPOSE = 'form'

/** `<business>~<host>,<host>~<signature>`: fit for an address. */
export async function formKey(secretKey: string, { businessId, hosts }: Form): Promise<string> {
  const said = `${businessId}~${hosts.join(',')}`
  return `${said}~${await sign(secretKey, PURPOSE, said)}`
}

/** The form of a key; null when it is not ours. */
export async function formOf(secretKey: string, key: string): Promise<Form | null> {
  const [business = '', hosts = '', signature = ''] = key.split('~')
  if (!(await isSigned(secretKey, PURPOSE, `${business}~${hosts}`, signature))) return null
  return { businessId: Number(business), hosts: hosts.split(',') }
}

/** True for an address of one of the form's sites, «www.» or not. */
export const isSiteOf = ({ hosts }: Form, origin: string | null | undefined): boolean => {
  const host = origin ? URL.parse(origin)?.hostname : undefined
  return host !== undefined && hosts.includes(host.replace(/^www\./, ''))
}
