import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useRight } from '../../api/session.ts'
import { type Style, time } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go, usePlace, useSheet, useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { useText } from '../../texts/texts.ts'
import { awaited } from './block.tsx'
import { type Column, columnsOf, type Item, spanOf } from './columns.ts'
import { type DaySchedule, useDays, useStarts } from './data.ts'
import { useDrag } from './drag.ts'
import { DropSheet, ResizeSheet } from './drop.tsx'
import { heightOf, type Scale, scaleOf } from './geometry.ts'
import { goNew } from './goday.ts'
import { Grid, Heads } from './grid.tsx'
import { useNow } from './nowline.tsx'
import { moveFocused, useOpening, useWalk } from './opening.ts'
import { Outdated } from './outdated.tsx'
import { PeopleChips, PeopleSheet, RoomsSwitch, usePeople } from './people.tsx'
import { AddMenu, ClassSheet, QuickMenu } from './quickmenu.tsx'

/** One day in columns by master or room. */
export function Day({
  asked,
  date,
  style,
  heading,
  segments,
}: {
  asked: string | undefined
  date: string | undefined
  style: Style
  heading: ReactNode
  segments: ReactNode
}) {
  const t = useText()
  const wide = useWide()
  const { address } = usePlace()
  const day = useDays(asked)
  const [rooms, setRooms] = useState(false)
  const now = useNow(day.data?.now, day.dataUpdatedAt)
  const people = usePeople(day.data, rooms, wide, now)
  const columns = useMemo(() => (day.data ? columnsOf(day.data, people.shown) : []), [day.data, people.shown])
  const scale = useScale(day.data, columns)
  const drag = useDrag(scale, day.data?.step ?? 30)
  const mayMove = useRight('visits.write') !== 'none'
  const ghost = useRef<HTMLDivElement>(null)
  const menu = useSheet('menu')
  const block = useSheet('block')
  const seats = useSheet('class')
  const held = drag.held
  const starts = useStarts(held && !held.resizes ? held.item.visit.id : null, date)
  const marked = Number(/^\/visit\/(\d+)/.exec(address)?.[1] ?? 0) || null
  useOpening(day.data, columns, scale, now)
  useWalk()
  useKey('KeyM', 'key-move', mayMove ? () => moveFocused(marked, date) : null)

  const open = useCallback(
    (item: Item, column: Column) => {
      if (item.kind === 'visit') go(`/visit/${item.visit.id}`)
      else if (item.kind === 'class') seats.show(String(item.session.id))
      else if (item.kind === 'block') block.show(`b${item.block.id}`)
      else if (item.kind === 'off') block.show(`o${item.off.id}`)
      else if (item.kind === 'external') goNew(column, item.from)
    },
    // The sheets only read the address of the moment.
    [],
  )
  const grabbing = useRef(drag.grab)
  useEffect(() => {
    grabbing.current = drag.grab
  })
  const grab: Grab = useCallback((event, column, item) => {
    if (awaited(item)) grabbing.current(event, column, item)
  }, [])
  const showMenu = useCallback((item: Item) => item.kind === 'visit' && menu.show(String(item.visit.id)), [])

  const target = held && columns.find(({ key }) => key === held.column)
  const at = held && target ? new Date(target.origin + held.minute * 60_000).toISOString() : null
  const able = starts.data?.masters
  const after = held?.resizes ? lastMinute(target, held.item) : null
  const lost =
    (held?.resizes && after !== null && held.minute + held.minutes > after) ||
    (held !== null &&
      !held.resizes &&
      at !== null &&
      able !== undefined &&
      !able.some(({ id, starts }) => id === target?.resource.id && starts.includes(at)))
  const dimmed = useMemo(
    () =>
      held && able
        ? new Set(columns.filter(({ resource }) => !able.some(({ id }) => id === resource.id)).map(({ key }) => key))
        : undefined,
    [held, able, columns],
  )
  const tools = (
    <>
      {segments}
      {wide && <RoomsSwitch data={day.data} rooms={rooms} onRooms={setRooms} />}
    </>
  )
  return (
    <Page
      title={t('schedule')}
      heading={heading}
      under={
        <>
          <div className="schedule-tools">{tools}</div>
          {!wide && <PeopleChips people={people} data={day.data} />}
          {day.data && <Outdated data={day.data} style={style} />}
          <Heads columns={columns} style={style} />
        </>
      }
    >
      {day.error && !day.data ? (
        <Trouble error={day.error} onAgain={() => day.refetch()} />
      ) : !day.data ? (
        <GridBones height={heightOf(scale)} columns={wide ? 5 : 2} />
      ) : columns.length === 0 ? (
        <Empty text={t('sched-empty')}>
          <Button onClick={() => go('/settings/masters')}>{t('sched-open-hours')}</Button>
        </Empty>
      ) : (
        <Grid
          columns={columns}
          scale={scale}
          style={style}
          now={now}
          marked={marked}
          dimmed={dimmed}
          ghostRef={ghost}
          ghost={
            held && {
              column: held.column,
              from: held.minute,
              to: held.minute + held.minutes,
              lost,
              words:
                held.resizes && target
                  ? spanOf(target, { from: held.minute, to: held.minute + held.minutes }, style)
                  : at
                    ? time(at, style)
                    : '',
            }
          }
          onGrab={wide && mayMove && !rooms ? grab : undefined}
          onOpen={open}
          onBook={goNew}
          onMenu={showMenu}
        />
      )}
      {held?.dropped && held.resizes && at && target && (
        <ResizeSheet
          visit={held.item.visit}
          start={at}
          minutes={held.minutes}
          longest={after === null ? null : after - held.minute}
          anchor={ghost}
          style={style}
          onDone={drag.release}
        />
      )}
      {held?.dropped && !held.resizes && at && target && (
        <DropSheet
          visit={held.item.visit}
          master={target.resource}
          start={at}
          lost={lost}
          starts={able?.find(({ id }) => id === target.resource.id)?.starts ?? []}
          anchor={ghost}
          style={style}
          onDone={drag.release}
        />
      )}
      {day.data && (
        <>
          <QuickMenu data={day.data} style={style} now={now} mayMove={mayMove} date={date} />
          <ClassSheet data={day.data} style={style} />
          <PeopleSheet people={people} data={day.data} rooms={rooms} onRooms={setRooms} />
          <AddMenu />
        </>
      )}
    </Page>
  )
}

/** Until when a visit may last for what follows in its column, with the pauses that both want; null: nothing follows. */
function lastMinute(column: Column | null | undefined, item: Item): number | null {
  const next = column?.items.find((other) => other.kind !== 'free' && other !== item && other.from >= item.to)
  if (!column || !next) return null
  const pauses = column.buffers.filter(({ from, to }) => from === item.to || to === next.from)
  return next.from - pauses.reduce((sum, { from, to }) => sum + to - from, 0)
}

type Grab = ReturnType<typeof useDrag>['grab']

/** Columns of grey blocks in the size of what comes. */
function GridBones({ height, columns }: { height: number; columns: number }) {
  const t = useText()
  return (
    <div className="grid-bones" style={{ height }}>
      <Skeleton label={t('sched-loading')} rows={columns} height={height} />
    </div>
  )
}

/** The scale of what is shown; while a day is loading that of the one before, so that nothing jumps. */
function useScale(data: DaySchedule | undefined, columns: readonly Column[]): Scale {
  const last = useRef<Scale>(scaleOf([], []))
  return useMemo(() => {
    if (!data) return last.current
    const spans = columns.flatMap(({ open, items }) => [...open, ...items.filter(({ kind }) => kind !== 'off')])
    const visits = columns.flatMap(({ items }) => items.filter(({ kind }) => kind === 'visit'))
    last.current = scaleOf(
      spans,
      visits.map(({ from, to }) => to - from),
    )
    return last.current
  }, [data, columns])
}
