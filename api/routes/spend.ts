import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { addCost, COST_KINDS, editCost, listCosts, removeCost } from '../../db/costs.ts'
import { listSpend, previewSpend, removeSpend, saveSpend } from '../../db/spend.ts'
import { overDays } from '../../domain/kpi/money.ts'
import { datesOf, daysOf } from '../../domain/kpi/period.ts'
import { MOST_SPEND_ROWS, readSpend, type SpendFault } from '../../domain/kpi/spendcsv.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, cursorQuery, guarded, idParam, localDate, pageOf, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const MOST_DAYS = 400
const NO_ROW = 'Этого больше нет или вам это не видно.'
const LATER = 'Конец должен быть позже начала.'

const kopecks = z.number().int().min(0).max(100_000_000_000)
const name = z.string().trim().min(1).max(100)
const fields = { channel: name, campaign: name.nullable().default(null), amount: kopecks }
const clicks = z.number().int().min(0).max(1_000_000_000).nullable().default(null)

const spend = z
  .object({
    id: z.number(),
    day: z.string(),
    channel: z.string(),
    campaign: z.string().nullable(),
    amount: z.number(),
    clicks: z.number().nullable(),
    via: z.enum(['typed', 'csv', 'api']),
    version: z.number(),
    updatedAt: z.string(),
  })
  .openapi('Spend')
const outcome = z.object({ added: z.number(), changed: z.number(), same: z.number(), amount: z.number() })

const costFields = z.object({
  kind: z.enum(COST_KINDS),
  name,
  firstDay: localDate,
  lastDay: localDate,
  amount: kopecks,
})
const cost = costFields.extend({ id: z.number(), version: z.number() }).openapi('Cost')

const days = z.object({ from: localDate.default('2000-01-01'), to: localDate.default('2100-01-01') })

/** What advertising and the rest cost: typed in, from a table, from a program. */
export function spendRoutes(system: System, guard: Guard) {
  const { db } = system
  return createRoutes()
    .openapi(
      guarded(guard, 'spend', {
        method: 'get',
        path: '/api/spend',
        summary: 'Расходы на рекламу по дням, новые сверху',
        request: { query: cursorQuery.extend(days.shape) },
        responses: { 200: answers(pageOf(spend)) },
      }),
      async (c) => {
        const { cursor, limit, from, to } = c.req.valid('query')
        const skip = cursor ? Number(cursor) : 0
        const { businessId } = c.var.actor
        const rows = await listSpend(db, { businessId, from, to, skip, limit: limit + 1 })
        const items = rows.slice(0, limit).map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
        return c.json({ items, cursor: rows.length > limit ? String(skip + limit) : null }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/spend',
        summary: 'Внести расход: за день или за период, тогда он ложится на дни поровну; что стояло, заменяется',
        request: { body: body(z.object({ from: localDate, to: localDate.optional(), ...fields, clicks })) },
        responses: { 201: answers(outcome) },
      }),
      async (c) => {
        const { from, to = from, channel, campaign, amount, clicks: all } = c.req.valid('json')
        if (to < from) return refused(c, 'bad_request', LATER)
        const period = { from, to }
        if (daysOf(period) > MOST_DAYS) return refused(c, 'bad_request', 'Слишком длинный период.')
        const amounts = overDays(amount, daysOf(period))
        const taps = all === null ? null : overDays(all, daysOf(period))
        const rows = datesOf(period).map((day, i) => ({
          day,
          channel,
          campaign,
          amount: amounts[i]!,
          clicks: taps && taps[i]!,
        }))
        const via = c.var.actor.member ? 'typed' : 'api'
        return c.json(await db.transaction((tx) => saveSpend(tx, byOf(system, c.var.actor), rows, via)), 201)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/spend/import',
        summary: 'Расходы таблицей CSV: все строки или ни одной; dryRun — только посмотреть, что будет',
        request: {
          body: body(z.object({ csv: z.string().min(1).max(120_000), dryRun: z.boolean().default(false) })),
        },
        responses: {
          200: answers(
            outcome.extend({
              /** False: nothing was written, this is what would be. */
              written: z.boolean(),
              rows: z.number(),
              faults: z.array(z.object({ line: z.number(), fault: z.string(), message: z.string() })),
            }),
          ),
        },
      }),
      async (c) => {
        const { csv, dryRun } = c.req.valid('json')
        const { rows, faults } = readSpend(csv)
        const said = faults.map((one) => ({
          line: one.line,
          fault: one.fault,
          message: faultWords(one, languageOf(c)),
        }))
        const by = byOf(system, c.var.actor)
        if (dryRun || faults.length > 0) {
          const would = await previewSpend(db, by.businessId, rows)
          if (dryRun) return c.json({ ...would, written: false, rows: rows.length, faults: said }, 200)
          return refused(c, 'closed', 'В таблице есть ошибки, ничего не записано.', { faults: said })
        }
        const via = c.var.actor.member ? 'csv' : 'api'
        const done = await db.transaction((tx) => saveSpend(tx, by, rows, via))
        return c.json({ ...done, written: true, rows: rows.length, faults: [] }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'delete',
        path: '/api/spend/{id}',
        summary: 'Убрать строку расхода',
        request: { params: idParam },
        responses: { 200: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const gone = await db.transaction((tx) => removeSpend(tx, byOf(system, c.var.actor), id))
        return gone ? c.json({ id }, 200) : refused(c, 'not_found', NO_ROW)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'get',
        path: '/api/costs',
        summary: 'Прочие расходы: на какие дни, сколько',
        request: { query: days },
        responses: { 200: answers(z.object({ items: z.array(cost) })) },
      }),
      async (c) => {
        const { from, to } = c.req.valid('query')
        return c.json({ items: await listCosts(db, c.var.actor.businessId, from, to) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'post',
        path: '/api/costs',
        summary: 'Внести прочий расход',
        request: { body: body(costFields) },
        responses: { 201: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const given = c.req.valid('json')
        if (given.lastDay < given.firstDay) return refused(c, 'bad_request', LATER)
        return c.json({ id: await db.transaction((tx) => addCost(tx, byOf(system, c.var.actor), given)) }, 201)
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'patch',
        path: '/api/costs/{id}',
        summary: 'Изменить прочий расход',
        request: {
          params: idParam,
          body: body(costFields.partial().extend({ version: z.number().int().positive() })),
        },
        responses: { 200: answers(cost) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { version, ...change } = c.req.valid('json')
        const edited = await db.transaction((tx) => editCost(tx, byOf(system, c.var.actor), { id, version, change }))
        if (edited.ok) return c.json(edited.cost, 200)
        if (!edited.now) return refused(c, 'not_found', NO_ROW)
        return edited.now.version === version
          ? refused(c, 'bad_request', LATER)
          : refused(c, 'changed', 'Расход уже изменился.', { now: edited.now })
      },
    )
    .openapi(
      guarded(guard, 'spend', {
        method: 'delete',
        path: '/api/costs/{id}',
        summary: 'Убрать прочий расход',
        request: { params: idParam },
        responses: { 200: answers(z.object({ id: z.number() })) },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const gone = await db.transaction((tx) => removeCost(tx, byOf(system, c.var.actor), id))
        return gone ? c.json({ id }, 200) : refused(c, 'not_found', NO_ROW)
      },
    )
}

const languageOf = (c: Context<Env>): 'ru' | 'en' => c.var.actor.member?.language ?? 'ru'

const COLUMN: Record<string, [ru: string, en: string]> = {
  day: ['Дата', 'day'],
  channel: ['Канал', 'channel'],
  amount: ['Расход', 'amount'],
}

/** What is wrong with a line, for a person. */
function faultWords({ fault, value }: SpendFault, language: 'ru' | 'en'): string {
  const [ru, en] = ((): [string, string] => {
    switch (fault) {
      case 'no_heading':
        return [
          `В первой строке нет столбца «${COLUMN[value]![0]}».`,
          `The first line has no column “${COLUMN[value]![1]}”.`,
        ]
      case 'bad_day':
        return [`«${value}» не дата. Нужно так: 30.11.2026.`, `“${value}” is no date. Write it so: 2026-11-30.`]
      case 'no_channel':
        return ['Не указан канал.', 'The channel is missing.']
      case 'bad_amount':
        return [`«${value}» не сумма. Нужно так: 1234,50.`, `“${value}” is no amount. Write it so: 1234.50.`]
      case 'bad_clicks':
        return [`«${value}» не число переходов.`, `“${value}” is no number of clicks.`]
      case 'repeated':
        return [
          `Тот же день, канал и кампания, что в строке ${value}.`,
          `The same day, channel and campaign as in line ${value}.`,
        ]
      case 'too_long':
        return [`Слишком длинно: «${value}…».`, `Too long: “${value}…”.`]
      case 'too_many':
        return [
          `Строк больше ${MOST_SPEND_ROWS}. Разделите таблицу.`,
          `More than ${MOST_SPEND_ROWS} lines. Divide the table.`,
        ]
    }
  })()
  return language === 'en' ? en : ru
}
