import { type Visit, visitById } from '../../db/visits.ts'
import { rulesOf } from '../../domain/catalog.ts'
import type { Ctx, Turn } from '../context.ts'
import { callPerson } from '../handover.ts'
import { menuView } from '../menu.ts'
import { promiseWords } from '../promise.ts'
import { send } from '../show.ts'

/** The client's own visit if it may still be changed without a person; says why not otherwise. */
export async function changeable(ctx: Ctx, visitId: number): Promise<Visit | null> {
  const { turn } = ctx
  const { catalog, client } = turn
  const visit = await visitById(turn.tx, catalog.businessId, visitId)
  const live = visit?.clientId === client.id && (visit.status === 'booked' || visit.status === 'confirmed')
  if (!live || visit.end <= turn.minute) {
    await goneVisit(ctx, visitId)
    return null
  }
  return (await lateToChange(ctx, visit)) ? null : visit
}

/** True when it is too late for the client to change a visit alone: a person is called, and the client is told. */
export async function lateToChange(ctx: Ctx, visit: Visit): Promise<boolean> {
  const { turn } = ctx
  const hours = cancelHours(turn, visit)
  if (visit.start - turn.minute >= hours * 60) return false
  if (turn.draft?.visitId === visit.id) turn.draft = null
  await callPerson(turn, 'late')
  await send(ctx, { text: `${turn.say('too-late', { hours })} ${promiseWords(turn, visit.locationId)}` })
  return true
}

/** Says kindly that a visit is not there any more; a draft about something else stays. */
export async function goneVisit(ctx: Ctx, visitId?: number): Promise<void> {
  const { turn } = ctx
  if (turn.draft && turn.draft.kind !== 'book' && (visitId === undefined || turn.draft.visitId === visitId))
    turn.draft = null
  await send(ctx, menuView(turn, turn.say('visit-gone')))
}

function cancelHours({ catalog }: Turn, visit: Visit): number {
  const rules = visit.parts.flatMap((part) => {
    const service = catalog.services.find((known) => known.id === part.serviceId)
    return service ? [rulesOf(catalog, service).cancelHours] : []
  })
  return rules.length > 0 ? Math.max(...rules) : catalog.rules.cancelHours
}
