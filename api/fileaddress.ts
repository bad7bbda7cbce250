import { sign } from '../db/secrets.ts'

/** What the signature of such an address is for. */
export const FILE_PURPOSE = 'file'

/** Address of an attachment, good for whoever has it: the signature stands in for a sign-in. */
export async function fileAddress(secretKey: string, businessId: number, reference: string): Promise<string> {
  const [kind, id] = reference.split(':')
  return `/files/${kind}/${businessId}/${id}/${await sign(secretKey, FILE_PURPOSE, `${businessId}:${reference}`)}/visit.ics`
}
