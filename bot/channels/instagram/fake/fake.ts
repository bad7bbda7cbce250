import { bytesOf, drained, serveFake, subscribe, tell as tellHook, unhooked } from '../../meta/fake/hook.ts'
import { type InstagramPerson, makePerson } from './person.ts'
import { answer } from './server.ts'
import type { FakeAccount, FakeFault, FakeUser, World } from './world.ts'

export type FakeInstagramOptions = {
  /** The server's clock in ms: for dates and windows. */
  now?: () => number
  /** Multiplies the pauses between redeliveries. */
  redeliveryScale?: number
  /** Before the id of the first person. */
  firstId?: number
}

export type FakeInstagram = {
  /** What INSTAGRAM_API_ROOT is set to. */
  root: string
  addAccount: (
    account?: Partial<Pick<FakeAccount, 'token' | 'appSecret' | 'verifyToken' | 'humanAgent' | 'username'>>,
  ) => FakeAccount
  /** Enters an address as the account's webhook, which must answer the handshake. */
  subscribe: (account: FakeAccount, url: string) => Promise<void>
  person: (account: FakeAccount, user?: Partial<FakeUser> & { first_name?: string }) => InstagramPerson
  fail: (fault: FakeFault) => () => void
  /** Sends a webhook as the platform would, signed and again until its 200; resolves when it is through. */
  tell: (account: FakeAccount, event: object) => Promise<void>
  /** Echoes of our messages come before the calls that sent them are answered. */
  echoFirst: (on: boolean) => void
  /** Resolves when every webhook has its 200. */
  drained: (account: FakeAccount) => Promise<void>
  close: () => Promise<void>
}

/** Starts an Instagram on loopback that keeps to the platform's contract, plays people and fails on demand. */
export async function startFakeInstagram(options: FakeInstagramOptions = {}): Promise<FakeInstagram> {
  const world: World = {
    now: options.now ?? Date.now,
    scale: options.redeliveryScale ?? 1,
    faults: [],
    accounts: [],
    people: [],
    last: 0,
    echoFirst: false,
  }
  const tell = (account: FakeAccount, event: object, lane?: unknown) =>
    tellHook(world, account, envelope(account, event), lane)
  const { root, close } = await serveFake(
    (request, response) =>
      answer(
        world,
        (account, { user }, message) =>
          tell(account, {
            sender: { id: account.accountId },
            recipient: { id: user.id },
            timestamp: world.now(),
            message: { ...message, is_echo: true },
          }),
        request,
        response,
      ),
    world.accounts,
  )
  return {
    root,
    close,
    subscribe,
    drained,
    tell,
    addAccount: (given = {}) => {
      const nth = world.accounts.length + 1
      const account: FakeAccount = {
        ...unhooked(nth),
        accountId: String(17_841_400_000_000_000 + nth),
        username: `salon${nth}`,
        token: `IGAAfake${nth}`,
        olderTokens: [],
        humanAgent: false,
        subscribed: null,
        iceBreakers: [],
        calls: [],
        sent: [],
        talks: new Map(),
        ...given,
      }
      world.accounts.push(account)
      return account
    },
    person: (account, given = {}) => {
      const nth = world.people.length + 1
      const { first_name: name = 'Анна', ...rest } = given
      const id = String((options.firstId ?? 430_915_000_000) + nth)
      const user: FakeUser = { id, name, username: `person${nth}`, ...rest }
      world.people.push(user)
      return makePerson(world, account, user, (event) => tell(account, event, user))
    },
    fail: (fault) => {
      const planned = { ...fault }
      world.faults.push(planned)
      return () => void world.faults.splice(world.faults.indexOf(planned), 1)
    },
    echoFirst: (on) => {
      world.echoFirst = on
    },
  }
}

/** The envelope of a webhook, as bytes. */
export const envelope = ({ accountId }: FakeAccount, event: object): Uint8Array =>
  bytesOf({ object: 'instagram', entry: [{ id: accountId, time: 1_763_700_000, messaging: [event] }] })
