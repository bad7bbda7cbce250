import type { IncomingMessage, ServerResponse } from 'node:http'
import { asSeen, privateChat, type TranscriptMessage } from '../../telegram/fake/world.ts'
import { wrongWith } from './check.ts'
import { screenOf } from './screen.ts'
import { type FakeFault, type FakeNumber, type FakeTalk, talkOf, type World } from './world.ts'

/** Answers one call as the Graph API would. */
export async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const [, version, id = '', edge = ''] = (request.url ?? '').split('?')[0]!.split('/')
  const say = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const refuse = (status: number, code: number, details: string) =>
    say(status, {
      error: {
        message: `(#${code}) ${details}`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: 'A1',
      },
    })
  if (version !== 'v24.0') return void refuse(400, 100, 'unknown version')
  const number = world.numbers.find(({ phoneNumberId, accountId }) => phoneNumberId === id || accountId === id)
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!token || !world.numbers.some((known) => known.token === token))
    return void refuse(401, 190, 'Invalid OAuth access token.')
  if (!number || number.token !== token) return void refuse(400, 100, 'Object does not exist or is not yours')
  if (request.method === 'GET') return void say(200, read(number, edge))
  if (edge !== 'messages' || request.method !== 'POST') return void refuse(400, 100, 'unknown edge')
  const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>
  const call = { path: `${id}/${edge}`, body, status: 0, code: 0, at: world.now() }
  number.calls.push(call)
  const outcome = accept(world, number, body)
  if (outcome === 'cut') return void request.socket.destroy()
  Object.assign(call, 'error' in outcome ? outcome.error : { status: 200 })
  if ('error' in outcome) return void refuse(outcome.error.status, outcome.error.code, outcome.error.details)
  say(200, outcome.result)
}

function read(number: FakeNumber, edge: string): object {
  if (edge === 'message_templates')
    return {
      data: number.templates.map(({ name, language, status, category, body, buttons }) => ({
        name,
        language,
        status,
        category,
        components: [
          { type: 'BODY', text: body },
          ...(buttons.length > 0
            ? [{ type: 'BUTTONS', buttons: buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]
            : []),
        ],
      })),
    }
  return {
    id: number.phoneNumberId,
    display_phone_number: '+7 495 000-00-00',
    verified_name: 'Салон',
    quality_rating: 'GREEN',
  }
}

type Outcome = 'cut' | { error: { status: number; code: number; details: string } } | { result: object }

function accept(world: World, number: FakeNumber, body: Record<string, unknown>): Outcome {
  const fault = faultFor(world, body)
  if (fault?.cut === 'before') return 'cut'
  if (fault && !fault.cut && (fault.code !== undefined || fault.status !== undefined))
    return { error: { status: fault.status ?? 400, code: fault.code ?? 0, details: 'as planned' } }
  const wrong = wrongWith(body, number.templates)
  if (wrong) return { error: wrong }
  const address = String(body.to ?? body.recipient)
  const user = world.people.find(({ phone, userId }) =>
    body.to === undefined ? userId === address : phone === address,
  )
  if (!user) return { error: { status: 400, code: 131026, details: 'Message undeliverable' } }
  const talk = talkOf(number, user)
  const now = world.now()
  talk.times = talk.times.filter((at) => at > now - 6000)
  if (talk.times.length >= world.perPair)
    return { error: { status: 400, code: 131056, details: 'pair rate limit hit' } }
  if (body.type !== 'template' && now >= talk.windowUntil)
    return { error: { status: 400, code: 131047, details: 'more than 24 hours have passed' } }
  talk.times.push(now)
  const wamid = `wamid.HBg${String(++world.last).padStart(12, '0')}`
  arrive(world, number, talk, { wamid, address, body })
  if (fault?.cut === 'after') return 'cut'
  const contact = body.to === undefined ? { input: address, user_id: address } : { input: address, wa_id: address }
  return {
    result: {
      messaging_product: 'whatsapp',
      contacts: [contact],
      messages: [{ id: wamid, message_status: 'accepted' }],
    },
  }
}

function faultFor(world: World, body: Record<string, unknown>): FakeFault | null {
  const template = body.type === 'template'
  const address = String(body.to ?? body.recipient)
  const fault = world.faults.find(
    ({ to, only }) =>
      (!to || to.phone === address || to.userId === address) && (!only || (only === 'template') === template),
  )
  if (!fault) return null
  if (fault.times !== undefined && --fault.times <= 0) world.faults.splice(world.faults.indexOf(fault), 1)
  return fault
}

type Arriving = { wamid: string; address: string; body: Record<string, unknown> }

function arrive(world: World, number: FakeNumber, talk: FakeTalk, { wamid, address, body }: Arriving): void {
  const { chat } = talk
  const message_id = world.last
  const date = Math.floor(world.now() / 1000)
  const { text, buttons } = screenOf(body, number.templates)
  const message = {
    message_id,
    date,
    chat: privateChat(chat.user),
    text,
    ...(buttons.length > 0 && { reply_markup: { inline_keyboard: buttons.map((button) => [button]) } }),
  }
  const about = body.biz_opaque_callback_data === undefined ? null : String(body.biz_opaque_callback_data)
  // What carries no number of a row is no part of the transcript: a word in passing, as a bubble elsewhere.
  if (about === null) return void chat.toasts.push(text)
  const stored = { message: message as never, from: 'bot' as const, edited: 0, deleted: false }
  chat.messages.set(message_id, stored)
  talk.wamids.set(message_id, wamid)
  const seen: TranscriptMessage = asSeen(stored)
  number.sent.push({ ...seen, wamid, address, about, payload: body })
  chat.shown.push(seen)
  for (const watch of [...chat.watchers]) watch(seen, chat.shown.length - 1)
}
