/** What a link says of itself: the source, the kind of placement, and the campaign if there is one. */
export type Marks = { source: string; medium: string; campaign: string | null }

/** Telegram takes so many letters, digits, «_» and «-» behind `start=`. */
const LONGEST_START = 64

/** Each letter with what it is in Latin. */
const LETTERS = new Map(
  'аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya'
    .split(' ')
    .map((pair) => [pair[0]!, pair.slice(1)]),
)

/** A mark as links carry it: small Latin letters, digits and «_»; empty when nothing of it is left. */
export const slugOf = (text: string): string =>
  [...text.toLowerCase()]
    .map((letter) => LETTERS.get(letter) ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')

/** Payload of a Telegram deep link, which `originOfStart` reads back. */
export const startOf = ({ source, medium, campaign }: Marks): string =>
  `utm_${[source, medium, campaign ?? ''].map(slugOf).filter(Boolean).join('-')}`

/** Whether Telegram would not take its payload. Cut, it would tell of another campaign, and no two that begin alike could be told apart. */
export const isTooLong = (marks: Marks): boolean => startOf(marks).length > LONGEST_START

/** Letters of codes: without vowels there are no words, without digits no hours. */
export const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const CODE = `[${CODE_LETTERS}]{4}`
/** In brackets, of which one may be lost and others typed, anywhere; bare only as the last word. */
const TAGGED = new RegExp(
  `\\s*(?:[[(<«]\\s*(${CODE})(?![a-z\\d])\\s*[\\])>»]?|(?<![a-z\\d])(${CODE})\\s*[\\])>»])`,
  'i',
)
const BARE = new RegExp(`(?:^|\\s)(${CODE})[\\s.!]*$`)

/** The code of a link in what somebody wrote, in capitals, and their words without it; null where there is none. */
export function taggedText(text: string): { code: string; words: string } | null {
  const [all, first, second] = TAGGED.exec(text) ?? []
  if (all !== undefined) return { code: (first ?? second)!.toUpperCase(), words: text.replace(all, '').trim() }
  const [, bare] = BARE.exec(text) ?? []
  return bare === undefined ? null : { code: bare, words: text }
}

/** A link into WhatsApp with a text to be sent, which ends with the code. */
export const whatsappLink = (number: string, words: string, code: string): string =>
  `https://wa.me/${number.replace(/\D/g, '')}?text=${encodeURIComponent(`${words} [${code}]`)}`

/** A link into Instagram, whose `ref` is read as a payload of Telegram. */
export const instagramLink = (username: string, marks: Marks): string =>
  `https://ig.me/m/${username.replace(/^@/, '')}?ref=${startOf(marks)}`

/** The address with UTM marks, which `originOfPage` reads back. */
export function markedPage(address: string, { source, medium, campaign }: Marks): string {
  const url = new URL(address)
  url.searchParams.set('utm_source', slugOf(source))
  url.searchParams.set('utm_medium', slugOf(medium))
  if (campaign !== null && slugOf(campaign)) url.searchParams.set('utm_campaign', slugOf(campaign))
  return url.href
}
