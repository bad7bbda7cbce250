import { useState } from 'react'
import { useRight } from '../../api/session.ts'
import type { Style } from '../../format.ts'
import { Page } from '../../kit/page.tsx'
import { Segments } from '../../kit/segments.tsx'
import { Where } from '../../kit/where.tsx'
import { useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { WaitButton } from '../waitlist/day.tsx'
import { BlockSheet } from './blocksheet.tsx'
import { addDays, mondayOf, useDays } from './data.ts'
import { DateBar } from './datebar.tsx'
import { Day } from './day.tsx'
import { DayList } from './daylist.tsx'
import { goDay } from './goday.ts'
import { MonthSheet } from './monthsheet.tsx'
import { MoveMode } from './movemode.tsx'
import './schedule.css'
import { Week } from './week.tsx'

export type View = 'day' | 'week' | 'list'
const VIEWS: View[] = ['day', 'week', 'list']
const PHONE_DAYS = 3

/** The schedule: a day, a week or a list; the same with a visit on its way to another place. */
export default function Schedule({ params, search }: ScreenProps) {
  const t = useText()
  const wide = useWide()
  const business = useStyle()
  const own = useRight('blocks.write') === 'own'
  const [view, setView] = useView(wide)
  const today = useDays(undefined)
  const now = today.data?.days[0]?.date
  const date = params.date ?? now
  const style: Style = { ...business, zone: today.data?.zone ?? business.zone }
  const moved = search.get('move')?.split('.').map(Number).filter(Number.isSafeInteger) ?? []
  const step = view === 'week' ? (wide ? 7 : PHONE_DAYS) : 1
  const turn = (by: number) => date && goDay(addDays(date, by * (moved.length > 0 ? 1 : step)), search.get('move'))
  useKey('ArrowLeft', 'key-days', moved.length > 0 ? null : () => turn(-1))
  useKey('ArrowRight', 'key-days', moved.length > 0 ? null : () => turn(1))
  useKey('Alt+ArrowLeft', 'key-days', moved.length > 0 ? () => turn(-1) : null)
  useKey('Alt+ArrowRight', 'key-days', moved.length > 0 ? () => turn(1) : null)

  const dates = (
    <>
      <DateBar
        date={view === 'week' && wide && moved.length === 0 && date ? mondayOf(date) : date}
        today={now}
        days={moved.length > 0 ? 1 : step}
        style={style}
        onTurn={turn}
        onToday={() => goDay(null, search.get('move'))}
      />
      {wide && moved.length === 0 && <Where />}
    </>
  )
  const sheets = date && (
    <>
      <MonthSheet date={date} style={style} move={search.get('move')} />
      <BlockSheet date={date} style={style} own={own} />
    </>
  )
  if (moved.length > 0 && date)
    return (
      <>
        <MoveMode key={moved.join()} ids={moved} date={date} style={style} dates={dates} />
        {sheets}
      </>
    )
  const segments = (
    <div className="schedule-view">
      {!wide && <Where />}
      <Segments
        label={t('sched-view')}
        value={view}
        onValue={setView}
        options={VIEWS.map((value) => ({ value, label: t(`sched-view-${value}`) }))}
      />
      {date && view !== 'week' && <WaitButton date={date} style={style} />}
    </div>
  )
  const shared = { asked: params.date, date, style, heading: dates, segments }
  return (
    <>
      {view === 'day' ? (
        <Day {...shared} />
      ) : view === 'week' && date ? (
        <Week
          heading={dates}
          segments={segments}
          from={wide ? mondayOf(date) : date}
          days={wide ? 7 : PHONE_DAYS}
          style={style}
          onDay={(to) => {
            setView('day')
            goDay(to)
          }}
        />
      ) : (
        <Page title={t('schedule')} heading={dates} under={segments}>
          <DayList asked={params.date} style={style} />
        </Page>
      )}
      {sheets}
    </>
  )
}

/** The view that was used last on a screen of this width; a nicety, so it may be lost. */
function useView(wide: boolean): [View, (view: View) => void] {
  const key = `okoshko.view.${wide ? 'wide' : 'phone'}`
  const [views, setViews] = useState<Record<string, View>>({})
  const kept = () => {
    try {
      return VIEWS.find((view) => view === localStorage.getItem(key))
    } catch {
      return undefined
    }
  }
  return [
    views[key] ?? kept() ?? 'day',
    (view) => {
      setViews({ ...views, [key]: view })
      try {
        localStorage.setItem(key, view)
      } catch {
        // As above.
      }
    },
  ]
}
