import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call } from '../../api/client.ts'
import { dateAt, dayTime, duration, type Style, time } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { Check } from '../../kit/fields.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go, useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { useText } from '../../texts/texts.ts'
import { useMoving } from './actions.ts'
import { columnsOf } from './columns.ts'
import { useDays, useStarts } from './data.ts'
import { nearestTo, scaleOf } from './geometry.ts'
import { Heads } from './grid.tsx'
import { type Choice, MoveGrid } from './movegrid.tsx'
import { PlaceTaken } from './taken.tsx'

/** As much of a visit's card as moving needs. */
export type Card = {
  id: number
  version: number
  start: string
  end: string
  client: { name: string | null; phone: string | null }
  parts: { service: { name: string }; master: { id: number; name: string } }[]
  channel: { kind: string } | null
  actions: Record<string, { allowed: boolean; reason: string | null }>
}

const useCard = (id: number) =>
  useQuery({
    queryKey: ['visit', String(id)],
    queryFn: ({ signal }) => call<Card>('GET', `/api/appointments/${id}`, undefined, { signal }),
  })

const MOST_ON_PHONE = 3

/** A visit is being moved: only bookable starts are buttons; taps or arrows choose, the one confirmation moves. */
export function MoveMode({ ids, date, style, dates }: { ids: number[]; date: string; style: Style; dates: ReactNode }) {
  const t = useText()
  const wide = useWide()
  const id = ids[0]!
  const card = useCard(id)
  const starts = useStarts(id, date)
  const day = useDays(date)
  const [choice, setChoice] = useState<Choice | null>(null)
  const [shown, setShown] = useState<number[] | null>(null)
  const [notify, setNotify] = useState(true)
  const leave = () => go(`/day/${date}`, { keepFocus: true })
  const next = () => (ids.length > 1 ? go(`/day/${date}?move=${ids.slice(1).join('.')}`) : leave())
  const moving = useMoving(style, next)
  const visit = card.data
  const home = visit?.parts[0]?.master.id
  const masters = starts.data?.masters ?? []
  const possible = shown ?? masters.map((master) => master.id)
  const sorted = possible.toSorted((a, b) => Number(b === home) - Number(a === home))
  const columns = wide ? sorted : sorted.slice(0, MOST_ON_PHONE)
  const startsOf = (master: number) => masters.find((one) => one.id === master)?.starts ?? []
  const lost = choice !== null && starts.data !== undefined && !startsOf(choice.master).includes(choice.start)
  const choose = (to: Choice | null) => {
    moving.clear()
    setChoice(to)
  }
  const confirm = (to: Choice) => {
    if (!visit || moving.busy) return
    void moving.move(
      visit,
      { start: to.start, ...(to.master !== home && { master: to.master }) },
      notify && visit.channel !== null,
    )
  }
  const step = (by: number) => {
    if (!visit || home === undefined) return
    const from = choice ?? { master: home, start: visit.start }
    const list = startsOf(from.master)
    const to = by > 0 ? list.find((start) => start > from.start) : list.findLast((start) => start < from.start)
    if (to) choose({ master: from.master, start: to })
  }
  const aside = (by: number) => {
    if (!visit || home === undefined) return
    const from = choice ?? { master: home, start: visit.start }
    const list = columns.length > 0 ? columns : [home]
    const master = list[list.indexOf(from.master) + by]
    if (master === undefined) return
    const at = nearestTo(startsOf(master).map(Date.parse), Date.parse(from.start))
    if (at !== undefined) choose({ master, start: startsOf(master).find((start) => Date.parse(start) === at)! })
  }
  useKey('ArrowDown', 'key-move', () => step(1))
  useKey('ArrowUp', 'key-move', () => step(-1))
  useKey('ArrowRight', 'key-move', () => aside(1))
  useKey('ArrowLeft', 'key-move', () => aside(-1))
  useKey('Escape', 'key-back', leave)
  useKey('Enter', 'key-move', () => {
    const focused = document.activeElement
    if (focused instanceof HTMLButtonElement && !focused.dataset.start) focused.click()
    else if (choice && !lost) confirm(choice)
    else if (focused instanceof HTMLButtonElement) focused.click()
  })

  const client = visit ? visit.client.name || visit.client.phone || t('sched-nobody') : '…'
  const nameOf = (master: number) => day.data?.resources.find((one) => one.id === master)?.name ?? ''
  const title = t('sched-moving', { client })
  const movable = visit?.actions.move?.allowed !== false
  const minutes = visit ? (Date.parse(visit.end) - Date.parse(visit.start)) / 60_000 : 0
  const drawn = day.data ? columnsOf(day.data, columns) : []
  const body = () => {
    if (card.error) return <Trouble error={card.error} onAgain={() => card.refetch()} />
    if (starts.error && !starts.data) return <Trouble error={starts.error} onAgain={() => starts.refetch()} />
    if (!visit || !starts.data || !day.data) return <Skeleton label={t('sched-loading')} rows={6} />
    if (!movable) return <Empty text={visit.actions.move?.reason ?? t('sched-moving-stuck')} />
    if (masters.length === 0) {
      const after = starts.data.next
      return (
        <Empty text={t('sched-moving-none')}>
          {after && (
            <Button
              onClick={() => go(`/day/${dateAt(after.start, style.zone)}?move=${ids.join('.')}`, { keepFocus: true })}
            >
              {t('sched-moving-next', { at: dayTime(after.start, style) })}
            </Button>
          )}
        </Empty>
      )
    }
    const spans = drawn.flatMap(({ open, items }) => [...open, ...items])
    return (
      <MoveGrid
        columns={drawn}
        scale={scaleOf(spans, [day.data.step])}
        style={style}
        step={day.data.step}
        startsOf={startsOf}
        visit={visit}
        choice={choice}
        onChoose={choose}
      />
    )
  }
  return (
    <Page
      title={title}
      under={
        <>
          {visit && (
            <p className="note">
              {t('sched-moving-how', {
                services: visit.parts.map(({ service }) => service.name).join(', '),
                length: duration(minutes, style.language),
              })}
            </p>
          )}
          {dates}
          {masters.length > 1 && (
            <div className="people scrolling">
              <ChipRow label={t('sched-masters')}>
                {masters.map((master) => (
                  <Chip key={master.id} chosen={shown?.includes(master.id)} onPress={() => setShown([master.id])}>
                    {nameOf(master.id)}
                  </Chip>
                ))}
                <Chip chosen={shown === null} onPress={() => setShown(null)}>
                  {t('sched-everyone')}
                </Chip>
              </ChipRow>
            </div>
          )}
          {drawn.length > 0 && movable && <Heads columns={drawn} style={style} />}
        </>
      }
    >
      {body()}
      {visit && movable && (choice || moving.refused) && (
        <section className="move-panel">
          {moving.refused ? (
            <PlaceTaken
              {...moving.refused}
              style={style}
              onPick={(start) => confirm({ start, master: choice?.master ?? home! })}
            />
          ) : (
            lost &&
            !moving.busy &&
            choice && (
              <PlaceTaken
                message={t('sched-lost', { time: time(choice.start, style) })}
                nearest={nearestThree(startsOf(choice.master), choice.start)}
                style={style}
                onPick={(start) => confirm({ start, master: choice.master })}
              />
            )
          )}
          {choice && (
            <p>
              <strong>{dayTime(choice.start, style)}</strong>, {nameOf(choice.master)}
              <br />
              <span className="note">
                {t('sched-moving-was', { at: dayTime(visit.start, style), master: visit.parts[0]!.master.name })}
              </span>
            </p>
          )}
          {visit.channel && <Check label={t('sched-tell')} on={notify} onChange={setNotify} />}
        </section>
      )}
      {visit && movable && masters.length > 0 && (
        <ActionBar
          text={choice ? t('sched-move-to', { time: time(choice.start, style) }) : t('sched-pick-place')}
          busy={moving.busy}
          onPress={() => choice && !lost && confirm(choice)}
          second={{ text: t('cancel'), onPress: leave }}
        />
      )}
    </Page>
  )
}

/** The three starts that are nearest to one that is gone. */
export const nearestThree = (starts: readonly string[], wanted: string): string[] =>
  starts
    .toSorted((a, b) => Math.abs(Date.parse(a) - Date.parse(wanted)) - Math.abs(Date.parse(b) - Date.parse(wanted)))
    .slice(0, 3)
