import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Body, readBody } from './body.ts'
import { checkCall, methodNamed } from './check.ts'
import { refusalOf } from './faults.ts'
import { METHODS } from './methods.ts'
import { type Answer, badRequest, isRefusal, notImplemented, type Refusal } from './refusal.ts'
import type { CallRecord, FakeBot, World } from './world.ts'

/** How the server leaves a call that it does not answer properly. */
type Silence = 'timeout' | 'lost' | 'gateway'
type Outcome = { answer: Answer } | { silence: Silence }

const METHOD_NOT_FOUND: Refusal = { code: 404, description: 'Not Found: method not found' }

/** Answers one HTTP request as api.telegram.org would. */
export async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '/').split('?', 2)
  const found = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(path)
  const body = await readBody(request, new URLSearchParams(query))
  if (!found) return write(response, { code: 404, description: 'Not Found' })
  const [, file, token = '', rest = ''] = found
  const bot = world.bots.get(decodeURIComponent(token))
  if (!bot) {
    const malformed = !/^\d+:[\w-]+$/.test(decodeURIComponent(token))
    return write(response, {
      code: 401,
      description: malformed ? 'Unauthorized: invalid token specified' : 'Unauthorized',
    })
  }
  if (file) return download(bot, rest, response)
  if (isRefusal(body)) return write(response, body)
  const method = methodNamed(decodeURIComponent(rest))
  if (!method) return write(response, METHOD_NOT_FOUND)

  const record = recordCall(world, bot, method, body)
  const outcome = await perform(world, bot, record, body, (hungUp) => response.on('close', hungUp))
  if ('answer' in outcome) return write(response, outcome.answer, record)
  record.description = outcome.silence
  if (outcome.silence === 'lost') response.destroy()
  if (outcome.silence === 'gateway') {
    record.code = 502
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')
  }
}

function recordCall(world: World, bot: FakeBot, method: string, { fields, files }: Body): CallRecord {
  const record: CallRecord = { method, fields, files, at: world.now(), code: 0 }
  bot.calls.push(record)
  return record
}

/** Check, then planned faults, then rate limits, then the deed: a wrong call is refused even in bad weather. */
async function perform(
  world: World,
  bot: FakeBot,
  record: CallRecord,
  { fields: given, files, textual }: Body,
  onClose: (hungUp: () => void) => void,
): Promise<Outcome> {
  const { method } = record
  const checked = checkCall(method, given, files, textual)
  if (isRefusal(checked)) return { answer: checked }
  const { fields } = checked
  record.fields = fields

  const act = METHODS[method]
  if (!act) return { answer: notImplemented(`does not perform ${method}`) }
  const call = { bot: bot.id, method, chat: fields.chat_id }
  const fault = world.faults.meet(call)
  if (fault === 'timeout') return { silence: 'timeout' }
  if (typeof fault === 'object' && 'code' in fault) {
    return fault.code === 502 ? { silence: 'gateway' } : { answer: refusalOf(fault) }
  }
  if (typeof fault === 'object') await new Promise((resolve) => setTimeout(resolve, fault.slow))
  const inReply = (to: FakeBot, name: string, more: Record<string, unknown>) => runCall(world, to, name, more)
  const answer = world.faults.exceed(call) ?? (await act({ world, bot, fields, files, onClose, runCall: inReply }))
  return fault === 'lost' ? { silence: 'lost' } : { answer }
}

/** Performs a call that came inside a webhook's answer: its result goes nowhere, and some methods are not allowed there. */
function runCall(world: World, bot: FakeBot, name: string, fields: Record<string, unknown>): void {
  const method = methodNamed(name)
  if (!method || /^get|^(set|delete)Webhook$|^(close|logOut)$/.test(method)) return
  const body: Body = { fields, files: new Map(), textual: false }
  const record = recordCall(world, bot, method, body)
  void perform(world, bot, record, body, () => {}).then((outcome) => {
    if ('answer' in outcome) note(record, outcome.answer)
  })
}

function note(record: CallRecord | undefined, answer: Answer): void {
  if (!record) return
  record.code = isRefusal(answer) ? answer.code : 200
  if (isRefusal(answer)) record.description = answer.description
}

function write(response: ServerResponse, answer: Answer, record?: CallRecord): void {
  note(record, answer)
  const refused = isRefusal(answer)
  const { code: error_code = 200, ...said } = refused ? answer : {}
  let text: string
  if (refused) text = JSON.stringify({ ok: false, error_code, ...said })
  else if ('json' in answer) text = `{"ok":true,"result":${answer.json}}`
  else text = JSON.stringify({ ok: true, result: answer.result })
  response.writeHead(error_code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function download(bot: FakeBot, path: string, response: ServerResponse): void {
  const upload = bot.files.get(path.replace('documents/', ''))
  if (!upload) write(response, badRequest('file not found'))
  else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(upload.bytes)
}
