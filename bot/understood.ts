import type { Update } from 'grammy/types'
import type { UnderstandingRow } from '../db/closeturn.ts'
import { lastRead, type Read } from '../db/queue.ts'
import type { Taken } from '../db/turns.ts'
import { type Catalog, MASTER, type Resource, type Service } from '../domain/catalog.ts'
import { zoneOf } from './booking/wish.ts'
import type { Turn } from './context.ts'
import type { Asked } from './draft.ts'
import type { Understood as ModelWord } from './model/check.ts'
import type { Say } from './texts.ts'
import { type Intent, isIntent } from './understanding/intents.ts'
import { timesIn } from './understanding/times.ts'
import { type Understood as Heard, isSure, understand } from './understanding/understand.ts'
import { sayWindow } from './words.ts'

/** What the assistant made of a message, and by whom. */
export type Understood = Heard<Service, Resource> & {
  source: UnderstandingRow['source']
  /** Microseconds of the local path. */
  latencyUs: number
  /** Where the words about time stand: the message itself, or what the model found in it. */
  timeText: string
  /** The model's wording of an answer from the business's own facts. */
  reply: string | null
}

/** The open question, as the understanding knows it. */
const PENDING: Record<Asked, string | null> = {
  location: 'slot',
  service: 'service',
  master: 'staff',
  time: 'slot',
  consent: 'consent',
  contact: 'name',
  confirm: 'confirm',
  cancelReason: null,
  question: null,
}

/** Reads the text of a turn's message by itself; null where there is none. */
export function understoodOf(turn: Turn): Understood | null {
  const { catalog, draft, inbound } = turn
  const update = inbound.update as Update
  if (inbound.author !== 'client' || !update.message?.text || update.message.text.startsWith('/')) return null
  const began = performance.now()
  const asked = draft?.asked
  const read = understand(update.message.text, {
    now: turn.minute,
    zone: zoneOf(catalog, draft),
    services: catalog.services,
    staff: mastersOf(catalog),
    pending: asked && PENDING[asked],
    examples: catalog.phrases.flatMap(({ text, intent }) => (isIntent(intent) ? [{ phrase: text, intent }] : [])),
  })
  const latencyUs = Math.round((performance.now() - began) * 1000)
  return { ...read, source: 'local', latencyUs, timeText: read.text, reply: null }
}

const masters = new WeakMap<Catalog, readonly Resource[]>()

/** The masters of a business, always the same list of a catalog: what is read of their names is kept with it. */
export function mastersOf(catalog: Catalog): readonly Resource[] {
  const known = masters.get(catalog) ?? catalog.resources.filter((one) => one.kind === MASTER)
  masters.set(catalog, known)
  return known
}

/** More than that is no beginning of a sentence. */
const FRAGMENT_WORDS = 4

/** True for what may be but the beginning of a wish: a greeting, a few words that say nothing by themselves. */
export function isFragment({ draft, chat }: Turn, { intent, answered, repaired, ...read }: Understood): boolean {
  if (draft?.asked || chat.owner !== 'bot') return false
  if (intent === 'greeting' && answered) return true
  const words = read.wants.reduce((sum, want) => sum + want.text.split(/\s+/).length, 0)
  return !answered && repaired === null && words <= FRAGMENT_WORDS
}

/** Questions whose answers the model has no business reading: names, phones, consents. */
const PRIVATE: ReadonlySet<Asked> = new Set(['consent', 'contact'])

/** True where the local path is not sure and a model may help. */
export function wantsModel({ draft, chat, client, member }: Turn, understood: Understood): boolean {
  if (member || chat.owner !== 'bot' || client.vip || client.barred) return false
  if (draft?.asked && PRIVATE.has(draft.asked)) return false
  return !understood.answered && understood.answer === null
}

/** What was read, with what the model adds: the times in its spans are read by our own code. */
export function advised(turn: Turn, understood: Understood, word: ModelWord): Understood {
  const { catalog, draft, minute } = turn
  const services = catalog.services.filter((service) => word.serviceIds.includes(service.id))
  const staff = catalog.resources.filter((one) => word.staffIds.includes(one.id))
  const times = timesIn(word.timeSpans.join(', '), minute, zoneOf(catalog, draft)).windows
  return {
    ...understood,
    intent: word.intent,
    confidence: word.confidence,
    answered: word.answer !== null || isSure(word.intent, word.confidence),
    services: services.length > 0 ? { ...understood.services, sure: services, maybe: [] } : understood.services,
    staff: staff.length > 0 ? { ...understood.staff, sure: staff, maybe: [] } : understood.staff,
    when: times.length > 0 ? times : understood.when,
    wants: [],
    source: 'model',
    timeText: word.timeSpans.join(', '),
    reply: word.answer,
  }
}

/** Of a dialogue older than that the words are of another wish. */
const READ_HOURS = 12

/** What was read in the dialogue by now, the message in work included; null where nothing was. */
export async function readSoFar(turn: Turn, chatId = turn.chat.id): Promise<Read | null> {
  const { tx, now, understood } = turn
  const before = await lastRead(tx, chatId, new Date(now.getTime() - READ_HOURS * 3_600_000))
  if (!understood || chatId !== turn.chat.id) return before
  const own = foundIn(understood)
  return {
    intent: understood.intent,
    services: own.services.length > 0 ? own.services : (before?.services ?? []),
    staff: own.staff.length > 0 ? own.staff : (before?.staff ?? []),
    when: own.when.length > 0 ? own.when : (before?.when ?? []),
  }
}

/** What was understood, in a line for staff: «запись · Маникюр · Анна · вт 24 ноября, 18:00–23:00». */
export function readWords({ services, resources }: Catalog, say: Say, { intent, ...read }: Read): string {
  const named = [...namesOf(services, read.services), ...namesOf(resources, read.staff)]
  const times = read.when.map((window) => sayWindow(say.language, window))
  return [isIntent(intent) ? say(`intent-${intent.replaceAll('_', '-')}`) : intent, ...named, ...times].join(' · ')
}

const namesOf = (all: readonly { id: number; name: string }[], ids: readonly number[]) =>
  ids.flatMap((id) => all.find((one) => one.id === id)?.name ?? [])

const foundIn = ({ services, staff, when }: Understood) => ({
  services: services.sure.map((service) => service.id),
  staff: staff.sure.map((one) => one.id),
  when,
})

/** What a tap asks for; all others go on with a booking. */
const TAPS: readonly [RegExp, Intent][] = [
  [/^human/, 'human'],
  [/^price/, 'price'],
  [/^place/, 'address'],
  [/^team/, 'staff'],
  [/^mine/, 'check_booking'],
  [/^mv:/, 'reschedule'],
  [/^cxr?:/, 'cancel'],
  [/^(ok|agree|come:.*)$/, 'confirm'],
  [/^(keep|drop)$/, 'deny'],
]

/** The row that staff label and rates are made of; null for what was no word of a client's. */
export function understandingOf(turn: Turn, taken: Taken, status: 'handled' | 'failed'): UnderstandingRow | null {
  const { understood, inbound, member } = turn
  if (member || inbound.author !== 'client') return null
  const outcome = status === 'failed' ? 'failed' : outcomeOf(turn, taken)
  if (understood)
    return {
      intent: understood.intent,
      confidence: Number(understood.confidence.toFixed(3)),
      source: understood.source,
      answered: understood.answered,
      latencyUs: understood.latencyUs,
      found: foundIn(understood),
      outcome,
    }
  const data = (inbound.update as Update).callback_query?.data
  if (!data) return null
  const tapped = TAPS.find(([pattern]) => pattern.test(data))?.[1] ?? 'book'
  const intent = tapped === 'book' && turn.draft?.kind === 'move' ? 'reschedule' : tapped
  return { intent, confidence: 1, source: 'button', answered: true, latencyUs: 0, found: {}, outcome }
}

function outcomeOf({ chat, said }: Turn, taken: Taken): UnderstandingRow['outcome'] {
  if (taken.chat.owner === 'bot' && chat.owner === 'queue') return 'handed_over'
  if (chat.unclear > 0) return 'clarified'
  return said.rows.some((row) => !row.dropped) ? 'answered' : 'silent'
}
