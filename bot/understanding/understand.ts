import type { Minute } from '../../domain/catalog.ts'
import { phoneOf } from '../phone.ts'
import { type Guess, guess } from './classify.ts'
import { type Example, likeExample } from './examples.ts'
import { type Features, featuresOf } from './features.ts'
import { type Intent, MUTATING } from './intents.ts'
import type { Language } from './letters.ts'
import { model } from './model.ts'
import { ownName } from './name.ts'
import { type Normal, normalise, plainOf, type Repair } from './normal.ts'
import { type Answer, answerTo, type Held, intentOfAnswer, type Question, questionOf } from './pending.ts'
import { type Catalogued, matchServices, type ServicesSaid } from './services.ts'
import { matchStaff, type Named, type StaffSaid } from './staff.ts'
import { timesIn, type Window } from './times.ts'
import { clausesOf } from './wants.ts'

/** What a message is read against. `pending`: the open question, as a word or an object; `examples`: the business's own phrases. */
export type Context<Service extends Catalogued, Person extends Named> = {
  now: Minute
  zone: string
  services: readonly Service[]
  staff: readonly Person[]
  pending?: unknown
  examples?: readonly Example[]
}

/** One of several wishes of a message, in its own words. */
export type Want = { intent: Intent; confidence: number; text: string }

/** What a message says. `answered`: sure enough to act; else ask or hand over. `services`, `staff`: as the catalogue has them. */
export type Understood<Service, Person> = {
  intent: Intent
  confidence: number
  answered: boolean
  alternatives: Guess[]
  /** How it answers the open question; null when it does not. */
  answer: Answer | null
  language: Language
  when: Window[]
  services: ServicesSaid<Service>
  staff: StaffSaid<Person>
  /** E.164. */
  phone: string | null
  /** The client's own. */
  name: string | null
  wants: Want[]
  repaired: Repair | null
  /** The message as it was meant. */
  text: string
}

/** From this confidence on a guess is acted on. */
const SURE = 0.68
/** The same for what changes a visit. */
const SURE_TO_CHANGE = 0.75
const ALTERNATIVES = 3

/** Reads a message by itself, without any model outside: intent, times, services, people, contacts. */
export function understand<Service extends Catalogued, Person extends Named>(
  text: string,
  context: Context<Service, Person>,
): Understood<Service, Person> {
  const message = normalise(text, model().vocabulary)
  const question = questionOf(context.pending)
  const slots = slotsOf(message, context, question)
  const guesses = guessesFor(message, slots, context)
  const wants = wantsOf(message, guesses, context)
  const read = decide(message, guesses, wants, question, slots)
  return {
    ...read,
    answered: isSure(read.intent, read.confidence),
    alternatives: guesses.filter(({ intent }) => intent !== read.intent).slice(0, ALTERNATIVES),
    language: message.language,
    when: slots.when,
    services: slots.services,
    staff: slots.staff,
    phone: slots.phone,
    name: slots.name,
    wants,
    repaired: message.repaired,
    text: message.text,
  }
}

/** Whether an intent with such a confidence is acted on. */
export function isSure(intent: Intent, confidence: number): boolean {
  return intent !== 'out_of_scope' && confidence >= (MUTATING.has(intent) ? SURE_TO_CHANGE : SURE)
}

type Slots<Service, Person> = {
  when: Window[]
  times: readonly [number, number][]
  services: ServicesSaid<Service>
  staff: StaffSaid<Person>
  phone: string | null
  name: string | null
}

function slotsOf<Service extends Catalogued, Person extends Named>(
  { text, plain }: Normal,
  { now, zone, services, staff }: Context<Service, Person>,
  question: Question | null,
): Slots<Service, Person> {
  const times = timesIn(text, now, zone)
  const own = ownName(text, question === 'name')
  return {
    when: times.windows,
    times: times.spans,
    services: servicesIn(text, plain, services),
    staff: matchStaff(text, staff),
    phone: /\d/.test(text) ? phoneOf(text) : null,
    name: own?.name ?? null,
  }
}

/** The services of a message as written; where it names none, of what it says once its typos are mended. */
function servicesIn<Service extends Catalogued>(text: string, plain: string, services: readonly Service[]) {
  const said = matchServices(text, services)
  if (said.sure.length + said.maybe.length > 0 || said.asked || plain.length === 0) return said
  // Where they stand in the mended text says nothing about the message.
  return plain === plainOf(text) ? said : { ...matchServices(plain, services), spans: [] }
}

const heldIn = <Service, Person>({ when, services, staff, phone, name }: Slots<Service, Person>): Held => ({
  when: when.length > 0,
  services: services.sure.length + services.maybe.length > 0,
  staff: staff.sure.length + staff.maybe.length > 0,
  phone: phone !== null,
  name: name !== null,
})

function guessesFor<Service extends Catalogued, Person extends Named>(
  message: Normal,
  slots: Slots<Service, Person>,
  context: Context<Service, Person>,
): Guess[] {
  const features = featuresIn(message, heldIn(slots))
  const guesses = guess(features, model().classifier)
  const { examples = [] } = context
  const taught = likeExample({ plain: message.plain, features }, examples, (phrase) => {
    const read = normalise(phrase, model().vocabulary)
    return { plain: read.plain, features: featuresIn(read, heldIn(slotsOf(read, context, null))) }
  })
  if (!taught) return guesses
  const rest = guesses.filter(({ intent }) => intent !== taught.intent)
  const left = (1 - taught.confidence) / rest.reduce((sum, { confidence }) => sum + confidence, 1e-9)
  return [taught, ...rest.map(({ intent, confidence }) => ({ intent, confidence: confidence * left }))]
}

const featuresIn = (message: Normal, held: Held): Features =>
  featuresOf(message, { time: held.when, service: held.services, staff: held.staff, phone: held.phone })

/** Politeness before or after a wish is no wish. */
const POLITE: ReadonlySet<Intent> = new Set(['greeting', 'thanks', 'goodbye'])
/** What a clause alone must be sure of to count as a wish apart. */
const SURE_APART = 0.75

/** The wishes of a message in their order: of its clauses where each is clear, else the one of the whole. */
function wantsOf<Service extends Catalogued, Person extends Named>(
  message: Normal,
  guesses: readonly Guess[],
  context: Context<Service, Person>,
): Want[] {
  const whole = { ...guesses[0]!, text: message.text }
  const clauses = clausesOf(message.text)
  if (clauses.length < 2) return [whole]
  const wants: Want[] = []
  for (const clause of clauses) {
    const part = { ...message, text: clause, plain: model().vocabulary.mend(plainOf(clause)) }
    const [first] = guessesFor(part, slotsOf(part, context, null), context)
    if (!first || POLITE.has(first.intent) || first.intent === 'out_of_scope' || first.confidence < SURE_APART) continue
    if (!wants.some(({ intent }) => intent === first.intent)) wants.push({ ...first, text: clause })
  }
  return wants.length > 1 ? wants : [whole]
}

type Read = { intent: Intent; confidence: number; answer: Answer | null }

/** How sure a message is a booking that says nothing but what, with whom and when. */
const BARE = 0.9

/** «Мужская стрижка к Диме на завтра»: only names and times, and no question about them. */
function isBare<Service, Person>({ text }: Normal, { services, staff, times }: Slots<Service, Person>): boolean {
  const named = services.sure.length + services.maybe.length + staff.sure.length + times.length
  // A bare number is an hour only where one was asked for.
  if (named === 0 || /\?|^\s*\d{1,2}\s*$/.test(text)) return false
  const letters = [...text]
  for (const [from, to] of [...services.spans, ...staff.spans, ...times]) letters.fill(' ', from, to)
  const rest =
    letters
      .join('')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  return rest.every((word) => LINKS.has(word))
}

const LINKS = new Set(
  'на к ко у с в во и или а мне меня нам нас пожалуйста плиз пж для по the a an for with to on at in and please me us my'.split(
    ' ',
  ),
)

/** What an answer to the open question is worth: it is short, and nothing in it asks for something else. */
const ANSWERED = 0.9

function decide<Service, Person>(
  message: Normal,
  guesses: readonly Guess[],
  wants: readonly Want[],
  question: Question | null,
  slots: Slots<Service, Person>,
): Read {
  const [first] = guesses
  const alone = { intent: first!.intent, confidence: first!.confidence, answer: null }
  const several = wants.length > 1 && wants.some(({ intent }) => intent === alone.intent)
  const plain = several ? { ...wants[0]!, answer: null } : alone
  const isWish = isBare(message, slots)
  const guessed: Read = isWish
    ? { intent: 'book', confidence: Math.max(BARE, plain.confidence), answer: null }
    : { intent: plain.intent, confidence: plain.confidence, answer: null }
  if (!question) return guessed
  const held = heldIn(slots)
  const answer = answerTo(question, message.plain, held)
  if (!answer) return movedBy(question, guessed, held)
  const intent = intentOfAnswer(question, answer, held)
  // A clear wish of another kind is no answer: «а сколько стоит?», «отмените».
  if (answersNot(guessed, answer)) return guessed
  return { intent, confidence: Math.max(ANSWERED, guessed.intent === intent ? guessed.confidence : 0), answer }
}

const ANSWER_LIKE: ReadonlySet<Intent> = new Set([
  'book',
  'confirm',
  'deny',
  'reschedule',
  'check_booking',
  'out_of_scope',
  'thanks',
  'greeting',
  'staff',
  'services',
])

function answersNot({ intent, confidence }: Read, answer: Answer): boolean {
  if (answer.kind === 'choice' || answer.kind === 'any') return false
  if (answer.kind === 'yes' || answer.kind === 'no') return !ANSWER_LIKE.has(intent) && confidence >= 0.8
  return !ANSWER_LIKE.has(intent) && confidence >= 0.6
}

/** Another time than the visit's, as the answer to whether it stands, is a move. */
function movedBy(question: Question, guessed: Read, held: Held): Read {
  const standing = question === 'confirm' || question === 'cancel'
  if (!standing || !held.when || !(guessed.intent === 'book' || guessed.intent === 'deny')) return guessed
  return { intent: 'reschedule', confidence: Math.max(guessed.confidence, 0.85), answer: { kind: 'value' } }
}
