import type { Kopecks } from '../catalog.ts'
import { plainOf } from './cells.ts'

/** An entry of the catalog that a name of a table may mean; those in the archive too. */
export type Known = { id: number; name: string; synonyms: readonly string[]; active: boolean }
export type KnownService = Known & { minutes: number; price: Kopecks }

/** Entries for lines that name no service or no master. */
export const NO_SERVICE = { ru: 'Услуга не указана', en: 'Service not told' }
export const NO_MASTER = { ru: 'Мастер не указан', en: 'Master not told' }

/** How the client is called who stands for all whom tables don't tell apart. */
export const NOBODY = { ru: 'Без имени (из таблиц)', en: 'Nameless (from tables)' }

/** The entry that a name means: the same name or a synonym; of masters also the only one who has all its words. Null: none. */
export function meant<K extends Known>(name: string, entries: readonly K[], byWords = false): K | null {
  const plain = plainOf(name)
  const ordered = entries.toSorted((a, b) => Number(b.active) - Number(a.active) || a.id - b.id)
  const same =
    ordered.find((one) => plainOf(one.name) === plain) ??
    ordered.find((one) => one.synonyms.some((word) => plainOf(word) === plain))
  if (same || !byWords || plain === '') return same ?? null
  const words = new Set(plain.split(' '))
  const like = ordered.filter((one) => {
    const own = plainOf(one.name).split(' ')
    return own.every((word) => words.has(word)) || [...words].every((word) => own.includes(word))
  })
  return like.length === 1 ? like[0]! : null
}

/** The services that a cell names: several only where each of them is known, so that a comma inside a name divides nothing. */
export function servicesIn(text: string, services: readonly KnownService[]): { name: string; weight: number }[] {
  const whole = [{ name: text, weight: 1 }]
  if (!/[,;+]/.test(text) || meant(text, services)) return whole
  const found = text
    .split(/\s*[,;+]\s*/)
    .flatMap((name) => (name === '' ? [] : [{ name, service: meant(name, services) }]))
  if (found.length < 2 || found.some(({ service }) => service === null)) return whole
  return found.map(({ name, service }) => ({ name, weight: Math.max(1, service!.price) }))
}
