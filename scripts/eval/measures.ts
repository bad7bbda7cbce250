import { INTENTS, MUTATING } from '../../bot/understanding/intents.ts'
import { type Judged, sameNames, sameWindows } from './judge.ts'

/** Share in per cent; null where there is nothing to judge. */
export const percent = (part: number, whole: number) => (whole === 0 ? null : Number(((100 * part) / whole).toFixed(1)))

const isRight = ({ message, read }: Judged) => message.intent === read.intent
const inScope = ({ message }: Judged) => message.intent !== 'out_of_scope'
const share = (list: readonly Judged[], holds: (one: Judged) => boolean) =>
  percent(list.filter(holds).length, list.length)

/** How well intents were read; all in per cent. */
export function intentMeasures(judged: readonly Judged[]) {
  const inside = judged.filter(inScope)
  const answered = judged.filter(({ read }) => read.answered)
  return {
    messages: judged.length,
    accuracy: share(judged, isRight),
    accuracy_in_scope: share(inside, isRight),
    macro_f1: macroF1(judged),
    precision_answered: share(answered, isRight),
    fallback_in_scope: share(inside, ({ read }) => !read.answered),
    wrong_mutating: share(judged, isWrongChange),
  }
}

/** A visit would be changed, or an answer taken, that nobody gave. */
export const isWrongChange = (one: Judged) => one.read.answered && !isRight(one) && MUTATING.has(one.read.intent)

function macroF1(judged: readonly Judged[]): number | null {
  const scores = INTENTS.flatMap((intent) => {
    const wanted = judged.filter(({ message }) => message.intent === intent).length
    const found = judged.filter(({ read }) => read.intent === intent).length
    const both = judged.filter((one) => isRight(one) && one.read.intent === intent).length
    return wanted === 0 ? [] : [(2 * both) / (wanted + found)]
  })
  return scores.length === 0
    ? null
    : Number(((100 * scores.reduce((sum, one) => sum + one, 0)) / scores.length).toFixed(1))
}

type Check = (one: Judged) => boolean

/** What each field of a message is checked by, where the message has it. */
export const FIELDS: Record<'services' | 'masters' | 'phones' | 'names' | 'dates', { has: Check; right: Check }> = {
  services: {
    has: ({ message }) => message.service !== undefined,
    right: ({ message, read }) => sameNames([...read.services.sure, ...read.services.maybe], message.service ?? null),
  },
  masters: {
    has: ({ message }) => message.staff !== undefined,
    right: ({ message, read }) => sameNames([...read.staff.sure, ...read.staff.maybe], message.staff ?? null),
  },
  phones: {
    has: ({ message }) => message.phone !== undefined,
    right: ({ message, read }) => read.phone === (message.phone ?? null),
  },
  names: {
    has: ({ message }) => message.name !== undefined,
    right: ({ message, read }) => read.name === (message.name ?? null),
  },
  dates: {
    has: ({ message }) => message.when !== undefined,
    right: ({ message, read }) => sameWindows(read.when, message.when ?? []),
  },
}

/** How often a field was read right among the messages that have it. */
export function fieldMeasure(judged: readonly Judged[], field: keyof typeof FIELDS) {
  const { has, right } = FIELDS[field]
  const having = judged.filter(has)
  return { percent: share(having, right), of: having.length }
}
