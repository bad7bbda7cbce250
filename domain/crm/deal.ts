import type { Kopecks, Minute } from '../catalog.ts'
import { isoOf, localOf } from '../time.ts'
import type { VisitStatus } from '../visitstate.ts'
import { discreetWord, isAboutHealth } from './discretion.ts'
import type { Value } from './merge.ts'
import type { MirrorField, MirrorSettings } from './settings.ts'
import { type LeadStage, stageOf } from './stages.ts'

export type DealVisit = {
  id: number
  status: VisitStatus
  start: Minute
  price: Kopecks
  discount: Kopecks
  cancelledBy: string | null
  door: string
  services: string[]
  masters: { id: number; name: string }[]
}

export type DealLead = {
  id: number
  stage: LeadStage
  source: string
  medium: string | null
  campaign: string | null
  content: string | null
  term: string | null
  channel: string | null
  /** Left in a form of a site, not said to the assistant. */
  form: boolean
  createdAt: Minute
}

/** What a dialogue came to, for reports; seconds. */
export type Talk = { intent: string | null; firstReply: number | null; unclear: number; handover: boolean }

/** What a deal is made of. */
export type DealFacts = {
  /** `l12` or `v34`: unique in the business. */
  mark: string
  clientId: number
  currency: string
  /** The business is about health: what for somebody comes is nobody else's business. */
  health: boolean
  zone: string
  branch: { id: number; name: string } | null
  visit: DealVisit | null
  lead: DealLead | null
  talk: Talk | null
}

/** A deal's fields by their names in the portal, as they are to be; what is undefined there is not ours. */
export type DealFields = Record<string, Value>

/** The deal of a lead or a visit. `link`: where it is in the staff app. */
export function dealFields(facts: DealFacts, settings: MirrorSettings, link: string | null): DealFields {
  const { visit, lead, currency } = facts
  const stage = stageOf({ visit: visit?.status ?? null, lead: lead?.stage ?? null })
  const fields: DealFields = {
    title: titleOf(facts, settings.sensitive),
    stageId: settings.stages[stage],
    opportunity: visit ? roubles(visit.price - visit.discount) : null,
    currencyId: currency,
    sourceId: sourceOf(facts, settings),
    utmSource: lead?.source ?? null,
    utmMedium: lead?.medium ?? null,
    utmCampaign: lead?.campaign ?? null,
    utmContent: lead?.content ?? null,
    utmTerm: discreetWord(lead?.term ?? null, settings.sensitive),
  }
  const responsible = responsibleFor(facts, settings)
  if (responsible !== null) fields.assignedById = responsible
  const own = ownFields(facts, settings, link)
  for (const [field, name] of Object.entries(settings.fields)) if (name) fields[name] = own[field as MirrorField]
  return fields
}

function ownFields(facts: DealFacts, settings: MirrorSettings, link: string | null): Record<MirrorField, Value> {
  const { visit, lead, talk, branch, zone } = facts
  const intent = visit ? 'booking' : (talk?.intent ?? null)
  return {
    service: visit && (settings.sensitive || !isDelicate(facts)) ? visit.services.join(', ') : null,
    master: visit?.masters.map(({ name }) => name).join(', ') ?? null,
    branch: branch?.name ?? null,
    startsAt: visit ? isoOf(zone, visit.start) : null,
    discount: visit ? roubles(visit.discount) : null,
    channel: lead?.channel ?? visit?.door ?? null,
    intent,
    tags: [`source=${originOf(facts)}`, ...(intent ? [`intent=${intent}`] : [])].join(', '),
    result: resultOf(facts),
    firstReply: talk?.firstReply ?? null,
    unclear: talk?.unclear ?? null,
    handover: talk && (talk.handover ? 'Y' : 'N'),
    link,
  }
}

/** «Стрижка, 05.03 14:30»; where the service would tell of somebody's health: «Визит, 05.03 14:30». */
function titleOf(facts: DealFacts, sensitive: boolean): string {
  const { visit, lead, zone } = facts
  const service = visit?.services.join(' + ')
  const what = visit ? (service && (sensitive || !isDelicate(facts)) ? service : 'Визит') : 'Заявка'
  const at = visit?.start ?? lead?.createdAt
  return at === undefined ? what : `${what.slice(0, 200)}, ${shortMoment(zone, at)}`
}

const isDelicate = ({ health, visit }: DealFacts): boolean => health || isAboutHealth(visit?.services.join(' ') ?? '')

function shortMoment(zone: string, at: Minute): string {
  const { date, minutes } = localOf(zone, at)
  const [, month, day] = date.split('-')
  return `${day}.${month} ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

function resultOf({ visit, lead, talk }: DealFacts): string {
  if (visit)
    switch (visit.status) {
      case 'arrived':
        return 'визит состоялся'
      case 'paid':
        return 'оплачено'
      case 'no_show':
        return 'клиент не пришёл'
      case 'cancelled':
        return visit.cancelledBy === 'client' ? 'отменил клиент' : 'отменил салон'
      default:
        return 'записан'
    }
  if (lead?.stage === 'lost') return 'не записался'
  return talk?.handover ? 'передан сотруднику' : 'без записи'
}

/** Seed of the reports: whether the assistant, the site or a person brought it. */
function originOf({ visit, lead }: DealFacts): 'bot' | 'site' | 'manager' {
  if (lead?.form) return 'site'
  if (lead?.channel) return 'bot'
  if (lead && lead.source !== 'staff') return 'site'
  return visit && visit.door !== 'staff' ? (visit.door === 'api' ? 'site' : 'bot') : 'manager'
}

/** The list's value for where it came from: the site for its forms, else the channel, else the source, else who brought it. */
function sourceOf(facts: DealFacts, { sources }: MirrorSettings): string | null {
  const { visit, lead } = facts
  const keys = [lead?.form && 'site', lead?.channel, lead?.source, visit?.door, originOf(facts)]
  for (const key of keys) if (key && sources[key]) return sources[key]
  return null
}

/** The portal's user for a deal: the master's, the branch's, or whoever is for all; null: the portal decides. */
function responsibleFor({ visit, branch }: DealFacts, { responsible }: MirrorSettings): number | null {
  for (const { id } of visit?.masters ?? []) if (responsible.byResource[id]) return responsible.byResource[id]
  return (branch && responsible.byLocation[branch.id]) ?? responsible.default
}

/** Kopecks as the portal counts money. */
export const roubles = (kopecks: Kopecks): number => kopecks / 100

/** The portal's money in kopecks; null where it is none. */
export function kopecksOf(value: unknown): Kopecks | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return null
  return Math.round(number * 100)
}
