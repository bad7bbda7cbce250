import { minuteOf } from '../../db/sql.ts'
import type { Minute } from '../../domain/catalog.ts'
import { pick } from '../../domain/seeded.ts'
import type { Told } from './judge.ts'
import { HABITS, type Person } from './people.ts'
import type { Salon } from './salon.ts'

/** What somebody does about a message of ours: taps on what is on their screen, as the real dialogue takes them. */
export async function react(salon: Salon, person: Person, told: Told): Promise<void> {
  const { random } = person
  const tap = async (prefix: RegExp): Promise<boolean> => {
    const found = salon.telegram.screenOf(person.chat)?.buttons.filter(({ data }) => prefix.test(data)) ?? []
    if (found.length === 0) return false
    await salon.tap(person.chat, pick(random, found).data)
    await salon.system.drain.idle()
    return true
  }
  const mood = random()
  const family = told.kind.replace(/^(remind|chain|waitlist)_.*/, '$1')
  if (family === 'remind') {
    if (mood < HABITS.answersReminder) await tap(/^come:/)
    else if (mood < HABITS.answersReminder + HABITS.cancelsOnReminder && (await tap(/^cx:/))) await tap(/^cxr:/)
  } else if (told.kind === 'no_show') {
    if (mood < HABITS.rebooksAfterNoShow && (await tap(/^again:\d+:/))) await tap(/^ok$/)
  } else if (family === 'waitlist') {
    if (await tap(mood < HABITS.takesFreedPlace ? /^wy:/ : /^wn:/)) await tap(/^ok$/)
  } else if (family === 'chain') await answerStep(told, mood, tap)
}

async function answerStep(told: Told, mood: number, tap: (prefix: RegExp) => Promise<boolean>): Promise<void> {
  if (told.chain === 'feedback') {
    if (mood < HABITS.ratesVisit) await tap(/^rate:/)
    return
  }
  if (mood > 1 - HABITS.saysStop) return void (await tap(/^offers:off$/))
  if (told.chain === 'upsell') {
    if (mood < HABITS.takesExtra) await tap(/^extra:\d/)
  } else if (mood < HABITS.comesBackWhenAsked && (await tap(/^back:\d+:/))) await tap(/^ok$/)
}

/** Visits of somebody that were booked at this very moment, with their end. */
export async function newVisits(
  { db, businessId, clock }: Salon,
  person: Person,
): Promise<{ id: number; end: Minute }[]> {
  const rows = await db.query<{ id: number; ends_at: Date }>(
    `select id, ends_at from appointments where business_id = $1 and client_id = $2 and created_at >= $3::timestamptz
       and status in ('booked', 'confirmed') and key not like 'simulated %'`,
    [businessId, person.clientId, clock.now],
  )
  return rows.map((row) => ({ id: row.id, end: minuteOf(row.ends_at) }))
}
