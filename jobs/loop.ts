import { type Delivery, deliverDue } from '../bot/deliver.ts'
import type { Drain } from '../bot/drain.ts'
import type { Texts } from '../bot/texts.ts'
import { businessesWithClasses } from '../db/businesses.ts'
import { claimDueChats } from '../db/calls.ts'
import type { Catalogs } from '../db/catalog.ts'
import { neglectedChats, nextDue } from '../db/messages.ts'
import { type Db, minuteOf } from '../db/sql.ts'
import { sweep } from '../db/sweep.ts'
import { planSessions } from '../db/timetable.ts'
import { mirrorDue } from './bitrix24/mirror.ts'
import type { Mirror } from './bitrix24/session.ts'
import { sendDigests } from './digest.ts'
import { tellDue } from './notices.ts'
import { refreshDue } from './numbers.ts'
import { offerFreed } from './waitlist.ts'
import { callHooks, type Hooks, writeOutEvents } from './webhooks.ts'

export type LoopOptions = {
  delivery: Delivery
  drain: Drain
  catalogs: Catalogs
  texts: Texts
  /** Address of this installation for links; null when it has none. */
  publicUrl?: string | null
  /** Whether the digest goes with a picture. */
  pictures?: boolean
  /** When what is done once an hour was last done; kept outside, so that it may outlive the loop. */
  hourly: { doneAt: number }
  /** How portals of CRMs are spoken to; where there is none, nothing is mirrored. */
  mirror?: Pick<Mirror, 'open' | 'pulse' | 'secretKey'>
  /** What else is done once an hour. */
  everyHour?: () => Promise<void>
  /** What the business's own systems are told by; without it nobody is. */
  hooks?: Hooks
  onError: (error: unknown) => void
  /** The host's timer; Node's own unless told. */
  timer?: Timer
}

/** Calls `ring` once after `ms`, unless the returned function is called before. */
export type Timer = (ring: () => void, ms: number) => () => void

export type Loop = {
  /** Does all that is due now, and what the calendar wants: the same call for croner on Node and for a Worker's Cron Trigger, once a minute. */
  runDue(): Promise<void>
  /** Says that something falls due at this moment. */
  expect(at: Date): void
  start(): void
  stop(): Promise<void>
}

const BATCH = 100
/** The longest sleep: what another node wrote and did not tell is found after this. */
const LONGEST_SLEEP_MS = 5000
/** The pause after a round that could not take all. */
const SHORT_SLEEP_MS = 100
/** Chats that are delivered to at once; a slow platform must not hold more. */
const MOST_SENDING = 200
/** Requests to the business's own systems at once, of one node. */
const MOST_CALLING = 200
/** Rounds in which a host without a loop of its own waits for such systems. */
const MOST_CALLS = 20
/** Batches of notices that are told in one round. */
const MOST_TOLD = 5
/** One call takes no more; the rest is due at the next. */
const MOST_ROUNDS = 100
const HOUR_MS = 3_600_000
/** Rows of a table that one statement of a sweep takes, and how often it comes again. */
const SWEPT = 500
const MOST_SWEEPS = 20
/** How often it is asked which portals have something due. */
const MIRROR_EVERY_MS = 1000
/** How often it is asked whose numbers are due. */
const NUMBERS_EVERY_MS = 30_000

/** Later work is due rows; the loop sleeps until the next of them. Counting and sweeping keep none of them waiting: they come with `runDue`. */
export function createLoop(options: LoopOptions): Loop {
  const { delivery, drain, onError, timer = setTimer } = options
  const { db, clock } = delivery
  const sending = new Set<Promise<unknown>>()
  const calling = new Set<Promise<unknown>>()
  let cancel = () => {}
  let wakeAt = Number.POSITIVE_INFINITY
  let running: Promise<void> = Promise.resolve()
  let started = false
  let countedAt = Number.NEGATIVE_INFINITY
  let mirroredAt = Number.NEGATIVE_INFINITY
  let mirroring: Promise<void> | null = null
  let stopping = false

  /** A portal answers in its own time: nothing waits for it. */
  const mirror = (): Promise<void> => {
    const { mirror: how, catalogs, texts, publicUrl = null } = options
    if (!how) return Promise.resolve()
    mirroring ??= mirrorDue({ ...how, db, clock, catalogs, texts, publicUrl, onError, stopping: () => stopping })
      .catch(onError)
      .finally(() => {
        mirroring = null
      })
    return mirroring
  }

  /** Claims and begins all that is due; false when there was more than may be begun at once. */
  const begin = async (): Promise<boolean> => {
    // What is claimed here is an event in its chat's inbox, and found there at once.
    const claimed = await claimDueChats(db, clock(), BATCH)
    const neglected = await neglectedChats(db, clock(), BATCH)
    for (const chatId of neglected) drain.wake(chatId)
    // What is offered here is a notice, and told at once.
    const offered = await offerFreed(options, BATCH)
    // What is told here is a row of its chat's outbox, and delivered at once.
    let told = BATCH
    for (let batch = 0; told === BATCH && batch < MOST_TOLD; batch++) told = await tellDue(options, BATCH)
    while (sending.size < MOST_SENDING) {
      const due = await deliverDue(delivery, BATCH)
      for (const one of due.sending) track(one)
      // What stood behind a skipped row is due now.
      if (due.leased < BATCH && due.skipped === 0) return Math.max(claimed, neglected.length, offered, told) < BATCH
    }
    return false
  }

  const count = async () => {
    if (clock().getTime() < countedAt + NUMBERS_EVERY_MS) return
    countedAt = clock().getTime()
    await refreshDue({ ...options, db, clock }, BATCH)
    await sendDigests({ ...options, db, clock }, BATCH)
  }

  const track = (work: Promise<unknown>) => {
    const done = work.catch(onError).finally(() => sending.delete(done))
    sending.add(done)
  }

  /** Tells the business's own systems what happened; apart from all else, because they may be slow. Where the loop runs each answer makes room for the next. */
  const callOut = async (): Promise<number> => {
    const { hooks } = options
    if (!hooks) return 0
    const calls = { db, texts: options.texts, publicUrl: options.publicUrl, clock, hooks }
    while ((await writeOutEvents(calls, BATCH)) === BATCH);
    if (calling.size >= MOST_CALLING) return 0
    const begun = await callHooks(calls, MOST_CALLING - calling.size)
    for (const one of begun) {
      const done = one.catch(onError).finally(() => {
        calling.delete(done)
        if (started) callMore()
      })
      calling.add(done)
    }
    return begun.length
  }

  let more: Promise<unknown> | null = null
  const callMore = () => {
    more ??= callOut()
      .catch(onError)
      .finally(() => {
        more = null
      })
  }

  const runDue = async () => {
    const mirrored = mirror()
    await doHourly(options)
    await count()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const all = await begin()
      await Promise.all(sending)
      if (all) break
      await drain.idle()
    }
    // Where nothing comes after this call, it has to be done in it.
    if (!started) await mirrored
    // A running loop does it by itself.
    for (let round = 0; !started && round < MOST_CALLS && (await callOut()) > 0; round++) await Promise.all(calling)
  }

  const tick = async () => {
    const since = clock()
    if (clock().getTime() >= mirroredAt + MIRROR_EVERY_MS) {
      mirroredAt = clock().getTime()
      void mirror()
    }
    callMore()
    try {
      const all = await begin()
      // What was due at the round's beginning is begun, or another node's.
      const next = all ? await nextDue(db, since) : new Date(clock().getTime() + SHORT_SLEEP_MS)
      arm(Math.min(next?.getTime() ?? Number.POSITIVE_INFINITY, clock().getTime() + LONGEST_SLEEP_MS))
    } catch (error) {
      onError(error)
      arm(clock().getTime() + 1000)
    }
  }

  const arm = (at: number) => {
    if (!started || at >= wakeAt) return
    cancel()
    wakeAt = at
    const ring = () => {
      wakeAt = Number.POSITIVE_INFINITY
      // One round at a time: a moment that falls into a round is armed for right after it.
      running = running.then(tick)
    }
    cancel = timer(ring, Math.min(LONGEST_SLEEP_MS, Math.max(0, at - clock().getTime())))
  }

  return {
    runDue,
    expect: (at) => arm(at.getTime()),
    start() {
      started = true
      stopping = false
      wakeAt = Number.POSITIVE_INFINITY
      arm(clock().getTime())
    },
    async stop() {
      started = false
      stopping = true
      cancel()
      await running
      await more
      await mirroring
      await Promise.all([...sending, ...calling])
    },
  }
}

const setTimer: Timer = (ring, ms) => {
  const timer = setTimeout(ring, ms)
  return () => clearTimeout(timer)
}

async function doHourly(options: LoopOptions): Promise<void> {
  const { delivery, hourly, onError } = options
  const { db, clock } = delivery
  if (clock().getTime() < hourly.doneAt + HOUR_MS) return
  hourly.doneAt = clock().getTime()
  await planClasses(options)
  await sweepAll(db, clock()).catch(onError)
  await options.everyHour?.().catch(onError)
}

/** Deletes what has run out, in short statements; what is left after the last of them is for the next hour. */
async function sweepAll(db: Db, now: Date): Promise<void> {
  for (let round = 0; round < MOST_SWEEPS; round++) if ((await sweep(db, now, SWEPT)) < SWEPT) return
}

/** Writes the coming sessions of classes; a business that can't be planned does not stop the rest. */
async function planClasses({ delivery: { db, clock }, catalogs, onError }: LoopOptions): Promise<void> {
  for (const businessId of await businessesWithClasses(db))
    await db
      .transaction(async (tx) => planSessions(tx, await catalogs.of(tx, businessId), minuteOf(clock())))
      .catch(onError)
}
