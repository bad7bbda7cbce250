import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deliverChat } from '../../bot/deliver.ts'
import { logChange } from '../../db/changes.ts'
import { giveDocument } from '../../db/documents.ts'
import { narrows, ROW_FACTS, type RowFact } from '../../db/kpi/rows.ts'
import { reachOf } from '../../domain/roles.ts'
import { FORMATS, KINDS } from '../../domain/sheet.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { periodOf, periodQuery } from '../period.ts'
import { answers, body, createRoutes, gone, guarded, refused } from '../routing.ts'
import { factSheet, MOST_ROWS, type RowsAsked } from '../sheets/facts.ts'
import { rowsReference, sheetReference } from '../sheets/file.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const raw = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])
const columns = z.array(z.object({ heading: z.string().max(100), kind: z.enum(KINDS) }))
const sheet = z.object({ name: z.string().max(200), columns, rows: z.array(z.array(raw)) })

const given = z.object({ format: z.enum(FORMATS) })
/** What is shown is given too, and with `people` the names and phones of clients, to whoever may see them. */
const wanted = periodQuery.extend({
  column: z.string().max(30).nullable().default(null),
  value: z.string().max(100).nullable().default(null),
  people: z.boolean(),
})
const fact = z.object({ fact: z.enum(ROW_FACTS) })
const NO_EXCEL = 'Excel здесь не собрать. Возьмите CSV.'
const NO_CHAT = 'У бота нет чата с вами. Откройте приложение в браузере.'

/** Tables and rows of numbers as files: made where they are read, or sent by the bot, as Telegram's app can't download. */
export function sheets(system: System, guard: Guard) {
  const { db, xlsx } = system

  const rowsOf = async (c: Context<Env>, of: RowFact, asked: z.infer<typeof wanted>): Promise<RowsAsked | Response> => {
    const { businessId, member, who } = c.var.actor
    const { column, value, people } = asked
    const period = await periodOf(system, businessId, asked)
    if (typeof period === 'string') return refused(c, 'bad_request', period)
    if (column !== null && !narrows(of, column)) return refused(c, 'bad_request', 'Такого столбца нет.')
    if (people && reachOf(who, 'clients.read') !== 'all')
      return refused(c, 'forbidden', 'Это может сделать администратор.')
    return { businessId, fact: of, period, column, value, people, language: member?.language ?? 'ru' }
  }

  return createRoutes()
    .openapi(
      guarded(guard, 'numbers', {
        method: 'post',
        path: '/api/kpi/rows/{fact}/sheet',
        summary: `Строки за числом таблицей для файла: время по часам филиала, рубли, слова; не больше ${MOST_ROWS}`,
        request: { params: fact, body: body(wanted) },
        responses: { 200: answers(sheet.extend({ cut: z.boolean() })) },
      }),
      async (c) => {
        if (c.var.reach !== 'all') return gone(c)
        const asked = await rowsOf(c, c.req.valid('param').fact, c.req.valid('json'))
        if (asked instanceof Response) return asked as never
        const made = await factSheet(db, asked)
        await db.transaction((tx) => logExport(tx, byOf(system, c.var.actor), asked, made.rows.length))
        return c.json({ ...made, columns: [...made.columns], rows: made.rows.map((row) => [...row]) }, 200)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'post',
        path: '/api/kpi/rows/{fact}/send',
        summary: 'Те же строки файлом в чат с ботом',
        request: { params: fact, body: body(wanted.extend(given.shape)) },
        responses: { 202: answers(z.object({ sent: z.literal(true) })) },
      }),
      async (c) => {
        if (c.var.reach !== 'all') return gone(c)
        const { format, ...rest } = c.req.valid('json')
        const asked = await rowsOf(c, c.req.valid('param').fact, rest)
        if (asked instanceof Response) return asked as never
        const { businessId: _, ...what } = asked
        return send(c, format, (memberId) => rowsReference({ ...what, format, memberId }), asked)
      },
    )
    .openapi(
      guarded(guard, 'numbers', {
        method: 'post',
        path: '/api/sheets/send',
        summary: 'Таблица с экрана файлом в чат с ботом',
        request: {
          body: body(
            given.extend({
              sheet: sheet
                .extend({ columns: columns.min(1).max(60), rows: sheet.shape.rows.max(2000) })
                .refine(({ columns: { length }, rows }) => rows.every((row) => row.length === length)),
            }),
          ),
        },
        responses: { 202: answers(z.object({ sent: z.literal(true) })) },
      }),
      async (c) => {
        const { format, sheet: table } = c.req.valid('json')
        const language = c.var.actor.member?.language ?? 'ru'
        return send(c, format, () => sheetReference({ sheet: table, format, language }), null)
      },
    )

  /** Writes the file's row for the member's own chat, and the line of the log where it is of rows; then it goes out. */
  async function send(
    c: Context<Env>,
    format: (typeof FORMATS)[number],
    document: (memberId: number) => string,
    asked: RowsAsked | null,
  ): Promise<never> {
    if (format === 'xlsx' && !xlsx) return refused(c, 'closed', NO_EXCEL)
    const by = byOf(system, c.var.actor)
    const { memberId } = by
    if (memberId === null) return refused(c, 'closed', NO_CHAT)
    const chatId = await db.transaction(async (tx) => {
      const chat = await giveDocument(tx, { ...by, memberId, document: document(memberId) })
      if (chat !== null && asked) await logExport(tx, by, asked, null, format)
      return chat
    })
    if (chatId === null) return refused(c, 'closed', NO_CHAT)
    await deliverChat(system.delivery, chatId)
    return c.json({ sent: true as const }, 202) as never
  }
}

/** Who took which rows out; with people it is personal data. */
function logExport(
  tx: Parameters<typeof logChange>[0],
  { businessId, memberId, now }: ReturnType<typeof byOf>,
  { fact, period, column, value, people }: RowsAsked,
  rows: number | null,
  format: string | null = null,
) {
  const after = {
    fact,
    ...period,
    ...(column && { column, value }),
    people,
    ...(rows !== null && { rows }),
    ...(format && { format }),
  }
  return logChange(tx, {
    businessId,
    memberId,
    at: now,
    object: 'numbers',
    objectId: businessId,
    action: 'exported',
    after,
  })
}
