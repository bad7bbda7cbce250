import { slugOf } from './links.ts'
import { isOneName } from './shortnames.ts'

/** What tells two cards of one phone apart. */
export type Person = { name: string | null; hasVisitAhead: boolean }

/**
 * True where two cards with one phone that messengers vouched for may be joined without asking anybody. A family has one phone: other
 * names are other people, and so may be two who both come soon and of whom one gave no name.
 */
export function isOnePerson(one: Person, other: Person): boolean {
  if (one.name !== null && other.name !== null) return isSameName(one.name, other.name)
  return !(one.hasVisitAhead && other.hasVisitAhead)
}

/** «Анна» and «anna Петрова», «Аня» and «Анна», but not «Анна Иванова» and «Анна Петрова». */
export function isSameName(one: string, other: string): boolean {
  const [few, many] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.size - b.size)
  return few!.size > 0 && [...few!].every((word) => [...many!].some((other) => isOneName(word, other)))
}

const wordsOf = (name: string): ReadonlySet<string> => new Set(slugOf(name).split('_').filter(Boolean))
