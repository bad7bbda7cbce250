import { expect } from 'vitest'
import { openSession } from '../../db/access.ts'
import type { Db } from '../../db/sql.ts'
import { HOOK_KINDS, TEST_KIND } from '../../domain/webhooks.ts'
import { bookedId } from './booked.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'
import { call, type Staff, signIn } from './staff.ts'
import { type Stand, type StandOptions, startStand } from './stand.ts'

export type Hook = { id: number; secret: string }

/** A stand whose business tells a receiver on loopback what happens. */
export type Hooked = {
  stand: Stand
  owner: Staff
  receiver: Receiver
  /** An address at the receiver, or elsewhere. */
  add: (given?: { url?: string; kinds?: readonly string[]; personal?: boolean }) => Promise<Hook>
  clear: () => Promise<void>
  /** Does all that is due, and gives what was received so far. */
  told: () => Promise<Received[]>
  /** The clock goes on by so many milliseconds. */
  later: (ms: number) => void
  /** A new client's visit, each at a time of its own, in days to come. */
  book: (about?: { name?: string | null; phone?: string }) => Promise<{ id: number; version: number }>
  stop: () => Promise<void>
}

export async function startHooked(db: Db, options: StandOptions = {}): Promise<Hooked> {
  const stand = await startStand(db, options)
  const signedIn = await signIn(db, stand, 'owner')
  let session = { token: signedIn.token, at: stand.clock.now.getTime() }
  const owner: Staff = {
    ...signedIn,
    get token() {
      return session.token
    },
    // Laws of days outlive a session.
    async call(method, path, body, headers) {
      const now = stand.clock.now.getTime()
      if (now > session.at + 3_600_000) {
        const opened = await db.transaction((tx) =>
          openSession(tx, { id: signedIn.id, businessId: stand.businessId }, stand.clock.now),
        )
        session = { token: opened.token, at: now }
      }
      return call(stand.url, session.token, method, path, body, headers)
    },
  }
  const receiver = await startReceiver()
  let visits = 0
  return {
    stand,
    owner,
    receiver,
    async add({ url = receiver.url, kinds = HOOK_KINDS, personal = false } = {}) {
      const made = await owner.call('POST', '/api/webhooks', { url, kinds, personal })
      expect([made.status, made.body.error?.message]).toEqual([201, undefined])
      return { id: made.body.webhook.id, secret: made.body.secret }
    },
    async clear() {
      await stand.system.loop.runDue()
      for (const { id } of (await owner.call('GET', '/api/webhooks')).body.items)
        await owner.call('DELETE', `/api/webhooks/${id}`)
      receiver.does({ status: 204 })
      receiver.got.length = 0
      stand.clock.now = new Date(stand.clock.now.getTime() + 60_000)
    },
    async told() {
      await stand.system.loop.runDue()
      return receiver.got
    },
    later(ms) {
      stand.clock.now = new Date(stand.clock.now.getTime() + ms)
    },
    book(about = {}) {
      // Every day has eight of them: the master works from ten to eight but on Fridays.
      const nth = visits++
      const monday = stand.clock.now.getTime() + (7 - ((new Date(stand.clock.now).getUTCDay() + 6) % 7)) * DAY_MS
      const date = new Date(monday + (Math.floor(nth / 8) % 4) * DAY_MS + Math.floor(nth / 32) * 7 * DAY_MS)
      const time = `${10 + (nth % 8)}:00`
      const day = date.toISOString().slice(0, 10)
      return bookedId(db, stand, { service: 'Мужская стрижка', master: 'Дмитрий', date: day, time, ...about })
    },
    async stop() {
      await stand.stop()
      await receiver.close()
    },
  }
}

const DAY_MS = 86_400_000

/** Sends a try, and gives the delivery's id. */
export async function testOf(owner: Staff, hook: Hook): Promise<number> {
  const made = await owner.call('POST', `/api/webhooks/${hook.id}/test`)
  expect(made.status).toBe(201)
  return made.body.id
}

export const isTest = ({ json }: Received) => json.type === TEST_KIND
