import { go, keepScroll } from '../../nav/go.ts'
import type { Column } from './columns.ts'

/** Another day; how far one has scrolled stays. */
export function goDay(date: string | null, move: string | null = null): void {
  const path = date === null ? '/day' : `/day/${date}`
  const to = move ? `${path}?move=${move}` : path
  keepScroll(to)
  go(to, { keepFocus: true })
}

/** A new visit at this minute of a column's day. */
export function goNew(column: Column, minute: number): void {
  const at = new Date(column.origin + minute * 60_000).toISOString()
  go(`/new?start=${encodeURIComponent(at)}&master=${column.resource.id}`)
}
