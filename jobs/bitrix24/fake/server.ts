import type { IncomingMessage, ServerResponse } from 'node:http'
import { methodsOf, runBatch } from './batch.ts'
import { bodyOf, formOf } from './body.ts'
import type { FaultKind, Faults } from './faults.ts'
import type { Doorkeeper } from './limits.ts'
import { methodBy } from './methods.ts'
import {
  type FakeRequest,
  type FakeWebhook,
  isoOf,
  isRefused,
  mapOf,
  type Params,
  type Portal,
  type Refused,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'

export type Door = { portal: Portal; doorkeeper: Doorkeeper; faults: Faults }

const HTML =
  '<!DOCTYPE html><html><head><title>Битрикс24</title></head><body><h1>Временно недоступно</h1></body></html>'

/** Answers one request as the portal would. */
export async function answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { portal, faults } = door
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const [, user, code, name] = /^\/rest\/(\d+)\/([^/]+)\/([\w.]+?)(?:\.json)?\/?$/.exec(path) ?? []
  const body = bodyOf(String(request.headers['content-type'] ?? ''), Buffer.concat(parts).toString())
  const params = { ...formOf(query), ...body }
  const method = (name ?? '').toLowerCase()
  const inside = method === 'batch' ? methodsOf(params) : []
  const source = request.socket.remoteAddress ?? ''
  const seen: FakeRequest = { at: portal.now(), method, source, status: 0, inside, said: saidIn(params), fault: null }
  portal.requests.push(seen)

  const say = (status: number, said: object): void => {
    seen.status = status
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(said))
  }
  const page = (status: number): void => {
    seen.status = status
    response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' }).end(HTML)
  }
  const sayNo = ({ status, error, error_description }: Refused): void => say(status, { error, error_description })

  if (portal.asleep !== null) {
    seen.fault = 'asleep'
    return page(portal.asleep)
  }
  if (!name || body === null) return page(404)
  const fault = faults.meet(method === 'batch' ? ['batch', ...inside] : [method])
  seen.fault = fault === null ? null : typeof fault === 'string' ? fault : String(fault.error)
  if (fault === 'before') return void request.socket.destroy()
  const barred = door.doorkeeper.enter(source)
  if (barred) return sayNo(barred)
  const early = withoutDoing(fault)
  if (early) return sayNo(early)
  const by = webhookOf(portal, Number(user), String(code))
  if (isRefused(by)) return sayNo(by)
  const said = method === 'batch' ? batched(door, params, by) : called(door, method, params, by)
  if (fault === 'after') return void request.socket.destroy()
  if (fault === 'gateway') return page(504)
  if (isRefused(said)) return sayNo(said)
  say(200, said)
}

const saidIn = (params: Params): string =>
  JSON.stringify({
    ...params,
    cmd: Object.values(mapOf(params.cmd) ?? {}).map((one) => decodeURIComponent(String(one))),
  })

function withoutDoing(fault: FaultKind | null): Refused | null {
  if (fault === 'error') return refuse('INTERNAL_SERVER_ERROR', 'Internal server error', 500)
  return fault !== null && typeof fault !== 'string' ? fault : null
}

function webhookOf(portal: Portal, userId: number, code: string): FakeWebhook | Refused {
  const by = portal.webhooks.find((known) => known.userId === userId && known.code === code)
  if (!by) return refuse('NO_AUTH_FOUND', 'Wrong authorization data', 401)
  if (by.expired) return refuse('expired_token', 'The access token provided has expired', 401)
  if (!portal.commercial) return refuse('ACCESS_DENIED', 'REST API is available only on commercial plans.', 403)
  return by
}

/** One method by itself or inside a batch: rights, working time, and what it says. */
function run(door: Door, name: string, params: Params, by: FakeWebhook): { reply: Reply; time: Row } {
  const { portal, doorkeeper } = door
  const time = timeOf(portal)
  const method = methodBy(name)
  if (!method) return { reply: refuse('ERROR_METHOD_NOT_FOUND', 'Method not found!', 404), time }
  if (method.scope && !by.scopes.includes(method.scope)) {
    const words = 'The request requires higher privileges than provided by the webhook token'
    return { reply: refuse('insufficient_scope', words, 403), time }
  }
  const tired = doorkeeper.allow(by.code, name.toLowerCase())
  if (tired) return { reply: tired, time }
  const reply = method.run(portal, params, by)
  return { reply, time: { ...time, ...doorkeeper.spend(by.code, name.toLowerCase()) } }
}

function called(door: Door, name: string, params: Params, by: FakeWebhook): object {
  const { reply, time } = run(door, name, params, by)
  return isRefused(reply) ? reply : { ...reply, time }
}

function batched(door: Door, params: Params, by: FakeWebhook): object {
  const result = runBatch(params, (name, given) => {
    const refused = door.faults.inside(name.toLowerCase())
    return refused ? { reply: refused, time: {} } : run(door, name, given, by)
  })
  return { result, time: timeOf(door.portal) }
}

function timeOf(portal: Portal): Row {
  const at = portal.now() / 1000
  const wall = isoOf(portal.now())
  return { start: at, finish: at, duration: 0, processing: 0, date_start: wall, date_finish: wall, operating: 0 }
}
