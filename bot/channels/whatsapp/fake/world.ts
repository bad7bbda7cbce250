import type { FakeChat, TranscriptMessage } from '../../telegram/fake/world.ts'

/** An approved text as the platform lists it; `buttons`: captions of quick replies. */
export type FakeTemplate = {
  name: string
  /** The platform's code, as `ru` or `en_US`. */
  language: string
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION'
  body: string
  buttons: string[]
}

/** Somebody who uses WhatsApp. `phone` null: the platform tells nobody their number. `userId` null: an account from before there were ids. */
export type FakeUser = { phone: string | null; userId: string | null; name: string; username: string | null }

/** A call as it came, and what it was answered. */
export type FakeCall = { path: string; body: Record<string, unknown>; status: number; code: number; at: number }

export type FakeSent = TranscriptMessage & {
  wamid: string
  /** The person's phone or id, as it was addressed. */
  address: string
  about: string | null
  payload: Record<string, unknown>
}

export type FakeTalk = {
  user: FakeUser
  /** Until when free words are let through, ms; 0: never yet. */
  windowUntil: number
  chat: FakeChat
  wamids: Map<number, string>
  /** When messages went to this person, ms. */
  times: number[]
}

/** A number that is registered at the fake. */
export type FakeNumber = {
  phoneNumberId: string
  accountId: string
  token: string
  appSecret: string
  verifyToken: string
  webhook: string | null
  templates: FakeTemplate[]
  calls: FakeCall[]
  sent: FakeSent[]
  talks: Map<FakeUser, FakeTalk>
  /** Webhooks that wait for their 200, and when all before them are through. */
  waiting: number
  lanes: Map<unknown, Promise<void>>
  failures: { status: number; at: number }[]
}

/** What goes wrong with a call; `times` unset: until it is taken back. */
export type FakeFault = {
  /** A code of the Graph API with its HTTP status (400 unless told). */
  code?: number
  status?: number
  /** The connection is cut, before or after the message was accepted. */
  cut?: 'before' | 'after'
  times?: number
  /** Only for messages to this person. */
  to?: FakeUser
  /** Only for free words, or only for templates. */
  only?: 'free' | 'template'
}

export type World = {
  now: () => number
  scale: number
  perPair: number
  faults: FakeFault[]
  numbers: FakeNumber[]
  people: FakeUser[]
  last: number
}

/** A person's chat with a number, made at first need. */
export function talkOf(number: FakeNumber, user: FakeUser): FakeTalk {
  const known = number.talks.get(user)
  if (known) return known
  const id = Number(user.phone ?? number.talks.size + 1)
  const talk: FakeTalk = {
    user,
    windowUntil: 0,
    wamids: new Map(),
    times: [],
    chat: {
      user: { id, is_bot: false, first_name: user.name },
      opened: true,
      blocked: false,
      instance: '',
      messages: new Map(),
      toasts: [],
      shown: [],
      cursor: 0,
      watchers: new Set(),
    },
  }
  number.talks.set(user, talk)
  return talk
}
