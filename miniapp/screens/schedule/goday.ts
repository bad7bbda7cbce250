import { go, keepScroll } from '../../nav/go.ts'

/** Another day; how far one has scrolled stays. */
export function goDay(date: string | null, move: string | null = null): void {
  const path = date === null ? '/day' : `/day/${date}`
  const to = move ? `${path}?move=${move}` : path
  keepScroll(to)
  go(to, { keepFocus: true })
}
