import { type KeyboardEvent, memo, type PointerEvent as Press, type ReactNode, type RefObject, useState } from 'react'
import { dateDay, type Style } from '../../format.ts'
import { useText, useWords } from '../../texts/texts.ts'
import { Block, type Handlers } from './block.tsx'
import { type Column, freeHours, type Item } from './columns.ts'
import { heightOf, laned, type Scale, topOf } from './geometry.ts'
import { NowLine } from './nowline.tsx'
import { Sideways } from './sideways.tsx'

export type Ghost = { column: string; from: number; to: number; lost: boolean; words: string }

type GridProps = Handlers & {
  columns: Column[]
  scale: Scale
  style: Style
  /** The server's clock. */
  now: number
  /** The visit that is open beside the grid, or on its way to another place. */
  marked: number | null
  /** Columns that can't take what is being dragged. */
  dimmed?: ReadonlySet<string>
  ghost?: Ghost | null
  ghostRef?: RefObject<HTMLDivElement | null>
  onGrab?: (event: Press, column: Column, item: Item) => void
}

/** The day: a gutter with hours, and a column for each master, room or date. */
export function Grid({ columns, scale, now, ghost, ghostRef, dimmed, ...rest }: GridProps) {
  const height = heightOf(scale)
  return (
    <Sideways>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows of its buttons come by here */}
      <div
        className="grid"
        style={{ '--columns': columns.length, '--hour': `${60 * scale.perMinute}px`, height: height + 16 } as Vars}
        onKeyDown={walk}
        onContextMenu={(event) => event.preventDefault()}
      >
        <Gutter scale={scale} />
        {columns.map((column) => (
          <div
            key={column.key}
            className="column"
            data-column={column.key}
            data-dimmed={dimmed?.has(column.key) || undefined}
            style={{ height }}
          >
            <Shades column={column} scale={scale} />
            <ColumnList column={column} scale={scale} now={now} {...rest} />
            {ghost?.column === column.key && (
              <div
                ref={ghostRef}
                className="ghost"
                data-lost={ghost.lost || undefined}
                style={{ top: topOf(scale, ghost.from), height: (ghost.to - ghost.from) * scale.perMinute }}
              >
                {ghost.words}
              </div>
            )}
          </div>
        ))}
        <NowLine columns={columns} scale={scale} now={now} style={rest.style} />
      </div>
    </Sideways>
  )
}

type Vars = React.CSSProperties & Record<`--${string}`, string | number>

export function Gutter({ scale }: { scale: Scale }) {
  const halves = Array.from({ length: (scale.to - scale.from) / 30 }, (_, i) => scale.from + i * 30)
  return (
    <div className="gutter" aria-hidden="true">
      {halves.map((minute) => (
        <span key={minute} style={{ top: topOf(scale, minute) }} data-half={minute % 60 !== 0 || undefined}>
          {minute % 60 === 0 ? (minute / 60) % 24 : ':30'}
        </span>
      ))}
    </div>
  )
}

/** Closed time and buffers: seen, never tapped. */
const Shades = memo(function Shades({ column, scale }: { column: Column; scale: Scale }) {
  const closed: { from: number; to: number }[] = []
  let at = scale.from
  for (const { from, to } of column.open) {
    if (from > at) closed.push({ from: at, to: from })
    at = Math.max(at, to)
  }
  if (at < scale.to) closed.push({ from: at, to: scale.to })
  const box = ({ from, to }: { from: number; to: number }) => ({
    top: topOf(scale, from),
    height: (to - from) * scale.perMinute,
  })
  return (
    <div aria-hidden="true">
      {closed.map((one) => (
        <div key={one.from} className="closed" style={box(one)} />
      ))}
      {column.buffers.map((one) => (
        <div key={one.from} className="buffer" style={box(one)} />
      ))}
    </div>
  )
})

type ListProps = Pick<GridProps, 'scale' | 'style' | 'now' | 'marked' | 'onGrab' | keyof Handlers> & { column: Column }

/** What stands in a column, in the order of time; one stop for Tab, arrows walk it. */
const ColumnList = memo(function ColumnList({ column, scale, now, ...rest }: ListProps) {
  const t = useText()
  const { language } = useWords()
  const [at, setAt] = useState<string | null>(null)
  const here = column.items.some(({ key }) => key === at) ? at : column.items[0]?.key
  const taking = column.items.filter(({ kind }) => kind !== 'free' && kind !== 'off')
  const lanes = new Map(
    laned(taking.map((item) => ({ item, from: item.from, to: item.to }))).map((one) => [one.item, one]),
  )
  return (
    <ol aria-label={t('sched-column', { name: column.resource.name, day: dateDay(column.date, rest.style) })}>
      {column.items.map((item) => (
        <Block
          key={item.key}
          item={item}
          column={column}
          scale={scale}
          lane={lanes.get(item)}
          stop={item.key === here}
          onStop={setAt}
          late={column.origin + item.to * 60_000 <= now}
          language={language}
          {...rest}
        />
      ))}
    </ol>
  )
})

/** ↑↓ within a column, ←→ to what is nearest in time beside it. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-item]')
  if (!from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const column = from.closest<HTMLElement>('[data-column]')!
  const itemsIn = (one: Element | null | undefined) => [...(one?.querySelectorAll<HTMLElement>('[data-item]') ?? [])]
  const minute = (one: HTMLElement) => Number(one.dataset.from)
  let to: HTMLElement | undefined
  const mine = itemsIn(column)
  const index = mine.indexOf(from)
  if (event.key === 'ArrowDown') to = mine[index + 1]
  else if (event.key === 'ArrowUp') to = mine[index - 1]
  else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    const columns = [...event.currentTarget.querySelectorAll('[data-column]')]
    const step = event.key === 'ArrowRight' ? 1 : -1
    for (let i = columns.indexOf(column) + step; columns[i] && !to; i += step)
      to = itemsIn(columns[i]).sort(
        (a, b) => Math.abs(minute(a) - minute(from)) - Math.abs(minute(b) - minute(from)),
      )[0]
  } else return
  event.preventDefault()
  if (!to) return
  to.focus({ preventScroll: true })
  to.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** Names over the columns, with what is free. */
export function Heads({
  columns,
  style,
  byDate,
  tools,
}: {
  columns: Column[]
  style: Style
  byDate?: boolean
  tools?: ReactNode
}) {
  const t = useText()
  const { language } = useWords()
  return (
    <Sideways>
      <div className="heads" style={{ '--columns': columns.length } as Vars} aria-hidden="true">
        <span>{tools}</span>
        {columns.map((column) => (
          <span key={column.key} className="head">
            <span className="head-name">{byDate ? dateDay(column.date, style, true) : column.resource.name}</span>
            {column.freeMinutes > 0 && <span className="note">{freeHours(column.freeMinutes, language)}</span>}
            {column.open.length === 0 && <span className="note">{t('sched-off-short')}</span>}
          </span>
        ))}
      </div>
    </Sideways>
  )
}
