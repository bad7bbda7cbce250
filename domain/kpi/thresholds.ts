/** KPIs that have a target. */
export const WATCHED = [
  'responseWithin60',
  'responseMedian',
  'botResponseMedian',
  'accuracy',
  'fallback',
  'handover',
  'automatic',
  'leadToBooking',
  'noShow',
  'waitingTooLong',
  'scheduleAhead',
] as const
export type Watched = (typeof WATCHED)[number]

/**
 * When a KPI is out of bounds, and when it is well again: it must come back past the bound by `slack`, so that an alarm does not flap.
 * Shares are 0–1, times seconds. `least`: with fewer cases behind the number nobody is alarmed.
 */
export type Threshold = {
  kpi: Watched
  below?: number
  above?: number
  slack: number
  least: number
  /** Where the target comes from. */
  seed: string
}

/** The seeds' own targets, as shipped; an owner may set others. */
// biome-ignore format: a table
export const THRESHOLDS: readonly Threshold[] = [
  { kpi: 'responseWithin60',  below: 0.7,                slack: 0.05, least: 20, seed: '003: FRT ≤ 60 с у 70–95% обращений' },
  { kpi: 'responseMedian',               above: 30,      slack: 5,    least: 20, seed: '002: FRT ≤ 30 с' },
  { kpi: 'botResponseMedian',            above: 10,      slack: 2,    least: 20, seed: '003: ассистент отвечает за 10 с' },
  { kpi: 'accuracy',          below: 0.85,               slack: 0.02, least: 30, seed: '002: intent accuracy > 85%' },
  { kpi: 'fallback',                     above: 0.1,     slack: 0.02, least: 50, seed: '002: fallback < 10%' },
  { kpi: 'handover',          below: 0.2,  above: 0.4,   slack: 0.03, least: 30, seed: '002: передано 20–40%' },
  { kpi: 'automatic',         below: 0.6,                slack: 0.03, least: 30, seed: '002: без человека > 60%' },
  { kpi: 'leadToBooking',     below: 0.15, above: 0.3,   slack: 0.02, least: 30, seed: '000: 20% обращений становятся записями; 15–30%' },
  { kpi: 'noShow',                       above: 0.15,    slack: 0.02, least: 20, seed: '001: 15% неявок до напоминаний' },
  { kpi: 'waitingTooLong',               above: 2,       slack: 2,    least: 0,  seed: 'задача: 3 обращения ждут дольше 10 минут' },
  { kpi: 'scheduleAhead',     below: 1,                  slack: 0,    least: 0,  seed: 'задача: устаревшее расписание' },
]

/** An owner's own bounds; what is left out is as shipped, null is no bound. */
export type Bounds = { below?: number | null; above?: number | null }
export type Targets = Readonly<Partial<Record<Watched, Bounds>>>

/** The bounds of a business: its own over the shipped ones. With any bound an alarm can clear: its slack never asks for more than there is. */
export function thresholdsOf(targets: Targets): Threshold[] {
  return THRESHOLDS.map(({ below, above, slack, ...rest }) => {
    const own = targets[rest.kpi] ?? {}
    const bound = (shipped: number | undefined, mine: number | null | undefined) =>
      mine === undefined ? shipped : (mine ?? undefined)
    const [low, high] = [bound(below, own.below), bound(above, own.above)]
    const room = [
      high ?? slack,
      low !== undefined && UNITS[rest.kpi] === 'share' ? 1 - low : slack,
      low !== undefined && high !== undefined ? (high - low) / 2 : slack,
    ]
    return {
      ...rest,
      ...(low !== undefined && { below: low }),
      ...(high !== undefined && { above: high }),
      slack: Math.min(slack, ...room),
    }
  })
}

export type Unit = 'share' | 'seconds' | 'count' | 'days'

// biome-ignore format: a table
export const UNITS: Record<Watched, Unit> = {
  responseWithin60: 'share', responseMedian: 'seconds', botResponseMedian: 'seconds', accuracy: 'share', fallback: 'share', handover: 'share',
  automatic: 'share', leadToBooking: 'share', noShow: 'share', waitingTooLong: 'count', scheduleAhead: 'days',
}

/** The most that a bound may be; of a schedule there is some, or none. */
export const MOST: Record<Unit, number> = { share: 1, seconds: 86_400, count: 1000, days: 1 }

/** Why bounds make no sense: the lower one must stand below the upper one; null: they do. */
export function wrongBounds(targets: Targets): Watched | null {
  const wrong = thresholdsOf(targets).find(
    ({ below, above }) => below !== undefined && above !== undefined && below >= above,
  )
  return wrong?.kpi ?? null
}

/** A KPI above what it needs to be is worth a word, but no alarm. */
export const GOOD_WHEN_ABOVE: readonly Watched[] = ['leadToBooking']

/** Seed 001 §4: «если CAC > contribution margin — остановить канал»; with enough paid first visits, and not for one bad day. */
export const LEAST_VISITS = 10
export const STOP_DAYS = 3

/** Minutes after which a lead waits too long. */
export const LONG_WAIT_MINUTES = 10

/** Days ahead within which somebody must have working hours; today counts. */
export const SCHEDULE_DAYS = 7

/** Numbers of the latest days, today among them, are held against the targets. */
export const ALARM_DAYS = 7

export type Side = 'low' | 'high'

/** What stands of a KPI's alarm. */
export type Alarm = { side: Side } | null

/**
 * The alarm of a KPI after a new number (null: not known), given the one that stood. It rises past the bound and clears only past the
 * bound and its slack; without a number, or with too few cases, it stays as it was.
 */
export function alarmAfter(
  { below, above, slack, least }: Threshold,
  number: number | null,
  cases: number,
  before: Alarm,
): Alarm {
  if (number === null || cases < least) return before
  if (below !== undefined && number < below + (before?.side === 'low' ? slack : 0)) return { side: 'low' }
  if (above !== undefined && number > above - (before?.side === 'high' ? slack : 0)) return { side: 'high' }
  return null
}
