import { z } from '@hono/zod-openapi'
import type { dailyOf } from '../../db/kpi/daily.ts'
import type {
  assistantOf,
  channelsOf,
  cohortsOf,
  funnelsOf,
  masterReports,
  overviewOf,
  serviceReports,
  speedsOf,
} from '../../db/kpi/report.ts'
import type { savedHours, savedMoney } from '../../domain/kpi/money.ts'

export const SECTIONS = ['days', 'funnel', 'channels', 'cohorts', 'speed', 'assistant', 'masters', 'services'] as const

export const comparison = z.enum(['none', 'previous', 'weekday']).default('none')

export const period = z.object({ from: z.string(), to: z.string() })

/** A shape that the domain's own type describes. */
export const told = <T>() => z.custom<T>().openapi({ type: 'object', additionalProperties: true })

export type Numbers<T> = T extends (...args: never[]) => Promise<infer R> ? R : never

const frame = { period, computedAt: z.string(), zone: z.string() }

export const overview = z.object({
  ...frame,
  now: told<Numbers<typeof overviewOf>>(),
  compared: z.object({ period, numbers: told<Numbers<typeof overviewOf>>() }).nullable(),
  /** Manual work that the assistant did: dialogues it led alone, by the minutes and the price of an hour in the settings. */
  saved: z.object({
    dialogues: z.number(),
    minutesEach: z.number(),
    hourPrice: z.number(),
    hours: told<ReturnType<typeof savedHours>>(),
    money: told<ReturnType<typeof savedMoney>>(),
  }),
})

export type Sections = {
  days?: Numbers<typeof dailyOf>
  funnel?: Numbers<typeof funnelsOf>
  channels?: Numbers<typeof channelsOf>
  cohorts?: Numbers<typeof cohortsOf>
  speed?: Numbers<typeof speedsOf>
  assistant?: Numbers<typeof assistantOf>
  masters?: Numbers<typeof masterReports>
  services?: Numbers<typeof serviceReports>
}

export const section = z.object({
  ...frame,
  now: told<Sections>(),
  compared: z.object({ period, numbers: told<Sections>() }).nullable(),
})
