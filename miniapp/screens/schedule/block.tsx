import { memo, type PointerEvent as Press, useRef } from 'react'
import type { Language, Style } from '../../format.ts'
import { SIGNS } from '../../kit/list.tsx'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { type Column, type Item, markOf, nameOf, spanOf } from './columns.ts'
import { type Laned, type Scale, startAt, topOf } from './geometry.ts'

export type Handlers = {
  onOpen: (item: Item, column: Column) => void
  onBook: (column: Column, start: number) => void
  onMenu: (item: Item, element: HTMLElement) => void
}

type BlockProps = Handlers & {
  item: Item
  column: Column
  scale: Scale
  style: Style
  language: Language
  lane: Laned<Item> | undefined
  /** Tab stops here. */
  stop: boolean
  onStop: (key: string) => void
  late: boolean
  marked: number | null
  onGrab?: (event: Press, column: Column, item: Item) => void
}

const LONG_PRESS_MS = 500
const STILL_PX = 10

/** One thing in a column: a button with its whole story as its name. */
export const Block = memo(function Block(props: BlockProps) {
  const { item, column, scale, style, lane, stop, late } = props
  const t = useText()
  const press = useLongPress((element) => props.onMenu(item, element))
  const width = 100 / (lane?.lanes ?? 1)
  const box = {
    top: topOf(scale, item.from),
    height: Math.max(18, (item.to - item.from) * scale.perMinute - 1),
    left: `${width * (lane?.lane ?? 0)}%`,
    width: `${width}%`,
  }
  const open = (event: React.MouseEvent<HTMLElement>) => {
    if (press.wasLong()) return
    if (item.kind !== 'free') return props.onOpen(item, column)
    const y = event.detail === 0 ? 0 : event.clientY - event.currentTarget.getBoundingClientRect().top
    props.onBook(column, startAt(item.starts, item.from + y / scale.perMinute))
  }
  return (
    <li style={box} data-kind={item.kind}>
      <button
        type="button"
        className="block"
        data-item={item.key}
        data-from={item.from}
        data-kind={item.kind}
        data-state={stateOf(item)}
        data-visit={item.kind === 'visit' ? item.visit.id : undefined}
        data-astray={(item.kind === 'visit' && item.visit.astray) || undefined}
        data-marked={(item.kind === 'visit' && item.visit.id === props.marked) || undefined}
        data-late={late || undefined}
        data-short={box.height < 34 || undefined}
        tabIndex={stop ? 0 : -1}
        aria-label={longName(t, item, column, style)}
        onFocus={() => props.onStop(item.key)}
        onClick={open}
        onContextMenu={(event) => {
          event.preventDefault()
          if (item.kind === 'visit' && press.byMouse()) props.onMenu(item, event.currentTarget)
        }}
        {...(item.kind === 'visit' ? press.hears : undefined)}
        onPointerDown={(event) => {
          press.hears.onPointerDown(event)
          if (item.kind === 'visit' && event.pointerType === 'mouse' && event.button === 0)
            props.onGrab?.(event, column, item)
        }}
      >
        <Words item={item} column={column} style={style} t={t} />
        {props.onGrab && awaited(item) && <span className="block-edge" aria-hidden="true" />}
      </button>
    </li>
  )
})

/** Only who is still awaited can be moved, or given another length. */
export const awaited = (item: Item): item is Item & { kind: 'visit' } =>
  item.kind === 'visit' && (item.visit.state === 'planned' || item.visit.state === 'confirmed')

function Words({ item, column, style, t }: { item: Item; column: Column; style: Style; t: Text }) {
  if (item.kind === 'visit') {
    const { visit, words } = item
    const mark = markOf(visit)
    return (
      <>
        <span className="block-name">
          <span className="block-who">{nameOf(t, visit)}</span>
          {mark && <span className="block-sign">{SIGNS[mark]}</span>}
        </span>
        <span className="block-what">
          {visit.minutesLeft !== null && mark === null ? t('sched-hold-short', { minutes: visit.minutesLeft }) : words}
        </span>
      </>
    )
  }
  if (item.kind === 'free')
    return (
      <span className="block-what">
        {t('sched-free')} {spanOf(column, item, style)}
      </span>
    )
  if (item.kind === 'class')
    return (
      <>
        <span className="block-name">
          <span className="block-who">{item.session.name}</span>
        </span>
        <span className="block-what">{t('sched-seats', seats(item))}</span>
      </>
    )
  if (item.kind === 'external') return <span className="block-what">{takenThere(t, item)}</span>
  return <span className="block-what">{reasonOf(item) || t(item.kind === 'off' ? 'sched-off' : 'sched-blocked')}</span>
}

/** «Занято в Bitrix24, обновлено 3 мин назад». */
function takenThere(t: Text, { age }: Item & { kind: 'external' }): string {
  const what = t('sched-external')
  if (age === null) return what
  const old =
    age < 60 ? t('sched-external-age', { minutes: age }) : t('sched-external-old', { hours: Math.floor(age / 60) })
  return `${what}, ${old}`
}

const seats = ({ session }: Item & { kind: 'class' }) => ({ taken: session.taken, capacity: session.capacity })

const reasonOf = (item: Item): string | null =>
  item.kind === 'block' ? item.block.reason : item.kind === 'off' ? item.off.reason : null

const stateOf = (item: Item) =>
  item.kind === 'visit' ? (markOf(item.visit) ?? 'held') : item.kind === 'class' ? 'confirmed' : undefined

/** What a block is called for who does not see it. */
function longName(t: Text, item: Item, column: Column, style: Style): string {
  const master = column.resource.name
  const span = spanOf(column, item, style)
  switch (item.kind) {
    case 'visit': {
      const { visit, words } = item
      const mark = markOf(visit)
      const state =
        mark === null
          ? t('sched-hold', { minutes: visit.minutesLeft ?? 0 })
          : mark === 'planned'
            ? t('sched-planned-long')
            : t(`state-${mark}`).toLowerCase()
      const named = { span, client: nameOf(t, visit), services: words.toLowerCase(), state, master }
      return t('sched-visit-name', named) + (visit.astray ? `, ${t('sched-astray')}` : '')
    }
    case 'free':
      return t('sched-free-name', { span, name: master })
    case 'class':
      return t('sched-class-name', { span, name: item.session.name, ...seats(item), master })
    case 'external':
      return `${span}. ${takenThere(t, item)}, ${master}`
    default: {
      const reason = reasonOf(item)
      const named = { span, reason: reason ? `: ${reason}` : '', master }
      return t(item.kind === 'off' ? 'sched-off-name' : 'sched-block-name', named)
    }
  }
}

/** A finger that rests half a second, and stays where it is. */
function useLongPress(act: (element: HTMLElement) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const from = useRef({ x: 0, y: 0, type: 'mouse' })
  const long = useRef(false)
  const stop = () => clearTimeout(timer.current)
  return {
    hears: {
      onPointerDown: (event: Press<HTMLElement>) => {
        from.current = { x: event.clientX, y: event.clientY, type: event.pointerType }
        long.current = false
        stop()
        if (event.pointerType === 'mouse') return
        const element = event.currentTarget
        timer.current = setTimeout(() => {
          long.current = true
          feel('press')
          act(element)
        }, LONG_PRESS_MS)
      },
      onPointerMove: (event: Press<HTMLElement>) => {
        if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > STILL_PX) stop()
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onPointerLeave: stop,
    },
    /** Whether the press that ends now was a long one; said once. */
    wasLong: () => {
      const was = long.current
      long.current = false
      return was
    },
    byMouse: () => from.current.type === 'mouse',
  }
}
