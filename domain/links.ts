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

/** Payload of a Telegram deep link, which `originOfStart` reads back; a campaign that is too long is cut. */
export function startOf({ source, medium, campaign }: Marks): string {
  const parts = [source, medium, ...(campaign === null ? [] : [campaign])].map(slugOf).filter(Boolean)
  return `utm_${parts.join('-')}`.slice(0, LONGEST_START).replace(/[_-]+$/, '')
}

/** The address with UTM marks, which `originOfPage` reads back. */
export function markedPage(address: string, { source, medium, campaign }: Marks): string {
  const url = new URL(address)
  url.searchParams.set('utm_source', slugOf(source))
  url.searchParams.set('utm_medium', slugOf(medium))
  if (campaign !== null && slugOf(campaign)) url.searchParams.set('utm_campaign', slugOf(campaign))
  return url.href
}
