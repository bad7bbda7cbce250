import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../texts/texts.ts'
import { GoLink } from './button.tsx'

type RowProps = {
  title: ReactNode
  note?: ReactNode
  /** At the right, before the arrow: an amount, a count, a state. */
  side?: ReactNode
  /** A second target in the row; it stands beside the link, never in it. */
  action?: ReactNode
  icon?: ReactNode
  keepFocus?: boolean
  current?: boolean
} & ({ to: string; onPress?: undefined } | { to?: undefined; onPress?: () => void })

/** A row of a list: a link (`to`), a button (`onPress`) or plain words. */
export function ListRow({ title, note, side, action, icon, to, onPress, keepFocus, current }: RowProps) {
  const inside = (
    <>
      {icon && <span className="row-icon">{icon}</span>}
      <span className="row-words">
        <span className="row-title">{title}</span>
        {note && <span className="row-note">{note}</span>}
      </span>
      {side && <span className="row-side">{side}</span>}
      {to && <ChevronRight className="row-arrow" size={20} aria-hidden="true" />}
    </>
  )
  return (
    <li className="row" data-current={current || undefined}>
      {to !== undefined ? (
        <GoLink to={to} keepFocus={keepFocus} className="row-main" aria-current={current ? 'true' : undefined}>
          {inside}
        </GoLink>
      ) : onPress ? (
        <button type="button" className="row-main" onClick={onPress}>
          {inside}
        </button>
      ) : (
        <div className="row-main">{inside}</div>
      )}
      {action}
    </li>
  )
}

/** Rows in a card; `label` names the list. */
export function List({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <ul className="list" aria-label={label}>
      {children}
    </ul>
  )
}

/** A card with a heading of its own. */
export function Card({ title, tools, children }: { title?: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {tools}
        </div>
      )}
      {children}
    </section>
  )
}

type TileProps = { label: string; value: ReactNode; note?: ReactNode; to?: string; children?: ReactNode }

/** One number with its word; a link to the rows behind it. */
export function Tile({ label, value, note, to, children }: TileProps) {
  const inside = (
    <>
      <span className="tile-label">{label}</span>
      <span className="tile-value">{value}</span>
      {note && <span className="note">{note}</span>}
      {children}
    </>
  )
  return to ? (
    <GoLink to={to} className="tile">
      {inside}
    </GoLink>
  ) : (
    <div className="tile">{inside}</div>
  )
}

export const Tiles = ({ children }: { children: ReactNode }) => <div className="tiles">{children}</div>

/** States of a visit and their likes: a colour, a word and a sign. */
export type State = 'planned' | 'confirmed' | 'here' | 'paid' | 'unpaid' | 'noshow' | 'blocked' | 'cancelled'
export const SIGNS: Record<State, string> = {
  planned: '?',
  confirmed: '✓',
  here: '●',
  paid: '₽',
  unpaid: '!',
  noshow: '×',
  blocked: '╱',
  cancelled: '–',
}

/** Sign and word of a state; `word` replaces the state's own. */
export function StatusMark({ state, word }: { state: State; word?: string }) {
  const t = useText()
  return (
    <span className="status" data-state={state}>
      <span aria-hidden="true">{SIGNS[state]}</span> {word ?? t(`state-${state}`)}
    </span>
  )
}

/** A small count; `tone` red where it waits too long. `label` says what is counted. */
export function Badge({ count, tone, label }: { count: number; tone?: 'red' | 'amber' | 'quiet'; label: string }) {
  return (
    <span className="badge" data-tone={tone}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="unseen">{label}</span>
    </span>
  )
}
