import type { FakeCall, FakeFault as GraphFault } from '../../meta/fake/graph.ts'
import type { Clocked, Hooked } from '../../meta/fake/hook.ts'
import { newChat } from '../../meta/fake/talk.ts'
import type { FakeChat, TranscriptMessage } from '../../telegram/fake/world.ts'

/** Somebody who uses Instagram; `id` is theirs for this business only. */
export type FakeUser = { id: string; name: string; username: string }

export type FakeSent = TranscriptMessage & {
  mid: string
  person: string
  /** The whole call. */
  payload: Record<string, unknown>
}

export type FakeTalk = {
  user: FakeUser
  /** When the person wrote last, ms; null: never yet. */
  wroteAt: number | null
  chat: FakeChat
  mids: Map<number, string>
}

/** A professional account that is registered at the fake. */
export type FakeAccount = Hooked & {
  accountId: string
  username: string
  token: string
  /** Those before it, which work still. */
  olderTokens: string[]
  /** Meta has approved the mark of what people write. */
  humanAgent: boolean
  /** Fields that were asked for, and the questions of an empty chat. */
  subscribed: string | null
  iceBreakers: { question: string; payload: string }[]
  calls: FakeCall[]
  sent: FakeSent[]
  talks: Map<FakeUser, FakeTalk>
}

export type FakeFault = GraphFault & {
  /** Only for messages to this person. */
  to?: FakeUser
}

export type World = Clocked & {
  faults: FakeFault[]
  accounts: FakeAccount[]
  people: FakeUser[]
  last: number
  /** The echo of a message of ours is told before its call is answered. */
  echoFirst: boolean
}

/** A person's chat with an account, made at first need. */
export function talkOf(account: FakeAccount, user: FakeUser): FakeTalk {
  const known = account.talks.get(user)
  if (known) return known
  const talk: FakeTalk = { user, wroteAt: null, mids: new Map(), chat: newChat(Number(user.id), user.name) }
  account.talks.set(user, talk)
  return talk
}

/** A number of a message as the platform writes it. */
export const midOf = (world: World): string =>
  `aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE${String(++world.last).padStart(9, '0')}ZD`
