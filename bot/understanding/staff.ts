import { personNamed } from '../understanding.ts'

/** The people whom a text may name: one for sure, several where the name is of several, none where it names nobody. */
export function staffNamed<T extends { name: string }>(text: string, people: readonly T[]): T[] {
  const found = personNamed(text, people)
  return found ? [found] : []
}
