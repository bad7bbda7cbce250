import type { Person } from '../../bot/channels/telegram/fake/person.ts'
import type { FakeBot, TranscriptMessage } from '../../bot/channels/telegram/fake/world.ts'
import { pick } from '../../domain/seeded.ts'

/** What a person does with a screen, by the first of these that it offers; the way to a person is not among them. */
const CHOICES = [/^ok$/, /^agree$/, /^name$/, /^time:/, /^mst:/, /^svc:/, /^cat:/, /^book$/]
const BOOKED = /вы записаны/
const MOVED = /перенесли/
const CANCELLED = /Запись отменена/
/** A visit that begins soon is changed by a person only, and the talk is theirs from there on. */
const TOO_LATE = /изменить запись может только менеджер/

/** Longer than a lease: what a killed node held is said by another one after that. */
const PATIENCE_MS = 90_000
const SOLD_OUT = /а другого пока нет|свободного времени нет/
const MOST_STEPS = 60
/** What a second tap on the copy of a summary hears, when its first copy was in flight at a kill. */
const SECOND_TAP = /Вы уже записаны|уже неактуальна/

export type Deeds = { booked: number; moved: number; cancelled: number; steps: number; stuck: string[] }

class SoldOut extends Error {}
class WithStaff extends Error {}

/** People who book again and again, and now and then move or cancel, one after another until `isOver`. */
export async function act(
  newcomer: () => Person,
  bot: FakeBot,
  random: () => number,
  isOver: () => boolean,
  deeds: Deeds,
): Promise<void> {
  try {
    for (let first = true; first || !isOver(); first = false) {
      await visit(newcomer(), bot, random, isOver, deeds).catch((error: unknown) => {
        if (!(error instanceof WithStaff)) throw error
      })
    }
  } catch (error) {
    // Nothing is left to book: the load has done all it could, and this person was answered.
    if (error instanceof SoldOut) return
    deeds.stuck.push(error instanceof Error ? error.message : String(error))
  }
}

async function visit(
  person: Person,
  bot: FakeBot,
  random: () => number,
  isOver: () => boolean,
  deeds: Deeds,
): Promise<void> {
  await person.starts(bot)
  let screen = await see(person, bot, (message) => choiceOf(message, random) !== null)
  // Once at least: on a slow machine the kills may be over before anybody has begun.
  for (let first = true; first || !isOver(); first = false) {
    const booked = await walk(person, bot, screen, BOOKED, random, deeds)
    deeds.booked++
    const mood = random()
    if (mood < 0.35) {
      await tap(person, bot, booked, /^mv:/)
      screen = await change(person, bot, (message) => SOLD_OUT.test(message.text) || choiceOf(message, random) !== null)
      if (SOLD_OUT.test(screen.text)) throw new SoldOut()
      await walk(person, bot, screen, MOVED, random, deeds)
      deeds.moved++
    } else if (mood < 0.7) {
      await tap(person, bot, booked, /^cx:/)
      const reasons = await change(person, bot, (message) => dataOf(message, /^cxr:/) !== null)
      await tap(person, bot, reasons, /^cxr:/)
      await see(person, bot, CANCELLED)
      deeds.cancelled++
    }
    await person.sends(bot, 'привет')
    screen = await see(person, bot, (message) => dataOf(message, /^book$/) !== null)
  }
}

/** Answers screen after screen until one says what was wanted; returns that one. */
async function walk(
  person: Person,
  bot: FakeBot,
  first: TranscriptMessage,
  goal: RegExp,
  random: () => number,
  deeds: Deeds,
): Promise<TranscriptMessage> {
  let screen = first
  for (let step = 0; step < MOST_STEPS; step++) {
    deeds.steps++
    const choice = choiceOf(screen, random)
    if (choice === 'contact') await person.sharesContact(bot, '+79001234567')
    else await person.taps(bot, { data: choice! }, { message_id: screen.message_id })
    screen = await see(
      person,
      bot,
      (message) => goal.test(message.text) || SOLD_OUT.test(message.text) || choiceOf(message, random) !== null,
    )
    if (goal.test(screen.text)) return screen
    if (SOLD_OUT.test(screen.text)) throw new SoldOut()
  }
  throw new Error(`no end after ${MOST_STEPS} steps: ${screen.text}`)
}

function choiceOf(message: TranscriptMessage, random: () => number): string | null {
  if (SECOND_TAP.test(message.text)) return null
  const buttons = message.buttons.flat()
  if (buttons.some((button) => button.request_contact)) return 'contact'
  const offered = buttons.flatMap((button) => button.callback_data ?? [])
  for (const wanted of CHOICES) {
    const fitting = offered.filter((data) => wanted.test(data))
    if (fitting.length > 0) return pick(random, fitting)
  }
  return null
}

const dataOf = (message: TranscriptMessage, wanted: RegExp): string | null =>
  message.buttons.flat().find((button) => wanted.test(button.callback_data ?? ''))?.callback_data ?? null

function tap(person: Person, bot: FakeBot, message: TranscriptMessage, wanted: RegExp) {
  return person.taps(bot, { data: dataOf(message, wanted)! }, { message_id: message.message_id })
}

/** What is seen after a tap on «move» or «cancel»; ends this person's part when the visit is too near. */
async function change(person: Person, bot: FakeBot, wanted: (message: TranscriptMessage) => boolean) {
  const screen = await see(person, bot, (message) => TOO_LATE.test(message.text) || wanted(message))
  if (TOO_LATE.test(screen.text)) throw new WithStaff()
  return screen
}

const see = (person: Person, bot: FakeBot, wanted: RegExp | ((message: TranscriptMessage) => boolean)) =>
  person.sees(bot, wanted, { timeout: PATIENCE_MS })
