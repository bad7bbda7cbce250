import {
  type FakeEvent,
  listOf,
  type Method,
  momentOf,
  numberOf,
  type Params,
  type Portal,
  type Refused,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'

const DAY = 86_400_000

const unset = (method: string, name: string): Refused =>
  refuse('', `Не задан обязательный параметр "${name}" для метода "${method}"`)

/** The whole days from one date to another, in seconds. */
function days(params: Params): { from: number; to: number } | null {
  const from = momentOf(String(params.from).slice(0, 10))
  const to = momentOf(String(params.to).slice(0, 10))
  return from === null || to === null ? null : { from: from / 1000, to: (to + DAY) / 1000 }
}

/** Of a whole day both ends are its midnight. */
const touches = ({ from, to, wholeDay }: FakeEvent, span: { from: number; to: number }): boolean =>
  from < span.to && to + (wholeDay ? DAY / 1000 : 0) > span.from

/** As the portal writes a wall clock of its own: `22.11.2026 18:00:00`. */
function wallOf(seconds: number): string {
  const iso = new Date((seconds + 3 * 3600) * 1000).toISOString()
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)} ${iso.slice(11, 19)}`
}

const shown = ({ id, name, from, to, accessibility, wholeDay }: FakeEvent): Row => ({
  ID: String(id),
  NAME: name,
  DATE_FROM: wallOf(from),
  DATE_TO: wallOf(to),
  DATE_FROM_TS_UTC: String(from),
  DATE_TO_TS_UTC: String(to),
  '~USER_OFFSET_FROM': 0,
  '~USER_OFFSET_TO': 0,
  DT_SKIP_TIME: wholeDay ? 'Y' : 'N',
  TZ_FROM: 'Europe/Moscow',
  TZ_TO: 'Europe/Moscow',
  ACCESSIBILITY: accessibility,
  IMPORTANCE: 'normal',
  EVENT_TYPE: '',
})

function accessibility(portal: Portal, params: Params): Reply {
  for (const name of ['from', 'to', 'users'])
    if (params[name] === undefined || params[name] === '') return unset('calendar.accessibility.get', name)
  const users = (listOf(params.users) ?? []).map((id) => numberOf(id) ?? 0)
  const span = days(params)
  if (!span) return refuse('', 'Неверный формат даты')
  const result = users.map((userId) => [
    String(userId),
    portal.calendar
      .filter(
        (one) => one.userId === userId && touches(one, span) && one.accessibility !== 'free' && one.status !== 'N',
      )
      .map(shown),
  ])
  return { result: Object.fromEntries(result) }
}

function events(portal: Portal, params: Params): Reply {
  for (const name of ['type', 'ownerId']) if (params[name] === undefined) return unset('calendar.event.get', name)
  const span = days(params)
  return {
    result: portal.calendar
      .filter((one) => one.userId === numberOf(params.ownerId) && (!span || touches(one, span)))
      .map((one) => ({
        ...shown(one),
        CAL_TYPE: 'user',
        OWNER_ID: String(one.userId),
        DELETED: 'N',
        MEETING_STATUS: one.status,
      })),
  }
}

export const CALENDAR: Record<string, Method> = {
  'calendar.accessibility.get': { scope: 'calendar', run: accessibility },
  'calendar.event.get': { scope: 'calendar', run: events },
}
