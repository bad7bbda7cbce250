import { bytesOf, drained, serveFake, subscribe, tell as tellHook, unhooked } from '../../meta/fake/hook.ts'
import { makePerson, type WhatsAppPerson } from './person.ts'
import { answer } from './server.ts'
import type { FakeFault, FakeNumber, FakeTemplate, FakeUser, World } from './world.ts'

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
  const { root, close } = await serveFake((request, response) => answer(world, request, response), world.numbers)
  const tell = (number: FakeNumber, value: object, field = 'messages', lane?: unknown) =>
    tellHook(world, number, envelope(number, value, field), lane)
  return {
    root,
    close,
    drained,
    tell,
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
      return makePerson(world, number, user, (value) => tell(number, value, 'messages', user))
    },
    fail: (fault) => {
      const planned = { ...fault }
      world.faults.push(planned)
      return () => void world.faults.splice(world.faults.indexOf(planned), 1)
    },
    report: async (number, wamid, status, error) => {
      const sent = number.sent.find((one) => one.wamid === wamid)
      const who = /^\d+$/.test(sent?.address ?? '')
        ? { recipient_id: sent?.address }
        : { recipient_user_id: sent?.address }
      const errors = error && [{ ...error, message: error.title, error_data: { details: error.title } }]
      const about = sent?.about && { biz_opaque_callback_data: sent.about }
      const timestamp = String(Math.floor(world.now() / 1000))
      await tell(number, {
        statuses: [{ id: wamid, status, timestamp, ...who, ...about, ...(errors && { errors }) }],
      })
    },
  }
}

function addNumber(world: World, given: Partial<FakeNumber>): FakeNumber {
  const nth = world.numbers.length + 1
  const number: FakeNumber = {
    ...unhooked(nth),
    phoneNumberId: String(106_500_000_000 + nth),
    accountId: String(209_000_000_000 + nth),
    token: `EAAfake${nth}`,
    templates: [],
    calls: [],
    sent: [],
    talks: new Map(),
    ...given,
  }
  world.numbers.push(number)
  return number
}

/** The envelope of a webhook, as bytes; what is not ASCII is escaped, as the platform does. */
export function envelope(number: FakeNumber, value: object, field = 'messages'): Uint8Array {
  const metadata = { display_phone_number: '74950000000', phone_number_id: number.phoneNumberId }
  const inside =
    field !== 'message_template_status_update' ? { messaging_product: 'whatsapp', metadata, ...value } : value
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: number.accountId, changes: [{ field, value: inside }] }],
  }
  return bytesOf(body)
}
