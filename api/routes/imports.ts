import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { pastFacts } from '../../db/baseline.ts'
import { listImports, takeImport } from '../../db/imports.ts'
import { undoImport } from '../../db/importundo.ts'
import { refreshKpis } from '../../db/kpi/refresh.ts'
import { sha256 } from '../../db/secrets.ts'
import { type Baseline, baselineOf } from '../../domain/imports/baseline.ts'
import type { Sheet } from '../../domain/imports/cells.ts'
import { NOBODY } from '../../domain/imports/known.ts'
import type { Env, Guard } from '../auth/actor.ts'
import { headsText, isPersonal, lookAt, type Understood, understand } from '../importing.ts'
import { UNREADABLE } from '../importwords.ts'
import { describe } from '../log.ts'
import { once } from '../once.ts'
import { answers, createRoutes, gone, guarded, idParam, refused } from '../routing.ts'
import type { System } from '../system.ts'
import { MOST_FILE_BYTES, readTable } from '../tables.ts'
import { byOf } from './editing.ts'
import { counts, form, type GivenPlan, look, plan as planShape, taken } from './imports-shapes.ts'

/** The file, with what else the form says. */
const MOST_FORM_BYTES = MOST_FILE_BYTES + 400_000

const multipart = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'multipart/form-data': { schema } },
})

/** Tables of the past: what they would bring, taking them in, and taking them back. */
export function imports(system: System, guard: Guard) {
  const { db, clock, log } = system
  const refresh = async (businessId: number) => {
    try {
      await refreshKpis(db, { businessId, now: clock() })
    } catch (error) {
      // They are due by themselves in some minutes.
      log('warn', 'import.numbers', { error: describe(error) })
    }
  }
  return createRoutes()
    .openapi(
      guarded(
        guard,
        'import',
        {
          method: 'post',
          path: '/api/imports/look',
          summary: 'Таблица прошлых визитов (CSV, XLSX): как она понята и что будет, если её взять',
          request: { body: multipart(form) },
          responses: { 200: answers(look) },
        },
        MOST_FORM_BYTES,
      ),
      async (c) => {
        const { file, plan, location } = c.req.valid('form')
        const read = await tableOf(c, system, file, plan, location)
        if ('refusal' in read) return read.refusal
        const { sheets, table } = read
        return c.json(await lookAt(db, c.var.actor.businessId, sheets, table, languageOf(c)), 200)
      },
    )
    .openapi(
      guarded(
        guard,
        'import',
        {
          method: 'post',
          path: '/api/imports',
          summary: 'Взять таблицу прошлых визитов: всё, что в ней нового, или ничего; id null — нового нет',
          request: { body: multipart(form.extend({ consent: z.enum(['yes', 'no']).default('no') })) },
          responses: { 201: answers(z.object({ id: z.number().nullable(), counts })) },
        },
        MOST_FORM_BYTES,
      ),
      async (c) => {
        const { file, plan, location, consent } = c.req.valid('form')
        const read = await tableOf(c, system, file, plan, location)
        if ('refusal' in read) return read.refusal
        const { bytes, table } = read
        if (isPersonal(table.plan) && consent !== 'yes')
          return refused(c, 'bad_request', 'Отметьте, что клиенты согласны на хранение их данных.')
        const { ready, visits, heads } = table
        const { id: locationId, zone } = table.location
        const given = {
          file: file.name.slice(0, 200),
          heads: headsText(heads),
          plan: table.keeps,
          locationId,
          zone,
          ready,
          visits,
          nobody: NOBODY[languageOf(c)],
        }
        const request = { plan, location, consent, hash: await sha256(new TextDecoder('latin1').decode(bytes)) }
        const by = byOf(system, c.var.actor)
        const done = await once(c, db, by.now, request, (tx) => takeImport(tx, by, given))
        if (done === 'other') return refused(c, 'changed', 'Этот ключ уже был с другим запросом.')
        if (done.id !== null) await refresh(by.businessId)
        return c.json(done, 201)
      },
    )
    .openapi(
      guarded(guard, 'import', {
        method: 'get',
        path: '/api/imports',
        summary: 'Взятые таблицы прошлых визитов, новые сверху',
        responses: { 200: answers(z.object({ items: z.array(taken) })) },
      }),
      async (c) => {
        const rows = await listImports(db, c.var.actor.businessId)
        const items = rows.map((row) => ({
          ...row,
          at: row.at.toISOString(),
          undoneAt: row.undoneAt?.toISOString() ?? null,
        }))
        return c.json({ items }, 200)
      },
    )
    .openapi(
      guarded(guard, 'import', {
        method: 'get',
        path: '/api/imports/baseline',
        summary: 'Как было до помощника, по таблицам прошлых визитов: где теряются деньги и что поручить первым',
        request: { query: z.object({ table: z.coerce.number().int().positive().optional() }) },
        responses: {
          200: answers(
            z.custom<Baseline>().openapi({ type: 'object', additionalProperties: true }) as z.ZodType<Baseline>,
          ),
        },
      }),
      async (c) => {
        const facts = await pastFacts(db, c.var.actor.businessId, c.req.valid('query').table)
        return c.json(baselineOf(facts), 200)
      },
    )
    .openapi(
      guarded(guard, 'import', {
        method: 'post',
        path: '/api/imports/{id}/undo',
        summary: 'Вернуть как было: убрать всё, что принесла таблица',
        request: { params: idParam },
        responses: { 200: answers(z.object({ visits: z.number(), clients: z.number(), kept: z.number() })) },
      }),
      async (c) => {
        const by = byOf(system, c.var.actor)
        const undone = await db.transaction((tx) => undoImport(tx, by, c.req.valid('param').id))
        if (!undone) return gone(c)
        await refresh(by.businessId)
        return c.json(undone, 200)
      },
    )
}

const languageOf = (c: Context<Env>): 'ru' | 'en' => c.var.actor.member?.language ?? 'ru'

type Table = { bytes: Uint8Array<ArrayBuffer>; sheets: Sheet[]; table: Understood }

/** The file of a request as it is understood; refuses what can't be. What a refusal is typed as, see `refused`. */
async function tableOf(
  c: Context<Env>,
  { db, clock }: System,
  file: File,
  text: string | undefined,
  locationId: number | undefined,
): Promise<Table | { refusal: never }> {
  const given = text === undefined ? null : planIn(text)
  if (given === undefined) return { refusal: refused(c, 'bad_request', 'Поля не подошли.') }
  if (file.size > MOST_FILE_BYTES) return { refusal: refused(c, 'too_long', 'Файл больше 5 МБ. Разделите таблицу.') }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const sheets = await readTable(bytes)
  if (typeof sheets === 'string') return { refusal: refused(c, 'closed', UNREADABLE[sheets], { reason: sheets }) }
  const { businessId } = c.var.actor
  if (given && !sheets[given.sheet]) return { refusal: refused(c, 'bad_request', 'Поля не подошли.') }
  const table = await understand(db, { businessId, now: clock(), language: languageOf(c), sheets, given, locationId })
  return table ? { bytes, sheets, table } : { refusal: gone(c) }
}

function planIn(text: string): GivenPlan | undefined {
  try {
    return planShape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
