import type { MirrorSettings } from '../../domain/crm/settings.ts'
import type { Answer, Bitrix, Refusal, Trouble } from './client.ts'

/** What a webhook lacks; texts put each in words. */
export type PortalLack =
  /** The webhook has expired, was taken back, or its address is wrong. */
  | 'expired'
  /** REST comes with a commercial plan and the Marketplace subscription only. */
  | 'plan'
  /** Rights that the owner ticks when making the webhook. */
  | 'scopeCrm'
  | 'scopeUser'
  | 'scopeBooking'
  | 'scopeCalendar'
  /** The webhook's user may not see deals or contacts. */
  | 'crmClosed'
  /** Only an administrator makes pipelines, sources and fields. */
  | 'notAdmin'
  /** No answer, a page of maintenance, or too many requests: again later. */
  | 'unreachable'
  | 'asleep'
  | 'busy'

export type PortalCheck = {
  /** The mirror can work: whatever else is lacking only makes it poorer. */
  usable: boolean
  lacks: { code: PortalLack /** Without it the mirror does not work. */; vital: boolean }[]
  /** When to look again, where the portal said so. */
  retryAt: Date | null
}

const OF_TROUBLE: Record<Trouble, PortalLack> = {
  broken: 'unreachable',
  busy: 'busy',
  asleep: 'asleep',
  expired: 'expired',
  plan: 'plan',
  rights: 'scopeCrm',
  missing: 'expired',
  refused: 'unreachable',
}

/**
 * What a webhook may do, by one request. Rights for booking and calendar count where the settings use them; who isn't an
 * administrator can mirror into what there is already.
 */
export async function checkPortal(bitrix: Bitrix, busy?: MirrorSettings['busy']): Promise<PortalCheck> {
  const one = { select: ['id'], order: { id: 'DESC' }, start: -1 }
  const answers = await bitrix.batch({
    scope: { method: 'scope', params: {} },
    profile: { method: 'profile', params: {} },
    deals: { method: 'crm.item.list', params: { entityTypeId: 2, ...one } },
    contacts: { method: 'crm.item.list', params: { entityTypeId: 3, ...one } },
  })
  const { scope, profile } = answers
  const failed = [scope, profile].find((answer): answer is Refusal => !answer.ok)
  if (failed) return verdict([{ code: OF_TROUBLE[failed.trouble], vital: true }], failed.retryAt)
  const scopes = (scope as { result: string[] }).result
  const lacks: PortalCheck['lacks'] = []
  const need = (scopeName: string, code: PortalLack, vital: boolean) => {
    if (!scopes.includes(scopeName)) lacks.push({ code, vital })
  }
  need('crm', 'scopeCrm', true)
  if (!scopes.includes('user_brief') && !scopes.includes('user_basic')) need('user', 'scopeUser', false)
  if (busy?.write || busy?.read === 'resources' || busy?.read === 'both') need('booking', 'scopeBooking', false)
  if (busy?.read === 'calendars' || busy?.read === 'both') need('calendar', 'scopeCalendar', false)
  if (!(profile as { result: { ADMIN?: boolean } }).result.ADMIN) lacks.push({ code: 'notAdmin', vital: false })
  if (scopes.includes('crm')) {
    const closed = [answers.deals, answers.contacts].find((answer): answer is Refusal => !answer.ok)
    if (closed)
      lacks.push({ code: closed.trouble === 'rights' ? 'crmClosed' : OF_TROUBLE[closed.trouble], vital: true })
    return verdict(lacks, retryOf(closed))
  }
  return verdict(lacks, null)
}

const retryOf = (answer: Answer<unknown> | undefined): Date | null => (answer && !answer.ok ? answer.retryAt : null)

const verdict = (lacks: PortalCheck['lacks'], retryAt: Date | null): PortalCheck => ({
  usable: !lacks.some(({ vital }) => vital),
  lacks,
  retryAt,
})
