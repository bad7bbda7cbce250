import { aroundMark } from '../../../domain/kpi/period.ts'

/** What the address asks for: which days, and what they are compared with. */
export type Versus = 'none' | 'previous' | 'weekday' | 'mark'
export type Asked = { days: number | null; from: string; to: string; versus: Versus; mark: string }

export const PRESETS = [1, 7, 30, 90] as const
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Reads the address: `period=30d` or `from` and `till` (`to` is the app's own: a deep link), `vs`, `mark`; what is no date is left out. */
export function askedOf(search: URLSearchParams): Asked {
  const date = (name: string) => {
    const value = search.get(name) ?? ''
    return DATE.test(value) ? value : ''
  }
  const preset = Number(/^(\d{1,3})d$/.exec(search.get('period') ?? '')?.[1])
  const day = date('date')
  const [from, to] = [date('from') || day, date('till') || day]
  const vs = search.get('vs')
  const mark = date('mark')
  const versus = vs === 'mark' ? (mark ? 'mark' : 'none') : vs === 'previous' || vs === 'weekday' ? vs : 'none'
  const own = from !== '' && to !== ''
  return { days: own ? null : preset || 30, from: own ? from : '', to: own ? to : '', versus, mark }
}

/** The same as parts of an address of the app. */
export function searchOf({ days, from, to, versus, mark }: Asked): string {
  const search = new URLSearchParams()
  if (days === null) {
    search.set('from', from)
    search.set('till', to)
  } else if (days !== 30) search.set('period', `${days}d`)
  if (versus !== 'none') search.set('vs', versus)
  if (versus === 'mark') search.set('mark', mark)
  return search.size > 0 ? `?${search}` : ''
}

/** The same as the API wants it. A mark is its 30 days, compared with the 30 before. */
export function queryOf({ days, from, to, versus, mark }: Asked): string {
  if (versus === 'mark') {
    const { after } = aroundMark(mark)
    return new URLSearchParams({ ...after, comparison: 'previous' }).toString()
  }
  const period: Record<string, string> = days === null ? { from, to } : { days: String(days) }
  return new URLSearchParams(versus === 'none' ? period : { ...period, comparison: versus }).toString()
}
