import type { Synced, Value } from './merge.ts'

/** A phone or an address of a contact as the portal gives it (`fm`). */
export type Multi = { id: number; typeId: string; valueType: string; value: string }

export type ContactFacts = {
  clientId: number
  name: string | null
  /** With country code: `+79001234567`. */
  phone: string | null
  /** They asked to be forgotten. */
  erased: boolean
}

/** Who has no name is called so, since the portal takes nobody without one. */
const NAMELESS = 'Клиент'
const FORGOTTEN = 'Данные удалены'

/** What else the portal may know of a person; who asks to be forgotten is forgotten in it too. */
const PERSONAL = { lastName: '', secondName: '', birthdate: '', post: '', comments: '' }

/** A contact's fields, as they are to be; `phone` is not the portal's own name, but stands for the number among its `fm`. */
export function contactFields({ name, phone, erased }: ContactFacts): Record<string, Value> {
  return erased ? { name: FORGOTTEN, phone: null, ...PERSONAL } : { name: name ?? NAMELESS, phone }
}

/** The number of a contact that ours is held against: the one that stood there before, ours if it is among them, or the first. */
export function phoneAmong(fm: readonly Multi[], ours: string | null, synced: Synced | null): string | null {
  const phones = fm.filter(({ typeId }) => typeId === 'PHONE').map(({ value }) => canonical(value))
  const before = synced?.phone?.[1]
  if (typeof before === 'string' && phones.includes(before)) return before
  return ours !== null && phones.includes(ours) ? ours : (phones[0] ?? null)
}

/** What is written to `fm` so that `theirs` becomes `ours`; with `all` every phone and address goes. */
export function phoneWrites(fm: readonly Multi[], theirs: string | null, ours: string | null, all: boolean): object[] {
  if (all) return fm.map(({ id, typeId, valueType }) => ({ id, typeId, valueType, value: '' }))
  const phones = fm.filter(({ typeId }) => typeId === 'PHONE')
  const known = theirs === null ? undefined : phones.find(({ value }) => canonical(value) === theirs)
  if (ours === null) return known ? [{ id: known.id, typeId: 'PHONE', valueType: known.valueType, value: '' }] : []
  if (phones.some(({ value }) => canonical(value) === ours)) return []
  return known
    ? [{ id: known.id, typeId: 'PHONE', valueType: known.valueType, value: ours }]
    : [{ typeId: 'PHONE', valueType: 'MOBILE', value: ours }]
}

/** A phone as it is compared: «8 (900) 123-45-67» is `+79001234567`. */
function canonical(value: string): string {
  const digits = value.replace(/\D/g, '')
  if (digits.length === 11 && (digits.startsWith('8') || digits.startsWith('7'))) return `+7${digits.slice(1)}`
  if (digits.length === 10 && digits.startsWith('9') && !value.trim().startsWith('+')) return `+7${digits}`
  return `+${digits}`
}

/** Ways in which a number may be written there: duplicates are sought by them. */
export const spellings = (phone: string): string[] =>
  phone.startsWith('+7') ? [phone, `8${phone.slice(2)}`, phone.slice(1)] : [phone, phone.slice(1)]
