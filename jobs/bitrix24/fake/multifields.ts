import { type FakeMulti, mapOf, numberOf, type Portal, type Refused, refuse } from './portal.ts'

const TYPES = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK']

/**
 * Phones and addresses after a write of `fm`: a key or an `id` that is known edits, an empty value deletes, whatever else
 * adds, also what is there already.
 */
export function multiplied(portal: Portal, before: FakeMulti[], given: unknown): FakeMulti[] | Refused {
  const entries = Object.entries(mapOf(given) ?? {})
  let after = [...before]
  for (const [key, value] of entries) {
    const one = mapOf(value)
    if (!one) return refuse('CRM_FIELD_ERROR_VALUE_NOT_VALID', 'Неверное значение поля "fm"')
    const id = numberOf(one.id ?? key)
    const known = after.find((multi) => multi.id === id)
    const typeId = String(one.typeId ?? known?.typeId ?? '')
    if (!TYPES.includes(typeId)) return refuse('CRM_FIELD_ERROR_VALUE_NOT_VALID', 'Неверное значение поля "fm"')
    const text = String(one.value ?? known?.value ?? '').trim()
    if (known && text === '') after = after.filter((multi) => multi !== known)
    else if (known)
      after = after.map((multi) =>
        multi === known ? { ...known, value: text, valueType: String(one.valueType ?? known.valueType) } : multi,
      )
    else if (text !== '')
      after.push({ id: portal.nextId(), typeId, valueType: String(one.valueType ?? 'WORK'), value: text })
  }
  return after
}

/** A phone as duplicates are sought: digits, the Russian eight as seven. */
export function comparable(typeId: string, value: string): string {
  if (typeId !== 'PHONE') return value.trim().toLowerCase()
  const digits = value.replace(/\D/g, '')
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits
}
