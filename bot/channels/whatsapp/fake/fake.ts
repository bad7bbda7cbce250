import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signatureOf } from '../../meta/webhook.ts'
import { asSeen, privateChat, type TranscriptMessage } from '../../telegram/fake/world.ts'
import { wrongWith } from './check.ts'
import { makePerson, type WhatsAppPerson } from './person.ts'
import { screenOf } from './screen.ts'
import {
  type FakeFault,
  type FakeNumber,
  type FakeTalk,
  type FakeTemplate,
  type FakeUser,
  talkOf,
  type World,
} from './world.ts'

export type FakeWhatsAppOptions = {
  /** The server's clock in ms: for dates, windows and rates. */
  now?: () => number
  /** Multiplies the pauses between redeliveries. */
  redeliveryScale?: number
  /** Before the number of the first person. */
  firstPhone?: number
  /** Messages to one person that are let through in six seconds; more are refused with 131056. */
  perPair?: number
}

export type FakeWhatsApp = {
  /** What WHATSAPP_API_ROOT is set to. */
  root: string
  addNumber: (number?: Partial<Pick<FakeNumber, 'token' | 'appSecret' | 'verifyToken' | 'accountId'>>) => FakeNumber
  /** Enters an address as the number's webhook, which must answer the handshake. */
  subscribe: (number: FakeNumber, url: string) => Promise<void>
  addTemplate: (
    number: FakeNumber,
    template: Partial<FakeTemplate> & Pick<FakeTemplate, 'name' | 'body'>,
  ) => FakeTemplate
  person: (number: FakeNumber, user?: Partial<FakeUser> & { first_name?: string }) => WhatsAppPerson
  fail: (fault: FakeFault) => () => void
  /** Sends a webhook as the platform would, signed and again until its 200; resolves when it is through. */
  tell: (number: FakeNumber, value: object, field?: string) => Promise<void>
  /** Reports how far a message has come. */
  report: (number: FakeNumber, wamid: string, status: string, error?: { code: number; title: string }) => Promise<void>
  /** Resolves when every webhook has its 200. */
  drained: (number: FakeNumber) => Promise<void>
  close: () => Promise<void>
}

/** Starts a WhatsApp on loopback that keeps to the platform's contract, plays people and fails on demand. */
export async function startFakeWhatsApp(options: FakeWhatsAppOptions = {}): Promise<FakeWhatsApp> {
  const world: World = {
    now: options.now ?? Date.now,
    scale: options.redeliveryScale ?? 1,
    perPair: options.perPair ?? Number.POSITIVE_INFINITY,
    faults: [],
    numbers: [],
    people: [],
    last: 0,
  }
  const server = createServer((request, response) => {
    answer(world, request, response).catch(() => {
      if (!response.headersSent && !response.destroyed) response.writeHead(500).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    root: `http://127.0.0.1:${port}`,
    addNumber: (given = {}) => addNumber(world, given),
    subscribe,
    addTemplate: (number, given) => {
      const template: FakeTemplate = { language: 'ru', status: 'APPROVED', category: 'UTILITY', buttons: [], ...given }
      number.templates.push(template)
      return template
    },
    person: (number, given = {}) => {
      const nth = world.people.length + 1
      const { first_name, ...rest } = given
      const user: FakeUser = {
        phone: String((options.firstPhone ?? 79_160_000_000) + nth),
        userId: null,
        name: first_name ?? 'Анна',
        username: null,
        ...rest,
      }
      world.people.push(user)
      return makePerson(world, number, user, (value) => tell(world, number, value, 'messages', user))
    },
    fail: (fault) => {
      const planned = { ...fault }
      world.faults.push(planned)
      return () => void world.faults.splice(world.faults.indexOf(planned), 1)
    },
    tell: (number, value, field) => tell(world, number, value, field),
    report: async (number, wamid, status, error) => {
      const sent = number.sent.find((one) => one.wamid === wamid)
      const who = /^\d+$/.test(sent?.address ?? '')
        ? { recipient_id: sent?.address }
        : { recipient_user_id: sent?.address }
      const errors = error && [{ ...error, message: error.title, error_data: { details: error.title } }]
      const about = sent?.about && { biz_opaque_callback_data: sent.about }
      const timestamp = String(Math.floor(world.now() / 1000))
      await tell(world, number, {
        statuses: [{ id: wamid, status, timestamp, ...who, ...about, ...(errors && { errors }) }],
      })
    },
    drained: async (number) => {
      while (number.waiting > 0) await Promise.all(number.lanes.values())
    },
    close: async () => {
      for (const number of world.numbers) number.webhook = null
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

function addNumber(world: World, given: Partial<FakeNumber>): FakeNumber {
  const nth = world.numbers.length + 1
  const number: FakeNumber = {
    phoneNumberId: String(106_500_000_000 + nth),
    accountId: String(209_000_000_000 + nth),
    token: `EAAfake${nth}`,
    appSecret: `secret of app ${nth}`,
    verifyToken: `verify-${nth}-token`,
    webhook: null,
    templates: [],
    calls: [],
    sent: [],
    talks: new Map(),
    waiting: 0,
    lanes: new Map(),
    failures: [],
    ...given,
  }
  world.numbers.push(number)
  return number
}

async function subscribe(number: FakeNumber, url: string): Promise<void> {
  const challenge = '1158201444'
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': number.verifyToken,
    'hub.challenge': challenge,
  })
  const response = await fetch(`${url}?${query}`)
  if (response.status !== 200 || (await response.text()) !== challenge)
    throw new Error(`the webhook did not answer the challenge: ${response.status}`)
  number.webhook = url
}

/** The envelope of a webhook, as bytes; what is not ASCII is escaped, as the platform does. */
export function envelope(number: FakeNumber, value: object, field = 'messages'): Uint8Array {
  const metadata = { display_phone_number: '74950000000', phone_number_id: number.phoneNumberId }
  const inside = field === 'messages' ? { messaging_product: 'whatsapp', metadata, ...value } : value
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: number.accountId, changes: [{ field, value: inside }] }],
  }
  const text = JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new TextEncoder().encode(text)
}

const RETRY_MS = 1000
const MOST_TRIES = 12

/** One person's webhooks go one after another; everything goes again until it is taken. */
function tell(world: World, number: FakeNumber, value: object, field = 'messages', lane: unknown = {}): Promise<void> {
  const bytes = envelope(number, value, field)
  const before = number.lanes.get(lane) ?? Promise.resolve()
  number.waiting++
  const done = before.then(async () => {
    const signature = await signatureOf(number.appSecret, bytes)
    for (let nth = 0; nth < MOST_TRIES && number.webhook; nth++) {
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
      const status = await fetch(number.webhook, {
        method: 'POST',
        headers,
        body: bytes as Uint8Array<ArrayBuffer>,
      }).then(
        async (response) => {
          await response.arrayBuffer()
          return response.status
        },
        () => 0,
      )
      if (status === 200) return
      number.failures.push({ status, at: world.now() })
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * world.scale * 2 ** nth))
    }
  })
  const over = done.finally(() => {
    number.waiting--
    if (number.lanes.get(lane) === over) number.lanes.delete(lane)
  })
  number.lanes.set(lane, over)
  return over
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
