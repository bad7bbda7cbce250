/** Captions under a message: a long one is cut where it hurts least, and no two of them read alike. */
export function captionsIn(full: readonly string[], most: number): string[] {
  const cut = full.map((caption) => shortened(caption, most))
  const alike = Map.groupBy(cut.keys(), (index) => cut[index]!.toLowerCase())
  for (const indexes of alike.values()) {
    if (indexes.length < 2) continue
    const tails = tailsOf(indexes.map((index) => full[index]!))
    for (const [nth, index] of indexes.entries()) cut[index] = apart(cut[index]!, tails[nth]!, nth, most)
  }
  return unique(cut, most)
}

/** Parts after these say more about what stands before them. */
const ASIDES = [/\s[·—–|]\s/g, /,\s/g, /\s\(/g, /:\s/g]

/** A caption within `most` characters: without asides, else without its last words. */
export function shortened(caption: string, most: number): string {
  const text = caption.trim()
  if (text.length <= most) return text
  for (const aside of ASIDES) {
    const ends = [...text.matchAll(aside)].map(({ index }) => index).filter((end) => end <= most && end > 2)
    const end = ends.at(-1)
    if (end !== undefined) return text.slice(0, end)
  }
  return headOf(text, most)
}

function headOf(text: string, most: number): string {
  const head = text.slice(0, most - 1)
  const gap = text[most - 1] === ' ' ? head.length : head.lastIndexOf(' ')
  return `${whole(gap > most / 2 ? head.slice(0, gap) : head).trimEnd()}…`
}

/** Not with half of a character at the end. */
const whole = (text: string) => text.replace(/[\uD800-\uDBFF]$/, '')

/** What of captions comes after the words that all of them begin with. */
function tailsOf(captions: readonly string[]): string[] {
  const words = captions.map((caption) => caption.split(' '))
  let same = 0
  while (words.every((own) => own.length > same + 1 && own[same] === words[0]![same])) same++
  return words.map((own) => own.slice(same).join(' '))
}

function apart(head: string, tail: string, nth: number, most: number): string {
  const [first = ''] = head.replace(/…$/, '').split(' ')
  const room = most - first.length - 2
  if (room >= Math.min(tail.length, 6) && first !== tail) return `${first}… ${shortened(tail, room)}`
  return nth === 0 ? head : `…${shortened(tail, most - 1)}`
}

/** The last resort: a number. */
function unique(captions: readonly string[], most: number): string[] {
  const seen = new Set<string>()
  return captions.map((caption) => {
    let own = caption
    for (let n = 2; seen.has(own.toLowerCase()); n++)
      own = `${whole(caption.slice(0, most - 1 - String(n).length))} ${n}`
    seen.add(own.toLowerCase())
    return own
  })
}
