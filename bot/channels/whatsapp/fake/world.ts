import type { FakeCall, FakeFault as GraphFault } from '../../meta/fake/graph.ts'
import type { Clocked, Hooked } from '../../meta/fake/hook.ts'
import { newChat } from '../../meta/fake/talk.ts'
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
export type FakeNumber = Hooked & {
  phoneNumberId: string
  accountId: string
  token: string
  templates: FakeTemplate[]
  calls: FakeCall[]
  sent: FakeSent[]
  talks: Map<FakeUser, FakeTalk>
}

export type FakeFault = GraphFault & {
  /** Only for messages to this person. */
  to?: FakeUser
  /** Only for free words, or only for templates. */
  only?: 'free' | 'template'
}

export type World = Clocked & {
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
    chat: newChat(id, user.name),
  }
  number.talks.set(user, talk)
  return talk
}
