import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Right } from '../domain/roles.ts'
import type { Env, Guard } from './auth/actor.ts'
import { type ErrorCode, refuse } from './http.ts'

const MOST_BYTES = 128_000

/** The one shape of an error, as the API describes it. */
export const failure = z.object({ error: z.looseObject({ code: z.string(), message: z.string() }) }).openapi('Error')

/** A page of a list: ask for the next with `cursor`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), cursor: z.string().nullable() })

export const cursorQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const idParam = z.object({ id: z.coerce.number().int().positive() })
export const instant = z.iso.datetime({ offset: true })
export const localDate = z.iso.date()

/** What any route may refuse with; which codes there are says `api/http.ts`. */
const REFUSAL = { description: 'Отказ', content: { 'application/json': { schema: failure } } }

/** A JSON answer of a route. */
export const answers = <T extends z.ZodType>(schema: T, description = 'Готово') => ({
  description,
  content: { 'application/json': { schema } },
})

/** A JSON body of a route. */
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/**
 * A route of the API behind a right of `domain/roles.ts`, described for `/api/openapi.json`, with the refusals that every
 * route may give. Only what takes files needs more than the usual `mostBytes`.
 */
export function guarded<const R extends RouteConfig>(guard: Guard, right: Right, route: R, mostBytes = MOST_BYTES) {
  return createRoute({
    ...route,
    'x-right': right,
    security: [{ bearer: [] }],
    middleware: [guard(right), mostBytes === MOST_BYTES ? limitBody : limitTo(mostBytes)] as const,
    responses: { ...route.responses, default: REFUSAL } as R['responses'],
  })
}

const limitTo = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (c) => refuse(c, 'too_long', 'Слишком большой запрос.') })

export const limitBody = limitTo(MOST_BYTES)

/**
 * A refusal out of a described route. It is typed as nothing, so that a route's type tells clients of its successes only; what refusals
 * look like is the same everywhere (`failure`).
 */
export const refused = (c: Context, code: ErrorCode, message: string, more?: Record<string, unknown>): never =>
  refuse(c, code, message, more) as never

/** The refusal of what is not there, or is not for the eyes of whoever asks. */
export const gone = (c: Context): never => refused(c, 'not_found', 'Этого больше нет или вам это не видно.')

/** The refusal of a stale edit: what stands now. */
export const stale = (c: Context, now: unknown): never =>
  refused(c, 'changed', 'Пока вы правили, это изменили.', { now })

/** A part of the API; bodies and queries that don't fit are refused in the one shape. */
export function createRoutes() {
  return new OpenAPIHono<Env>({
    defaultHook: (result, c) =>
      result.success
        ? undefined
        : refuse(c, 'bad_request', 'Поля не подошли.', { fields: z.flattenError(result.error).fieldErrors }),
  })
}
