import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { dailyOf } from '../../db/kpi/daily.ts'
import { assistantPrice } from '../../db/kpi/money.ts'
import { refreshedAt, refreshKpis } from '../../db/kpi/refresh.ts'
import {
  assistantOf,
  channelsOf,
  cohortsOf,
  funnelsOf,
  masterReports,
  overviewOf,
  ruleOf,
  serviceReports,
  speedsOf,
} from '../../db/kpi/report.ts'
import { eventsAfter, narrows, ROW_FACTS, rowsOfFact } from '../../db/kpi/rows.ts'
import { changeOf } from '../../domain/kpi/measure.ts'
import { extraRevenue, fewerNoShows, paybackMonths, savedHours, savedMoney } from '../../domain/kpi/money.ts'
import { aroundMark, comparedWith, type Period } from '../../domain/kpi/period.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { periodOf, periodQuery } from '../period.ts'
import { answers, body, createRoutes, cursorQuery, guarded, localDate, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { comparison, type Numbers, overview, period, SECTIONS, type Sections, section, told } from './kpi-shapes.ts'

/** Numbers older than this are made up to date before they are shown. */
const OLDEST_MS = 10 * 60_000

const NOT_YOURS = 'Этого больше нет или вам это не видно.'

/** The numbers of the business: one formula each (`domain/kpi`), over the same rows as the views `bi_*`. */
export function kpi(system: System, guard: Guard) {
  const { db, catalogs, clock } = system

  const all = (c: Context<Env>) => c.var.reach === 'all'

  const within = (businessId: number, asked: z.infer<typeof periodQuery>) => periodOf(system, businessId, asked)

  const freshened = async (businessId: number): Promise<Date> => {
    const at = await refreshedAt(db, businessId)
    const now = clock()
    if (at !== null && now.getTime() - at.getTime() < OLDEST_MS) return at
    await refreshKpis(db, { businessId, now })
    return now
  }

  const numbersOf = async (c: Context<Env>, name: (typeof SECTIONS)[number], days: Period): Promise<Sections> => {
    const { businessId, member } = c.var.actor
    const asked = { businessId, period: days }
    switch (name) {
      case 'days':
        return { days: await dailyOf(db, asked) }
      case 'funnel':
        return { funnel: await funnelsOf(db, asked) }
      case 'channels':
        return { channels: await channelsOf(db, asked, ruleOf((await catalogs.of(db, businessId)).settings)) }
      case 'cohorts':
        return { cohorts: await cohortsOf(db, await catalogs.of(db, businessId), clock()) }
      case 'speed':
        return { speed: await speedsOf(db, asked) }
      case 'assistant':
        return { assistant: await assistantOf(db, asked) }
      case 'services':
        return { services: await serviceReports(db, asked, clock()) }
      case 'masters': {
        const own = all(c) ? null : (member?.resourceId ?? 0)
        return { masters: await masterReports(db, await catalogs.of(db, businessId), asked, own) }
      }
    }
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'numbers', {
        method: 'get',
        path: '/api/kpi',
        summary: 'Цифры за период и, если нужно, с чем сравнить',
        request: { query: periodQuery.extend({ comparison }) },
        responses: { 200: answers(overview) },
      }),
      async (c) => {
        if (!all(c)) return refused(c, 'not_found', NOT_YOURS)
        const { businessId } = c.var.actor
        const query = c.req.valid('query')
        const days = await within(businessId, query)
        if (typeof days === 'string') return refused(c, 'bad_request', days)
        const computedAt = await freshened(businessId)
        const before = comparedWith(days, query.comparison)
        const of = (period: Period) => overviewOf(db, { businessId, period })
        const [now, numbers] = await Promise.all([of(days), before && of(before)])
        const compared = before && numbers && { period: before, numbers }
        const { manualMinutes: minutesEach, hourPrice } = (await catalogs.of(db, businessId)).settings
        const dialogues = now.assistant.automatic.value?.hits ?? 0
        const hours = savedHours(dialogues, minutesEach)
        const saved = { dialogues, minutesEach, hourPrice, hours, money: savedMoney(hours, hourPrice) }
        return c.json({ ...(await framed(businessId, days, computedAt)), now, compared, saved }, 200)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'get',
        path: '/api/kpi/around',
        summary: '30 дней до отметки и 30 после: что изменилось и когда окупится ассистент',
        request: {
          query: z.object({
            date: localDate,
            /** What setting the assistant up cost, and what it costs a month, kopecks; unless told, by the costs written down. */
            setup: z.coerce.number().int().min(0).optional(),
            monthly: z.coerce.number().int().min(0).optional(),
          }),
        },
        responses: {
          200: answers(
            z.object({
              computedAt: z.string(),
              before: z.object({ period, numbers: told<Numbers<typeof overviewOf>>() }),
              after: z.object({ period, numbers: told<Numbers<typeof overviewOf>>() }),
              leadToBooking: told<ReturnType<typeof changeOf>>(),
              noShow: told<ReturnType<typeof changeOf>>(),
              within60: told<ReturnType<typeof changeOf>>(),
              extraRevenue: told<ReturnType<typeof extraRevenue>>(),
              /** By how much revenue grows from the change of no-shows alone; 0.09 is +9%. */
              fewerNoShows: told<ReturnType<typeof fewerNoShows>>(),
              paybackMonths: told<ReturnType<typeof paybackMonths>>(),
              /** With what it was counted, kopecks. */
              setup: z.number(),
              monthly: z.number(),
            }),
          ),
        },
      }),
      async (c) => {
        if (!all(c)) return refused(c, 'not_found', NOT_YOURS)
        const { businessId } = c.var.actor
        const { date, ...given } = c.req.valid('query')
        const computedAt = await freshened(businessId)
        const around = aroundMark(date)
        const price = await assistantPrice(db, businessId, around.after)
        const { setup = price.setup, monthly = price.running } = given
        const [before, after] = await Promise.all(
          [around.before, around.after].map((period) => overviewOf(db, { businessId, period })),
        )
        if (!before || !after) throw new Error('two periods are two overviews')
        const leadToBooking = changeOf(before.funnel.leadToBooking, after.funnel.leadToBooking)
        const extra =
          leadToBooking.value === null
            ? leadToBooking
            : extraRevenue(after.leads, leadToBooking.value.points, after.averageCheck)
        return c.json(
          {
            computedAt: computedAt.toISOString(),
            before: { period: around.before, numbers: before },
            after: { period: around.after, numbers: after },
            leadToBooking,
            noShow: changeOf(before.noShow, after.noShow),
            within60: changeOf(before.speed.within60, after.speed.within60),
            extraRevenue: extra,
            fewerNoShows: fewerNoShows(before.noShow, after.noShow),
            paybackMonths: paybackMonths(setup, extra, monthly),
            setup,
            monthly,
          },
          200,
        )
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'post',
        path: '/api/kpi/refresh',
        summary: 'Посчитать заново сейчас',
        request: { body: body(z.object({ whole: z.boolean() })) },
        responses: { 200: answers(z.object({ computedAt: z.string(), days: z.number() })) },
      }),
      async (c) => {
        if (!all(c)) return refused(c, 'not_found', NOT_YOURS)
        const now = clock()
        const { whole } = c.req.valid('json')
        const { days } = await refreshKpis(db, { businessId: c.var.actor.businessId, now, whole })
        return c.json({ computedAt: now.toISOString(), days }, 200)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'get',
        path: '/api/kpi/rows/{fact}',
        summary: 'Из чего сложилось число: строки без имён и слов, можно сузить по одному столбцу',
        request: {
          params: z.object({ fact: z.enum(ROW_FACTS) }),
          query: cursorQuery.extend({
            ...periodQuery.shape,
            column: z.string().max(30).optional(),
            value: z.string().max(100).optional(),
          }),
        },
        responses: {
          200: answers(z.object({ items: z.array(told<Record<string, unknown>>()), cursor: z.string().nullable() })),
        },
      }),
      async (c) => {
        if (!all(c)) return refused(c, 'not_found', NOT_YOURS)
        const { businessId } = c.var.actor
        const { fact } = c.req.valid('param')
        const { column = null, value = null, cursor, limit, ...asked } = c.req.valid('query')
        const days = await within(businessId, asked)
        if (typeof days === 'string') return refused(c, 'bad_request', days)
        if (column !== null && !narrows(fact, column)) return refused(c, 'bad_request', 'Такого столбца нет.')
        const skip = cursor ? Number(cursor) : 0
        const page = { column, value, skip, limit: limit + 1 }
        const rows = await rowsOfFact(db, { businessId, period: days }, fact, page)
        const next = rows.length > limit ? String(skip + limit) : null
        return c.json({ items: rows.slice(0, limit), cursor: next }, 200)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'get',
        path: '/api/events',
        summary: 'Журнал событий в JSON: после курсора, старые сверху, без личных данных',
        request: { query: cursorQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(1000) }) },
        responses: {
          200: answers(
            z.object({
              items: z.array(told<Omit<Awaited<ReturnType<typeof eventsAfter>>[number], 'at'> & { at: string }>()),
              cursor: z.string().nullable(),
            }),
          ),
        },
      }),
      async (c) => {
        if (!all(c)) return refused(c, 'not_found', NOT_YOURS)
        const { cursor, limit } = c.req.valid('query')
        const rows = await eventsAfter(db, c.var.actor.businessId, cursor ? Number(cursor) : 0, limit)
        const items = rows.map((row) => ({ ...row, at: row.at.toISOString() }))
        return c.json({ items, cursor: rows.length === limit ? String(rows.at(-1)!.id) : null }, 200)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'get',
        path: '/api/kpi/{section}',
        summary: 'Раздел цифр: дни, воронка, каналы, когорты, скорость, помощник, мастера, услуги',
        request: {
          params: z.object({ section: z.enum(SECTIONS) }),
          query: periodQuery.extend({ comparison }),
        },
        responses: { 200: answers(section) },
      }),
      async (c) => {
        const { section: name } = c.req.valid('param')
        if (!all(c) && name !== 'masters') return refused(c, 'not_found', NOT_YOURS)
        const { businessId } = c.var.actor
        const query = c.req.valid('query')
        const days = await within(businessId, query)
        if (typeof days === 'string') return refused(c, 'bad_request', days)
        const computedAt = await freshened(businessId)
        const before = comparedWith(days, query.comparison)
        const [now, numbers] = await Promise.all([numbersOf(c, name, days), before && numbersOf(c, name, before)])
        const compared = before && numbers && { period: before, numbers }
        return c.json({ ...(await framed(businessId, days, computedAt)), now, compared }, 200)
      },
    )

  async function framed(businessId: number, days: Period, computedAt: Date) {
    const { timezone } = await catalogs.of(db, businessId)
    return { period: days, computedAt: computedAt.toISOString(), zone: timezone }
  }
}
