import { seeded } from '../../../domain/seeded.ts'
import type { Row } from './portal.ts'

/** Where an outgoing webhook posts to; the portal makes its token. */
export type FakeSubscription = { id: number; url: string; token: string; events: string[] | null }

/** How the queue server treats events: shares of them are lost or doubled; held ones wait for `release` and come shuffled. */
export type Weather = { lose?: number; double?: number; hold?: boolean; seed?: number }

export type Events = {
  fire: (event: string, data: Row) => void
  subscribe: (url: string, events?: string[]) => FakeSubscription
  weather: (weather: Weather) => void
  /** Lets go what was held, in any order. */
  release: () => void
  /** Resolves when every post has been answered or has failed. Nothing is posted again. */
  drained: () => Promise<void>
  counts: { fired: number; lost: number; doubled: number; posted: number; failed: number }
}

/** The queue server: posts what has happened, once, form-encoded, with nothing but ids. */
export function makeEvents(about: { now: () => number; domain: string; memberId: string }): Events {
  const subscriptions: FakeSubscription[] = []
  const held: (() => void)[] = []
  const counts = { fired: 0, lost: 0, doubled: 0, posted: 0, failed: 0 }
  let weather: Weather = {}
  let random = seeded(1)
  let last: Promise<void> = Promise.resolve()

  const post = (subscription: FakeSubscription, body: string): void => {
    last = last.then(async () => {
      counts.posted++
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' }
      try {
        const response = await fetch(subscription.url, { method: 'POST', headers, body })
        await response.arrayBuffer()
        if (response.status >= 400) counts.failed++
      } catch {
        counts.failed++
      }
    })
  }

  return {
    counts,
    subscribe: (url, events) => {
      const id = subscriptions.length + 1
      const subscription = { id, url, token: `token${id}of${about.memberId}`, events: events ?? null }
      subscriptions.push(subscription)
      return subscription
    },
    weather: (next) => {
      weather = next
      random = seeded(next.seed ?? 1)
    },
    release: () => {
      const all = held.splice(0)
      for (let i = all.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1))
        ;[all[i], all[j]] = [all[j]!, all[i]!]
      }
      for (const go of all) go()
    },
    drained: async () => {
      let seen: Promise<void>
      do {
        seen = last
        await seen
      } while (seen !== last)
    },
    fire: (event, data) => {
      counts.fired++
      for (const subscription of subscriptions) {
        if (subscription.events && !subscription.events.includes(event)) continue
        const body = bodyOf(about, subscription, event, data)
        if (random() < (weather.lose ?? 0)) {
          counts.lost++
          continue
        }
        const twice = random() < (weather.double ?? 0)
        if (twice) counts.doubled++
        for (const _ of twice ? [1, 2] : [1])
          if (weather.hold) held.push(() => post(subscription, body))
          else post(subscription, body)
      }
    },
  }
}

function bodyOf(
  { now, domain, memberId }: { now: () => number; domain: string; memberId: string },
  { id, token }: FakeSubscription,
  event: string,
  data: Row,
): string {
  const form = new URLSearchParams({ event, event_handler_id: String(id) })
  flatten(data, 'data', form)
  form.set('ts', String(Math.floor(now() / 1000)))
  form.set('auth[domain]', domain)
  form.set('auth[client_endpoint]', `https://${domain}/rest/`)
  form.set('auth[server_endpoint]', 'https://oauth.bitrix24.tech/rest/')
  form.set('auth[member_id]', memberId)
  form.set('auth[application_token]', token)
  return form.toString()
}

function flatten(value: Row, name: string, form: URLSearchParams): void {
  for (const [key, inner] of Object.entries(value))
    if (inner !== null && typeof inner === 'object') flatten(inner as Row, `${name}[${key}]`, form)
    else form.set(`${name}[${key}]`, String(inner))
}
