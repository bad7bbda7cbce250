import type { Intent } from './intents.ts'

/** What the client was asked last. */
export const QUESTIONS = [
  'service',
  'staff',
  'date',
  'time',
  'slot',
  'confirm',
  'cancel',
  'consent',
  'name',
  'phone',
] as const
export type Question = (typeof QUESTIONS)[number]

/** How a message answers the open question. `index`: the option chosen, from 0; -1 is the last one. */
export type Answer = { kind: 'yes' | 'no' | 'any' | 'value' } | { kind: 'choice'; index: number }

/** What a message holds besides its words. */
export type Held = { when: boolean; services: boolean; staff: boolean; phone: boolean; name: boolean }

const KINDS: readonly [RegExp, Question][] = [
  [/consent|agree|personal|соглас|персональн/u, 'consent'],
  [/cancel|отмен/u, 'cancel'],
  [/confirm|подтверд|remind|напомин/u, 'confirm'],
  [/slot|option|offer|choice|вариант|окош|предлож/u, 'slot'],
  [/service|услуг|процедур/u, 'service'],
  [/staff|master|resource|specialist|doctor|мастер|специалист|врач/u, 'staff'],
  [/phone|телефон|номер/u, 'phone'],
  [/name|зовут|(?<!\p{L})имя/u, 'name'],
  [/time|hour|врем|часу|котор/u, 'time'],
  [/date|day|when|дат|день|когда/u, 'date'],
]

/** The open question out of whatever names it: a word, a sentence, or an object with one of kind, type, ask, question; null when unknown. */
export function questionOf(pending: unknown): Question | null {
  if (typeof pending === 'string') {
    const plain = pending.toLowerCase()
    return (
      QUESTIONS.find((question) => question === plain) ?? KINDS.find(([pattern]) => pattern.test(plain))?.[1] ?? null
    )
  }
  if (typeof pending !== 'object' || pending === null) return null
  const { kind, type, ask, question } = pending as Record<string, unknown>
  for (const one of [kind, type, ask, question]) {
    const found = questionOf(one)
    if (found) return found
  }
  return null
}

const YES =
  /^(да|ага|угу|ок|окей|окей да|конечно|разумеется|естественно|верно|правильно|все верно|все так|именно|точно|давай|давайте|подтверждаю|подтвердить|подходит|подойдет|пойдет|годится|устраивает|идет|согласен|согласна|согласны|даю согласие|договорились|хорошо|отлично|супер|ладно|записывайте|записывай|запишите|запиши|беру|можно|удобно|буду|приду|yes|yeah|yep|yup|ya|sure|ok|okay|k|fine|deal|correct|right|confirm|confirmed|i confirm|agreed|i agree|absolutely|definitely|of course|please do|go ahead|works|that works|sounds good|perfect|great)(?![\p{L}])/u
const SIGNS_YES = /^(\+|➕|👍|👌|✅|🆗|💯)/u
const NO =
  /^(нет|неа|не|нее|не надо|не нужно|ни в коем|никак|отказываюсь|против|no|nope|nah|not|don't|dont|none|neither)(?![\p{L}])/u
const SIGNS_NO = /^(-$|👎|❌|🙅)/u
const ANY =
  /(?<!\p{L})(люб(ой|ая|ую|ое|ому|ого|ым)|все равно|без разницы|не важно|неважно|не принципиально|кто угодно|кто свободен|когда угодно|на ваш(е)? (выбор|усмотрение)|any|anyone|anybody|whoever|whatever|doesn't matter|no preference|don't (care|mind)|up to you)(?!\p{L})/u

const ORDINALS: readonly [RegExp, number][] = [
  [/(?<!\p{L})(перв(ый|ая|ую|ое|ого|ому|ой|ом)|1-?(й|ый|ую|ое|ая)|first|1st)(?!\p{L})/u, 0],
  [/(?<!\p{L})(втор(ой|ая|ую|ое|ого|ому|ом)|2-?(й|ой|ую|ое|ая)|second|2nd)(?!\p{L})/u, 1],
  [/(?<!\p{L})(трет(ий|ья|ью|ье|ьего|ьему|ьей)|3-?(й|ий|ью|ье|ья)|third|3rd)(?!\p{L})/u, 2],
  [/(?<!\p{L})(четверт(ый|ая|ую|ое|ого|ому|ой)|4-?(й|ый|ую|ое|ая)|fourth|4th)(?!\p{L})/u, 3],
  [/(?<!\p{L})(пят(ый|ая|ую|ое|ого|ому)|5-?(й|ый|ую|ое|ая)|fifth|5th)(?!\p{L})/u, 4],
  [/(?<!\p{L})(предпоследн(ий|яя|юю|ее)|last but one)/u, -2],
  [/(?<!\p{L})(последн(ий|яя|юю|ее|его|ей)|нижн(ий|яя|юю|ее)|last)(?!\p{L})/u, -1],
]

/** The option that a text points at: «вторую», «последний», «the second one», «№2», a bare «2»; null when it points at none. */
export function choiceIn(plain: string): number | null {
  const bare = /^(?:№|#|номер|вариант|number|option)? ?([1-9])(?: ?[.)!]*| вариант| номер)$/u.exec(plain)
  if (bare) return Number(bare[1]) - 1
  const said = ORDINALS.find(([pattern]) => pattern.test(plain))
  return said ? said[1] : null
}

/** Questions that a choice among shown options answers. */
const OPTIONS: ReadonlySet<Question> = new Set(['service', 'staff', 'date', 'time', 'slot'])
const WITH_VALUE: Record<Question, (held: Held) => boolean> = {
  service: (held) => held.services,
  staff: (held) => held.staff,
  date: (held) => held.when,
  time: (held) => held.when,
  slot: (held) => held.when,
  confirm: () => false,
  cancel: () => false,
  consent: () => false,
  name: (held) => held.name,
  phone: (held) => held.phone,
}

/** Questions about the time of a booking that is being made. */
const TIMED: ReadonlySet<Question> = new Set(['date', 'time', 'slot'])
/** «А у Оли?»: the same, with somebody else. */
const WITH_WHOM =
  /^(?:(?:а|и|ну|лучше|and|what about|how about) )?(?:у|к|ко|с|со|with) \p{L}+[?.! ]*$|^(?:what|how) about \p{L}+[?.! ]*$/u

/** How a plain text answers the question; null when it does not. `no` goes before what is wished instead. */
export function answerTo(question: Question, plain: string, held: Held): Answer | null {
  const words = plain.match(/\p{L}+/gu)?.length ?? 0
  if (/^(да нет|да ну|да не)(?!\p{L})/u.test(plain) || SIGNS_NO.test(plain)) return { kind: 'no' }
  if (question === 'staff' || OPTIONS.has(question))
    if (words <= 6 ? ANY.test(plain) : ANY.exec(plain)?.index === 0) return { kind: 'any' }
  if (NO.test(plain) && !/^(не против|нет возражений|не возражаю|no problem|not a problem)/u.test(plain))
    return { kind: 'no' }
  const choice = OPTIONS.has(question) && words <= 6 ? choiceIn(plain) : null
  if (
    choice !== null &&
    !(
      held.when &&
      /\d{1,2}[-го ]*(числ|январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)/u.test(plain)
    )
  )
    return { kind: 'choice', index: choice }
  if (WITH_VALUE[question](held) || (TIMED.has(question) && held.staff && WITH_WHOM.test(plain)))
    return { kind: 'value' }
  if (SIGNS_YES.test(plain) || YES.test(plain) || /^(не против|нет возражений|не возражаю|no problem)/u.test(plain))
    return { kind: 'yes' }
  return null
}

/** What an answer asks for: a new time for a visit that stands is a move, a value goes on with the booking. */
export function intentOfAnswer(question: Question, answer: Answer, held: Held): Intent {
  const standing = question === 'confirm' || question === 'cancel'
  if (held.when && standing) return 'reschedule'
  if (answer.kind === 'yes') return 'confirm'
  // «Не, давайте лучше в субботу»: the time that was offered is refused, the booking is not.
  if (answer.kind === 'no') return held.when && TIMED.has(question) ? 'book' : 'deny'
  return 'book'
}
