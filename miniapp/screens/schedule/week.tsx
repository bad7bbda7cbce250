import { type ReactNode, useMemo, useState } from 'react'
import { useRight } from '../../api/session.ts'
import { dateDay, type Style } from '../../format.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { go, useSheet, useWide } from '../../nav/go.ts'
import { useText, useWords } from '../../texts/texts.ts'
import { type Column, columnsOf, freeHours, type Item, MASTER } from './columns.ts'
import { type DaySchedule, useDays } from './data.ts'
import { scaleOf } from './geometry.ts'
import { goNew } from './goday.ts'
import { Grid, Heads } from './grid.tsx'
import { useNow } from './nowline.tsx'
import { Outdated } from './outdated.tsx'
import { QuickMenu } from './quickmenu.tsx'

/** A week: a phone has one master's three days, a wide screen seven of one, or how full everybody is. */
export function Week({
  heading,
  segments,
  from,
  days,
  style,
  onDay,
}: {
  heading: ReactNode
  segments: ReactNode
  from: string
  days: number
  style: Style
  onDay: (date: string) => void
}) {
  const t = useText()
  const wide = useWide()
  const { data, error, refetch, dataUpdatedAt } = useDays(from, days)
  const [chosen, setChosen] = useState<number | null>(null)
  const now = useNow(data?.now, dataUpdatedAt)
  const masters = data?.resources.filter(({ kind }) => kind === MASTER) ?? []
  const one =
    masters.find(({ id }) => id === chosen)?.id ?? (wide && masters.length > 1 ? null : masters[0]?.id) ?? null
  const columns = useMemo(() => (data && one !== null ? columnsOf(data, [one]) : []), [data, one])
  const chips = masters.length > 1 && (
    <div className="people scrolling">
      <ChipRow label={t('sched-masters')}>
        {wide && (
          <Chip chosen={one === null} onPress={() => setChosen(null)}>
            {t('sched-everyone')}
          </Chip>
        )}
        {masters.map(({ id, name }) => (
          <Chip key={id} chosen={id === one} onPress={() => setChosen(id)}>
            {name}
          </Chip>
        ))}
      </ChipRow>
    </div>
  )
  const under = (
    <>
      {segments}
      {chips}
      {data && <Outdated data={data} style={style} />}
      {columns.length > 0 && <Heads columns={columns} style={style} byDate />}
    </>
  )
  return (
    <Page title={t('schedule')} heading={heading} under={under}>
      {error && !data ? (
        <Trouble error={error} onAgain={() => refetch()} />
      ) : !data ? (
        <Skeleton label={t('sched-loading')} rows={4} height={120} onAgain={() => refetch()} />
      ) : one === null ? (
        <LoadTable data={data} style={style} onDay={onDay} />
      ) : (
        <WeekGrid key={one} data={data} columns={columns} now={now} style={style} />
      )}
    </Page>
  )
}

/** Masters and days: how many visits, how many free hours; a cell opens its day. */
function LoadTable({ data, style, onDay }: { data: DaySchedule; style: Style; onDay: (date: string) => void }) {
  const t = useText()
  const { language } = useWords()
  const masters = data.resources.filter(({ kind }) => kind === MASTER)
  return (
    <div className="load">
      <table>
        <thead>
          <tr>
            <td />
            {data.days.map(({ date }) => (
              <th key={date} scope="col">
                {dateDay(date, style, true)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {masters.map(({ id, name }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              {data.days.map((day) => {
                const hours = day.resources.find((one) => one.id === id)
                const visits = data.visits.filter(
                  ({ start, parts, state }) =>
                    state !== 'cancelled' &&
                    start >= day.from &&
                    start < day.to &&
                    parts.some(({ master }) => master === id),
                ).length
                const closed = !hours || (hours.open.length === 0 && visits === 0)
                const free = freeHours(hours?.freeMinutes ?? 0, language)
                return (
                  <td key={day.date}>
                    <button type="button" data-closed={closed || undefined} onClick={() => onDay(day.date)}>
                      {closed ? (
                        t('sched-off-short')
                      ) : (
                        <>
                          <strong>{visits > 0 ? t('sched-week-visits', { visits }) : '–'}</strong>
                          {(hours?.freeMinutes ?? 0) >= 30 && (
                            <span className="note">{t('sched-week-free', { free })}</span>
                          )}
                        </>
                      )}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function WeekGrid({ data, columns, now, style }: { data: DaySchedule; columns: Column[]; now: number; style: Style }) {
  const mayMove = useRight('visits.write') !== 'none'
  const menu = useSheet('menu')
  const block = useSheet('block')
  const scale = scaleOf(
    columns.flatMap(({ open, items }) => [...open, ...items.filter(({ kind }) => kind !== 'off')]),
    columns.flatMap(({ items }) => items.filter(({ kind }) => kind === 'visit').map(({ from, to }) => to - from)),
  )
  const open = (item: Item, column: Column) => {
    if (item.kind === 'visit') go(`/visit/${item.visit.id}`)
    else if (item.kind === 'block') block.show(`b${item.block.id}`)
    else if (item.kind === 'off') block.show(`o${item.off.id}`)
    else if (item.kind === 'external') goNew(column, item.from)
  }
  return (
    <>
      <Grid
        columns={columns}
        scale={scale}
        style={style}
        now={now}
        marked={null}
        onOpen={open}
        onMenu={(item) => item.kind === 'visit' && menu.show(String(item.visit.id))}
        onBook={goNew}
      />
      <QuickMenu data={data} style={style} now={now} mayMove={mayMove} date={data.days[0]?.date} />
    </>
  )
}
