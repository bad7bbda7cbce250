import type { Service } from '../../domain/catalog.ts'
import { type Named, servicesNamed as namedIn } from '../understanding.ts'

export type { Named }

/** What a text says about services: those it names for sure, and those of which one may be meant. */
export function servicesNamed(text: string, services: readonly Service[]): Named {
  return namedIn(text, services)
}
