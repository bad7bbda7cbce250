import type { Catalog } from '../../domain/catalog.ts'
import type { Draft } from '../draft.ts'
import { hasChoice, locationOf, servicesOf } from './wish.ts'

export type Step = 'location' | 'service' | 'master' | 'time' | 'consent' | 'contact' | 'confirm'

/** What a half-made booking still needs, in the order in which it is asked. */
export function nextStep(
  catalog: Catalog,
  draft: Draft,
  client: { name: string | null; phone: string | null; consented: boolean },
): Step {
  if (!locationOf(catalog, draft)) return 'location'
  if (servicesOf(catalog, draft).length === 0) return 'service'
  if (draft.kind === 'book' && draft.master === undefined && hasChoice(catalog, draft)) return 'master'
  if (draft.start === undefined) return 'time'
  if (draft.kind === 'move') return 'confirm'
  if (!client.consented) return 'consent'
  if (!client.name || !client.phone) return 'contact'
  return 'confirm'
}
