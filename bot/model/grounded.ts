import { contentOf, daysIn, numbersIn, saysNo, specialsIn } from './meaning.ts'

/** Why an answer must not be said. */
export type Objection =
  | 'long'
  | 'link'
  | 'markup'
  | 'promise'
  | 'calendar'
  | 'money'
  | 'medical'
  | 'unproved'
  | 'reversed'
  | 'ungrounded'

const LONGEST_ANSWER = 500

// `\b` knows Latin letters only: the looks around stand for it.
const words = (pattern: string) => new RegExp(`(?<!\\p{L})(?:${pattern})`, 'iu')

const LINK =
  /:\/\/|www\.|@|(?<!\p{L})(?:[\p{L}\p{N}-]+\.)+(?:ru|рф|su|com|net|org|info|me|io|app|online|site|link|ly|cc)(?!\p{L})/iu
const MARKUP = /[<>[\]{}`\\|*_#~^]|\p{Cc}(?<!\n)/u
const PROMISE = words(
  [
    'записал|записан(?!и)|записыва|запиш[уе]|заброн|брон(?:ь|ир|и(?!\\p{L}))|подтвер[жд]|оформ(?:л|и(?:л|м))|назнач',
    'отмен(?:ил|ен|я[юе]|и[мт](?!\\p{L})|ю(?!\\p{L}))|перен(?:ес|ёс|ос(?:им|ит(?!ь)))|сдвин',
    'жд[уеё]м?(?!\\p{L})|до встречи|увидимся|окошк|окн[оа](?!\\p{L})|свободн|есть (?:врем|мест|запись)|(?:врем|мест)\\p{L}* (?:есть|найд|остал)',
    'обеща|гарантир|обязательно (?:сдел|помо|позв|перезв)|перезвон|позвон(?:им|ю)|вернем|вернём|возмест',
    "booked|booking (?:is|has)|reserv|confirm|cancel(?:l?ed|l?ing)|rescheduled|scheduled|slot|availab|see you|we(?:’|')?ll (?:call|book|wait)|waiting for you|guarantee|promise|refund",
  ].join('|'),
)
const CALENDAR = words(
  'сегодня|завтра|послезавтра|вчера|сейчас|через (?:час|полчаса|недел|день|минут|\\d)|today|tomorrow|tonight|yesterday|now(?!\\p{L})',
)
const MONEY = /[₽$€£%]|(?<!\p{L})(?:руб(?!аш|е|и)|тыс|копе|процент|rub(?:l|\b)|rouble|dollar|euro|percent)/iu
const MEDICAL = words(
  'диагно|симптом|таблет|лекарств|препарат|антибиот|обезбол|доз[аиуы]|дозиров|противопоказ|беремен|аллерг|рецепт|лечит|вылеч|болит|боль(?!ш)|болез|температур|воспал|кровотеч|прививк|принимай|diagnos|symptom|pills?(?!\\p{L})|medic|drug|antibiot|painkill|dose|dosage|pregnan|allerg|prescri|cure|pain(?!t)|inflam|bleed',
)

/**
 * What speaks against saying an answer to a client; null: it may be said. It must keep to the words of its evidence (the
 * facts it cites): every number, weekday and claim stands there beside the same words, and «не» stays «не». A filter of
 * words and not of sense: what passes is at worst the owner's own words in another order.
 */
export function objectionTo(answer: string, evidence: readonly string[]): Objection | null {
  if (answer.length > LONGEST_ANSWER) return 'long'
  if (LINK.test(answer)) return 'link'
  if (MARKUP.test(answer)) return 'markup'
  if (PROMISE.test(answer)) return 'promise'
  if (CALENDAR.test(answer)) return 'calendar'
  if (MONEY.test(answer)) return 'money'
  if (MEDICAL.test(answer)) return 'medical'
  const proofs = evidence.flatMap(sentencesIn).flatMap(proofsIn)
  const sentences = sentencesIn(answer)
  if (!sentences.every((sentence) => isGrounded(sentence, proofs))) return 'ungrounded'
  if (!sentences.every((sentence) => isProved(sentence, proofs))) return 'unproved'
  return sentences.every((sentence) => keepsSense(sentence, proofs)) ? null : 'reversed'
}

type Proof = { content: ReadonlySet<string>; specials: ReadonlySet<string>; no: boolean }

const sentencesIn = (text: string) => text.split(/[;\n]+|[.!?…]+(?=\s|$)/).filter((part) => /[\p{L}\p{N}]/u.test(part))
const clausesIn = (text: string) => text.split(/,(?=\s)|\s[—–-]\s|\s(?:а|но|и|but|and)\s/)
const beforeDay = /,(?=\s*(?:пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun))/i
const specialsOf = (text: string) => [...specialsIn(text), ...numbersIn(text), ...daysIn(text)]

/**
 * What a sentence of a fact states: all of it, and each clause by itself, whose «не» may not be the sentence's. Days are
 * told apart: «пн–пт 10–20, сб 11–18» says nothing of Saturday until 20.
 */
function proofsIn(sentence: string): Proof[] {
  const whole = new Set(contentOf(sentence))
  const days = sentence
    .split(beforeDay)
    .map((part) => ({ content: whole, specials: new Set(specialsOf(part)), no: saysNo(part) }))
  const clauses = clausesIn(sentence).map((clause) => ({
    content: new Set(contentOf(clause)),
    specials: new Set(specialsOf(clause)),
    no: saysNo(clause),
  }))
  return [...days, ...clauses]
}

/** A free word in four: politeness has more of them than facts have. */
const FREE = 0.25

function isGrounded(sentence: string, proofs: readonly Proof[]): boolean {
  const content = contentOf(sentence)
  const free = content.filter((stem) => !proofs.some((proof) => proof.content.has(stem)))
  return free.length <= content.length * FREE
}

/** Numbers, weekdays and claims of each clause stand in one statement, with another word of the clause beside them. */
function isProved(sentence: string, proofs: readonly Proof[]): boolean {
  return clausesIn(sentence).every((clause) => {
    const wanted = specialsOf(clause)
    if (wanted.length === 0) return true
    const others = [clause, sentence].map((part) => contentOf(part).filter((stem) => !wanted.includes(stem)))
    const beside = others.find((stems) => stems.length > 0) ?? []
    return proofs.some(
      ({ content, specials }) =>
        wanted.every((one) => specials.has(one)) && (beside.length === 0 || beside.some((stem) => content.has(stem))),
    )
  })
}

/** What a sentence, or else each of its clauses, resembles most says «не» exactly when it does. */
function keepsSense(sentence: string, proofs: readonly Proof[]): boolean {
  const agrees = (text: string): boolean => {
    const content = contentOf(text)
    if (content.length === 0) return !saysNo(text)
    const shared = proofs.map((proof) => content.filter((stem) => proof.content.has(stem)).length)
    const most = Math.max(0, ...shared)
    return proofs.some((proof, index) => shared[index] === most && proof.no === saysNo(text))
  }
  return agrees(sentence) || clausesIn(sentence).every(agrees)
}
