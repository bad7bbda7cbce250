import type { VisitStatus } from '../visitstate.ts'
import { MIRROR_STAGES, type MirrorSettings, type MirrorStage } from './settings.ts'

export type LeadStage = 'new' | 'qualified' | 'booked' | 'visited' | 'paid' | 'lost'

/** The stage of a deal by its visit, or by its lead while there is none. */
export function stageOf({ visit, lead }: { visit: VisitStatus | null; lead: LeadStage | null }): MirrorStage {
  switch (visit) {
    case 'held':
      return 'new'
    case 'booked':
    case 'confirmed':
      return 'confirmed'
    case 'arrived':
      return 'visited'
    case 'paid':
      return 'paid'
    case 'no_show':
    case 'cancelled':
      return 'lost'
    case null:
      return lead === 'lost' ? 'lost' : 'new'
  }
}

/** Which of our stages a stage of the portal is; null: one that the owner has added for themselves. */
export const stageIn = (settings: MirrorSettings, stageId: string): MirrorStage | null =>
  MIRROR_STAGES.find((stage) => settings.stages[stage] === stageId) ?? null

/** What is done with a visit when its deal is moved by hand. */
export type StageMove = 'arrive' | 'pay' | 'cancel' | 'restore' | 'unmark' | 'lose' | 'reopen'

/** What moving a deal means for what it mirrors; null: nothing that could be done here. */
export function moveTo(
  to: MirrorStage,
  { visit, lead }: { visit: VisitStatus | null; lead: LeadStage | null },
): StageMove | null {
  if (visit === null || visit === 'held') {
    if (to === 'lost') return lead === 'lost' ? null : 'lose'
    return to === 'new' && lead === 'lost' ? 'reopen' : null
  }
  switch (to) {
    case 'new':
      return null
    case 'confirmed':
      return visit === 'cancelled' ? 'restore' : visit === 'arrived' || visit === 'no_show' ? 'unmark' : null
    case 'visited':
      return visit === 'booked' || visit === 'confirmed' ? 'arrive' : null
    case 'paid':
      return visit === 'booked' || visit === 'confirmed' || visit === 'arrived' ? 'pay' : null
    case 'lost':
      return visit === 'booked' || visit === 'confirmed' ? 'cancel' : null
  }
}
