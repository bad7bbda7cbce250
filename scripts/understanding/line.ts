import { understand } from '../../bot/understanding/understand.ts'
import { isZone } from '../../domain/time.ts'
import { minuteOf } from './clock.ts'
import type { Offer } from './offer.ts'

/** What `npm run understand` prints for a line. A name of the catalogue, a list where several may be meant, null for none. */
export type Printed = {
  intent: string
  confidence: number
  answered: boolean
  when: { from: string; to: string }[]
  service: string | string[] | null
  staff: string | string[] | null
  phone: string | null
  name: string | null
}

/** Reads one line of JSON `{text, now, tz, pending?}`; an error is a value, so that the next line goes on. */
export function readLine(line: string, offer: Offer, clock: () => number): Printed | { error: string } {
  let asked: unknown
  try {
    asked = JSON.parse(line)
  } catch {
    return { error: 'not JSON' }
  }
  if (typeof asked !== 'object' || asked === null) return { error: 'not an object' }
  const { text, now, tz, pending } = asked as Record<string, unknown>
  if (typeof text !== 'string') return { error: 'text: a string is needed' }
  const zone = tz ?? offer.zone
  if (typeof zone !== 'string' || !isZone(zone)) return { error: `tz: no such zone` }
  const minute = now === undefined || now === null ? Math.floor(clock() / 60_000) : minuteOf(now, zone)
  if (minute === null) return { error: 'now: an ISO date and time is needed' }
  return printed(text, { ...offer, now: minute, zone, pending })
}

function printed(text: string, context: Parameters<typeof understand>[1]): Printed {
  const read = understand(text, context)
  return {
    intent: read.intent,
    confidence: Number(read.confidence.toFixed(3)),
    answered: read.answered,
    when: read.when,
    service: oneOrMany([...read.services.sure, ...read.services.maybe]),
    staff: oneOrMany([...read.staff.sure, ...read.staff.maybe]),
    phone: read.phone,
    name: read.name,
  }
}

function oneOrMany(found: readonly { name: string }[]): string | string[] | null {
  const names = found.map(({ name }) => name)
  return names.length > 1 ? names : (names[0] ?? null)
}
