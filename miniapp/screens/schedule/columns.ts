import { maskedPhone } from '../../../domain/phone.ts'
import { duration, type Style, span } from '../../format.ts'
import type { State } from '../../kit/list.tsx'
import type { Text } from '../../texts/texts.ts'
import type { Block, DaySchedule, ScheduledClass, ScheduledVisit, TimeOff } from './data.ts'

/** What stands in a column; times are minutes from the beginning of its day. */
export type Item = { key: string; from: number; to: number } & (
  | { kind: 'visit'; visit: ScheduledVisit; words: string }
  | { kind: 'free'; starts: number[] }
  | { kind: 'class'; session: ScheduledClass }
  | { kind: 'block'; block: Block }
  | { kind: 'off'; off: TimeOff }
  /** `age`: minutes since it was read; null: nobody knows. */
  | { kind: 'external'; age: number | null }
)

/** One master or room on one day. */
export type Column = {
  key: string
  date: string
  /** Instant of its first minute, ms. */
  origin: number
  resource: { id: number; name: string; kind: string }
  freeMinutes: number
  open: { from: number; to: number }[]
  buffers: { from: number; to: number }[]
  items: Item[]
}

export const MASTER = 'master'
const MINUTE = 60_000

/** The columns of a schedule for these resources, day by day. */
export function columnsOf(schedule: DaySchedule, resourceIds: readonly number[]): Column[] {
  return schedule.days.flatMap((day) =>
    resourceIds.flatMap((id) => {
      const resource = schedule.resources.find((known) => known.id === id)
      const hours = day.resources.find((known) => known.id === id)
      return resource && hours ? [columnOf(schedule, day, resource, hours)] : []
    }),
  )
}

type Day = DaySchedule['days'][number]

function columnOf(
  schedule: DaySchedule,
  day: Day,
  resource: DaySchedule['resources'][number],
  hours: Day['resources'][number],
): Column {
  const origin = Date.parse(day.from)
  const length = (Date.parse(day.to) - origin) / MINUTE
  const span = ({ from, to }: { from: string; to: string }) => ({
    from: Math.max(0, (Date.parse(from) - origin) / MINUTE),
    to: Math.min(length, (Date.parse(to) - origin) / MINUTE),
  })
  const mine = <T extends { from: string; to: string }>(list: readonly T[], owns: (one: T) => boolean) =>
    list.flatMap((one) => {
      const at = span(one)
      return owns(one) && at.from < at.to ? [{ one, ...at }] : []
    })
  const items: Item[] = [
    ...mine(visitSpans(schedule, resource), () => true).map(({ one, from, to }) => ({
      kind: 'visit' as const,
      key: `v${one.visit.id}.${one.from}`,
      from,
      to,
      visit: one.visit,
      words: one.words,
    })),
    ...mine(hours.free, () => true).map(({ one, from, to }) => ({
      kind: 'free' as const,
      key: `f${one.from}`,
      from,
      to,
      starts: one.starts.map((start) => (Date.parse(start) - origin) / MINUTE),
    })),
    ...mine(schedule.classes, ({ resources }) => resources.includes(resource.id)).map(({ one, from, to }) => ({
      kind: 'class' as const,
      key: `c${one.id}`,
      from,
      to,
      session: one,
    })),
    ...mine(schedule.blocks, (block) => block.resource === resource.id).map(({ one, from, to }) => ({
      kind: 'block' as const,
      key: `b${one.id}`,
      from,
      to,
      block: one,
    })),
    ...mine(schedule.timeOff, (off) => off.resource === resource.id).map(({ one, from, to }) => ({
      kind: 'off' as const,
      key: `o${one.id}`,
      from,
      to,
      off: one,
    })),
    ...mine(schedule.external, (external) => external.resource === resource.id).map(({ one, from, to }) => ({
      kind: 'external' as const,
      key: `e${one.id}`,
      from,
      to,
      age: one.readAt === null ? null : Math.max(0, (Date.parse(schedule.now) - Date.parse(one.readAt)) / MINUTE),
    })),
  ]
  return {
    key: `${day.date}.${resource.id}`,
    date: day.date,
    origin,
    resource,
    freeMinutes: hours.freeMinutes,
    open: hours.open.map(span),
    buffers: mine(schedule.buffers, (buffer) => buffer.resource === resource.id).map(({ from, to }) => ({ from, to })),
    items: items.sort((a, b) => a.from - b.from || a.to - b.to),
  }
}

/** Visits of a resource; the parts of one master that follow each other are one block. Seats of a class stand in its block. */
function visitSpans(schedule: DaySchedule, { id, kind }: { id: number; kind: string }) {
  return schedule.visits.flatMap((visit) => {
    if (visit.session !== null || visit.state === 'cancelled') return []
    if (kind !== MASTER)
      return visit.rooms.includes(id)
        ? [{ visit, from: visit.start, to: visit.end, words: visit.parts.map(({ name }) => name).join(', ') }]
        : []
    const joined: { visit: ScheduledVisit; from: string; to: string; words: string }[] = []
    for (const { master, start, end, name } of visit.parts) {
      const last = joined.at(-1)
      if (master !== id) continue
      if (last?.to === start) {
        last.to = end
        last.words += `, ${name}`
      } else joined.push({ visit, from: start, to: end, words: name })
    }
    return joined
  })
}

/** How a visit is called: by its name, or by what is known of the phone. */
export const nameOf = (t: Text, { client }: Pick<ScheduledVisit, 'client'>): string =>
  client.name || (client.phone ? maskedPhone(client.phone) : t('sched-nobody'))

/** The state of a visit in the words of the kit; null: a hold. */
export const markOf = ({ state }: Pick<ScheduledVisit, 'state'>): State | null =>
  state === 'held' ? null : state === 'noShow' ? 'noshow' : state

/** «3 ч» of minutes, to half an hour: how much is free, at a glance. */
export const freeHours = (minutes: number, language: 'ru' | 'en'): string =>
  duration(Math.floor(minutes / 30) * 30, language)

/** «15:30–16:30» of minutes of a column's day. */
export const spanOf = (column: Column, { from, to }: { from: number; to: number }, style: Style): string =>
  span(new Date(column.origin + from * 60_000), new Date(column.origin + to * 60_000), style)
