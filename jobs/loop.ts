import { type Delivery, deliverDue } from '../bot/deliver.ts'
import type { Drain } from '../bot/drain.ts'
import { businessesWithClasses } from '../db/businesses.ts'
import type { Catalogs } from '../db/catalog.ts'
import { neglectedChats, nextDue } from '../db/messages.ts'
import { minuteOf } from '../db/sql.ts'
import { planSessions } from '../db/timetable.ts'

export type LoopOptions = {
  delivery: Delivery
  drain: Drain
  catalogs: Catalogs
  onError: (error: unknown) => void
}

export type Loop = {
  /** Does all that is due now; the same call for Node's timer and for a Worker's Cron Trigger. */
  runDue(): Promise<void>
  /** Says that something falls due at this moment. */
  expect(at: Date): void
  start(): void
  stop(): Promise<void>
}

const BATCH = 100
/** The longest sleep: what another node wrote and did not tell is found after this. */
const LONGEST_SLEEP_MS = 5000
const CLASSES_EVERY_MS = 3_600_000

/** Later work is due rows; the loop sleeps until the next of them. */
export function createLoop(options: LoopOptions): Loop {
  const { delivery, drain, onError } = options
  const { db, clock } = delivery
  let timer: ReturnType<typeof setTimeout> | undefined
  let wakeAt = Number.POSITIVE_INFINITY
  let running: Promise<void> | null = null
  let started = false
  let classesAt = 0

  const runDue = async () => {
    if (clock().getTime() >= classesAt) {
      classesAt = clock().getTime() + CLASSES_EVERY_MS
      await planClasses(options)
    }
    for (const chatId of await neglectedChats(db, clock(), BATCH)) drain.wake(chatId)
    while ((await deliverDue(delivery, BATCH)) === BATCH) {
      // A full batch: there is more.
    }
  }

  const tick = async () => {
    try {
      await runDue()
      const next = await nextDue(db)
      const now = clock().getTime()
      arm(Math.min(Math.max(next?.getTime() ?? Number.POSITIVE_INFINITY, now + 20), now + LONGEST_SLEEP_MS))
    } catch (error) {
      onError(error)
      arm(clock().getTime() + 1000)
    }
  }

  const arm = (at: number) => {
    if (!started || at >= wakeAt) return
    clearTimeout(timer)
    wakeAt = at
    timer = setTimeout(
      () => {
        wakeAt = Number.POSITIVE_INFINITY
        // One round at a time: a moment that falls into a round is armed for right after it.
        running = (running ?? Promise.resolve()).then(tick)
      },
      Math.max(0, at - clock().getTime()),
    )
  }

  return {
    runDue,
    expect: (at) => arm(at.getTime()),
    start() {
      started = true
      arm(clock().getTime())
    },
    async stop() {
      started = false
      clearTimeout(timer)
      await running
    },
  }
}

async function planClasses({ delivery: { db, clock }, catalogs }: LoopOptions): Promise<void> {
  for (const businessId of await businessesWithClasses(db))
    await db.transaction(async (tx) => planSessions(tx, await catalogs.of(tx, businessId), minuteOf(clock())))
}
