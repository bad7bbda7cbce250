import { softmax } from '../../bot/understanding/classify.ts'
import { INTENTS, MUTATING } from '../../bot/understanding/intents.ts'
import { isSure } from '../../bot/understanding/understand.ts'
import type { Judged } from './fit.ts'

/** Lines about judged rows, by set and together, in per cent: the same measures as `npm run eval` has. */
export function summaryOf(judged: readonly Judged[], temperature: number, errors: boolean): string[] {
  const sets = [...new Set(judged.map(({ row }) => row.phrase.set))]
  const lines = [...sets, null].map((set) => {
    const part = judged.filter(({ row }) => set === null || row.phrase.set === set)
    return JSON.stringify({ set: set ?? 'all', ...measuresOf(part, temperature) })
  })
  return errors ? [...lines, ...errorsOf(judged, temperature)] : lines
}

function measuresOf(judged: readonly Judged[], temperature: number) {
  const read = judged.map((one) => ({ ...best(one, temperature), wanted: one.row.phrase.intent }))
  const inside = read.filter(({ wanted }) => wanted !== 'out_of_scope')
  const answered = read.filter(({ sure }) => sure)
  const wrong = answered.filter(({ intent, wanted }) => intent !== wanted)
  const right = (list: typeof read) => list.filter(({ intent, wanted }) => intent === wanted).length
  return {
    messages: read.length,
    temperature,
    accuracy: share(right(read), read.length),
    inside: share(right(inside), inside.length),
    precision: share(right(answered), answered.length),
    fallback: share(inside.filter(({ sure }) => !sure).length, inside.length),
    wrong_changes: share(wrong.filter(({ intent }) => MUTATING.has(intent)).length, read.length),
    weak: INTENTS.map((intent) => {
      const own = read.filter(({ wanted }) => wanted === intent)
      return [intent, share(right(own), own.length)] as const
    })
      .sort((a, b) => a[1] - b[1])
      .slice(0, 5)
      .map(([intent, percent]) => `${intent} ${percent}`)
      .join(', '),
  }
}

function errorsOf(judged: readonly Judged[], temperature: number): string[] {
  return judged
    .map((one) => ({ ...best(one, temperature), phrase: one.row.phrase }))
    .filter(({ intent, phrase }) => intent !== phrase.intent)
    .map(
      ({ intent, confidence, phrase }) =>
        `${phrase.intent} → ${intent} ${confidence.toFixed(2)} ${phrase.set} ${phrase.text}`,
    )
    .sort()
}

function best({ scores }: Judged, temperature: number) {
  const chances = softmax(scores, temperature)
  const at = chances.indexOf(Math.max(...chances))
  const intent = INTENTS[at]!
  return { intent, confidence: chances[at]!, sure: isSure(intent, chances[at]!) }
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(1)))
