/** What clients choose from when they are asked where they heard of the business; the same words that staff choose from. */
export const HEARD = ['maps', 'social', 'referral', 'sign', 'ads', 'site', 'other'] as const
export type Heard = (typeof HEARD)[number]

// The first that fits is meant: «реклама в инстаграме» is advertising, «подруга скинула ссылку в телеграме» a recommendation.
const WORDS: [Heard, RegExp][] = [
  ['ads', /реклам|таргет|директ|баннер|листовк|флаер|промоутер|\bads?\b|advert|flyer/u],
  [
    'referral',
    /посовет|рекоменд|подруг|подружк|друг(?!о)|друз|знаком|коллег|сестр|брат|мам|муж|жен[аыу](?!\p{L})|сосед|сарафан|recommend|friend|colleague/u,
  ],
  ['maps', /карт|2 ?гис|дубльгис|навигатор|2gis|\bmaps?\b/u],
  [
    'social',
    /инст|inst|вконтакт|(?<!\p{L})вк(?!\p{L})|\bvk\b|соцсет|телеграм|telegram|тикток|tiktok|ютуб|youtube|паблик|блог|групп/u,
  ],
  [
    'sign',
    /вывеск|мимо|рядом|живу|район|увидел\p{L}* (вас )?на улице|проход|проезж|sign\b|passing|walk|nearby|neighbo/u,
  ],
  ['site', /сайт|интернет|поиск|гугл|google|яндекс|yandex|загугл|website|internet|search/u],
]
/** More words than these are no answer to such a question. */
const MOST_WORDS = 8
const LONGEST = 60

/** What a typed answer says; null: it names none of these. */
export function heardIn(plain: string): Heard | null {
  if (plain === '' || plain.split(' ').length > MOST_WORDS) return null
  return WORDS.find(([, words]) => words.test(plain))?.[0] ?? null
}

/** Whether it can be an answer in their own words at all: short, and no question. */
export const isOwnWords = (text: string): boolean =>
  text.length <= LONGEST && !text.includes('?') && /\p{L}{2}/u.test(text)
