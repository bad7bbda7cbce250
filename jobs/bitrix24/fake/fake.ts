import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Events, makeEvents } from './events.ts'
import { type Faults, makeFaults } from './faults.ts'
import { CONTACT, DEAL, LEAD } from './fields.ts'
import { type Humans, handsOf } from './humans.ts'
import { type Limits, makeDoorkeeper } from './limits.ts'
import type { FakeItem, FakeUser, FakeWebhook, Portal } from './portal.ts'
import { answer } from './server.ts'
import { firstStatuses } from './statuses.ts'

export type FakeBitrixOptions = {
  /** The portal's clock, ms: for times, the bucket and operating time. */
  now?: () => number
  limits?: Limits
}

export type FakeBitrix = {
  portal: Portal
  /** A new incoming webhook's address; of the administrator (user 1) and with every right unless told. */
  webhook: (about?: Partial<FakeWebhook>) => string
  /** A person who works in the portal; `admin` false unless told. */
  user: (about?: Partial<FakeUser>) => FakeUser
  /** The hands of a user; of the administrator unless told. */
  as: (userId?: number) => Humans
  deals: () => FakeItem[]
  contacts: () => FakeItem[]
  leads: () => FakeItem[]
  events: Omit<Events, 'fire'>
  fail: Faults['plan']
  suffer: Faults['suffer']
  /** Every answer is a page of HTML with this status (503), until it wakes. */
  sleep: (status?: number) => void
  wake: () => void
  /** What the door has seen: requests, how many were over the rate, the fullest bucket, the most in any second of the clock. */
  seen: () => { requests: number; overRate: number; fullest: number; perSecond: number }
  close: () => Promise<void>
}

const SCOPES = ['crm', 'user', 'booking', 'calendar']

/** Starts a Bitrix24 on loopback that keeps to the documented contract, with people who work in it and failures on demand. */
export async function startFakeBitrix(options: FakeBitrixOptions = {}): Promise<FakeBitrix> {
  const now = options.now ?? Date.now
  const about = { now, domain: 'salon.bitrix24.ru', memberId: 'd897063e1ce7c5eb9f04b9751eef5915' }
  const events = makeEvents(about)
  const faults = makeFaults()
  const doorkeeper = makeDoorkeeper(now, options.limits ?? {})
  let last = 0
  const portal: Portal = {
    ...about,
    asleep: null,
    commercial: true,
    webhooks: [],
    users: [],
    statuses: [],
    categories: [],
    userFields: [],
    items: new Map([LEAD, DEAL, CONTACT].map((type) => [type, new Map()])),
    comments: new Map(),
    activities: new Map(),
    resources: new Map(),
    resourceTypes: [],
    bookings: new Map(),
    calendar: [],
    requests: [],
    fire: events.fire,
    nextId: () => ++last,
  }
  firstStatuses(portal)
  const user = (given: Partial<FakeUser> = {}): FakeUser => {
    const id = portal.users.length + 1
    const one = {
      id,
      name: 'Ольга',
      lastName: 'Иванова',
      admin: false,
      active: true,
      position: 'Администратор',
      ...given,
    }
    portal.users.push(one)
    return one
  }
  user({ admin: true, name: 'Мария', lastName: 'Петрова', position: 'Владелец' })

  const server = createServer((request, response) => {
    answer({ portal, doorkeeper, faults }, request, response).catch(() => {
      if (!response.headersSent && !response.destroyed) response.writeHead(500).end()
    })
  })
  // As the fake of Telegram: a wire that is closed in a long silence would be a failure of the platform.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const all = (type: number) => () => [...portal.items.get(type)!.values()]
  return {
    portal,
    webhook: (given = {}) => {
      const nth = portal.webhooks.length + 1
      const one = { userId: 1, code: `secret${nth}ofthewebhook`, scopes: [...SCOPES], expired: false, ...given }
      portal.webhooks.push(one)
      return `http://127.0.0.1:${port}/rest/${one.userId}/${one.code}/`
    },
    user,
    as: (userId = 1) => handsOf(portal, userId),
    deals: all(DEAL),
    contacts: all(CONTACT),
    leads: all(LEAD),
    events,
    fail: faults.plan,
    suffer: faults.suffer,
    sleep: (status = 503) => {
      portal.asleep = status
    },
    wake: () => {
      portal.asleep = null
    },
    seen: () => ({
      requests: portal.requests.length,
      overRate: portal.requests.filter(({ status, fault }) => status === 503 && fault === null).length,
      fullest: doorkeeper.fullest(),
      perSecond: busiestSecond(portal),
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function busiestSecond(portal: Portal): number {
  const seconds = new Map<number, number>()
  for (const { at } of portal.requests) {
    const second = Math.floor(at / 1000)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
  }
  return Math.max(0, ...seconds.values())
}
