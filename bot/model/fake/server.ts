import type { IncomingMessage, ServerResponse } from 'node:http'
import { chunks, completion, saidUnder } from './completion.ts'
import { type ChatRequest, checkRequest, type Fields, type Habits } from './contract.ts'
import type { FaultKind, Faults } from './faults.ts'
import { badRequest, isRefusal, outOfQuota, type Refusal, refusal, usualRefusal } from './refusal.ts'
import { smallest } from './strict.ts'

/** A request as it came, and what it was answered: 200, an error's status, 0 while (or if never) answered. */
export type CallRecord = {
  at: number
  path: string
  headers: IncomingMessage['headers']
  fields: Fields
  status: number
}

/** What the model answers: text as it is, anything else as JSON. */
export type Script = (request: ChatRequest) => unknown

export type World = {
  now: () => number
  apiKey: string
  models: readonly string[]
  habits: Habits
  faults: Faults
  script: Script
  calls: CallRecord[]
}

/** Answers one HTTP request as the API would: check, then planned faults, then the script. */
export async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path } = new URL(request.url ?? '/', 'http://fake')
  const fields = await readFields(request)
  const call: CallRecord = {
    at: world.now(),
    path,
    headers: request.headers,
    fields: 'error' in fields ? {} : fields,
    status: 0,
  }
  world.calls.push(call)
  const refuse = (said: Refusal) =>
    write(response, call, said.status, { ...said.headers }, JSON.stringify({ error: said.error }))

  const wrong = checkEnvelope(world, request, path)
  if (wrong) return refuse(wrong)
  if (isRefusal(fields)) return refuse(fields)
  const checked = checkRequest(fields, world.models, world.habits)
  if (isRefusal(checked)) return refuse(checked)

  const fault = world.faults.meet()
  const refused = refusalOf(fault)
  if (refused === 'gateway')
    return write(response, call, 502, { 'content-type': 'text/html' }, '<html>Bad Gateway</html>')
  if (refused) return refuse(refused)
  if (fault === 'hang') return
  if (fault === 'reset') return void request.socket.destroy()
  if (typeof fault === 'object' && 'slowHeaders' in fault) await pause(fault.slowHeaders)
  await answer(world, call, checked, fault, response)
}

async function answer(
  world: World,
  call: CallRecord,
  request: ChatRequest,
  fault: FaultKind | undefined,
  response: ServerResponse,
): Promise<void> {
  if (typeof fault === 'object' && 'body' in fault)
    return write(response, call, 200, { 'content-type': fault.contentType ?? 'application/json' }, fault.body)
  const scripted = world.script(request) ?? smallest(request.schema ?? { type: 'object' })
  const said = saidUnder(fault, typeof scripted === 'string' ? scripted : JSON.stringify(scripted))
  const id = `chatcmpl-fake${world.calls.length}`
  const created = Math.floor(world.now() / 1000)
  const events = request.stream ? chunks(id, created, request, said) : null
  const body = events?.join('') ?? completion(id, created, request, said)
  const type = events ? 'text/event-stream' : 'application/json'
  const drip = typeof fault === 'object' && 'drip' in fault ? fault.drip : null
  if (drip === null && fault !== 'cut') return write(response, call, 200, { 'content-type': type }, body)

  call.status = 200
  const bytes = Buffer.from(body)
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length })
  if (fault === 'cut') return void response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
  for (let at = 0; at < bytes.length && !response.destroyed; at += 16) {
    response.write(bytes.subarray(at, at + 16))
    await pause(drip!)
  }
  response.end()
}

function checkEnvelope({ apiKey }: World, { method, headers }: IncomingMessage, path: string): Refusal | undefined {
  if (path !== '/v1/chat/completions') return refusal(404, `Invalid URL (${method} ${path})`)
  if (method !== 'POST') return refusal(405, `Only POST requests are accepted.`, { code: 'method_not_supported' })
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (!given) return refusal(401, "You didn't provide an API key.")
  if (given !== apiKey) return usualRefusal(401)
  return headers['content-type']?.startsWith('application/json')
    ? undefined
    : badRequest(`Unsupported content type: '${headers['content-type']}'.`)
}

async function readFields(request: IncomingMessage): Promise<Fields | Refusal> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  } catch {
    // Falls through to the refusal: not JSON at all.
  }
  return badRequest('We could not parse the JSON body of your request.')
}

/** The refusal that a fault stands for; 502 is not the API's word but a gateway's page. */
function refusalOf(fault: FaultKind | undefined): Refusal | 'gateway' | undefined {
  if (fault === 'quota') return outOfQuota
  if (typeof fault !== 'object' || !('status' in fault)) return undefined
  const { status, retryAfter, ...said } = fault
  if (status === 502) return 'gateway'
  const usual = usualRefusal(status)
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
  return { status, headers, error: { ...usual.error, ...said } }
}

function write(
  response: ServerResponse,
  call: CallRecord,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  call.status = status
  const size = Buffer.byteLength(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': size,
    'x-request-id': 'req_fake',
    ...headers,
  })
  response.end(body)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
