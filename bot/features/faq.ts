import { stemmer } from '@orama/stemmers/russian'
import type { Faq } from '../../domain/catalog.ts'
import type { Intent } from '../understanding/intents.ts'

/** Topics whose answers stand in the catalog itself, exact and with buttons. */
const IN_CATALOG: ReadonlySet<string> = new Set(['address', 'hours', 'price'])

/** Words by which clients ask about the topics that every business has. */
const TOPICS: Record<string, RegExp> = {
  parking: /парков|припарков|где (поставить|оставить) (машин|авто)|park(ing)?(?!\p{L})/u,
  payment:
    /оплат|(?<!\p{L})карт(ой|у|ы|а)(?!\p{L})|налич|предоплат|рассроч|сбп|перевод(ом|ить)|чек(?!\p{L})|pay(?!\p{L})|payment|card(?!\p{L})|cash|deposit|invoice/u,
  rules:
    /за сколько (часов|времени)? ?.*(отмен|перен)|до скольки .*отмен|штраф|правила (отмены|записи|посещ)|cancellation policy|cancel(l?ation)? fee/u,
  late: /если .*(опозда|опазд|задерж)|what if .*late/u,
  children:
    /с (ребенк|детьми|дочк|сыном|малыш)|дет(ей|и|ям|ский) .*(можно|есть|берете|принимаете)|with (my )?(kid|child|son|daughter)|детск(ий|ая) (уголок|комната|площадка)/u,
  gift: /подарочн|сертификат|gift (card|voucher|certificate)|voucher/u,
  documents: /документ|паспорт|полис|справк|снилс|documents?|passport|insurance/u,
  what_to_bring: /с собой|что (взять|принести|надеть)|форм(а|у) (одежды|нужна)|what (should|do) i (bring|wear)/u,
  hygiene: /стерил|дезинф|инструмент|steril|hygien/u,
  warranty: /гаранти|warrant|guarantee/u,
  parts: /(со )?сво(ими|и|их|им|ей|его|е) (запчаст|детал|масл|фильтр)|запчаст|own (parts|oil)/u,
  first_visit: /перв(ый|ое|ого) (раз|визит|занят|посещ)|first (time|visit)/u,
  contraindications: /противопоказ|беремен|contraindic|pregnan/u,
  walk_in: /без записи|по живой очереди|walk.?in|without (an )?appointment/u,
}

/** Stems that tell no question from another: «можно», «прийти», «нужно». */
const COMMON = /^(можн|прийт|прид|нужн|надо|есть|быть|будет|как|скольк|когда|если|дела)/u

/** So many words of a question must be in a text for it to be that question. */
const LIKE = 0.6

/**
 * The business's own answer that fits a text: by the topic's usual words, else by the words of the question itself. Null
 * where nothing fits, or where the catalog answers better (address, hours, prices).
 */
export function faqFor(faq: readonly Faq[], plain: string, intent: Intent): Faq | null {
  const open = faq.filter(({ topic }) => !IN_CATALOG.has(topic))
  const [topic, another] = open.filter((entry) => TOPICS[entry.topic]?.test(plain))
  if (topic && !another) return topic
  if (!topic && intent === 'payment') return open.find((entry) => entry.topic === 'payment') ?? null
  const said = new Set(stemsOf(plain))
  const scored = open.map((entry) => {
    const own = stemsOf(entry.question).filter((stem) => stem.length > 3 && !COMMON.test(stem))
    const shared = own.filter((stem) => said.has(stem)).length
    return { entry, score: own.length > 0 && shared > 1 ? shared / own.length : 0 }
  })
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { entry: null as Faq | null, score: 0 })
  return best.score >= LIKE ? best.entry : (topic ?? null)
}

const stemsOf = (text: string): string[] =>
  (
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/\p{L}{3,}/gu) ?? []
  ).map((word) => stemmer(word))
