import { useMemo, useState } from 'react'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Check } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText, useWords } from '../../texts/texts.ts'
import { freeHours, MASTER } from './columns.ts'
import type { DaySchedule } from './data.ts'

/** Columns that a phone shows, and how many chips stand in the row. */
const MOST = 3
const FIRST = 2
const HOUR = 60

export type People = {
  /** Whose columns are shown. */
  shown: number[]
  /** Everybody who could be. */
  all: number[]
  toggle: (id: number) => void
}

/** Whose columns are shown: on a wide screen all who have a day, on a phone at most three, two who work now at first. */
export function usePeople(data: DaySchedule | undefined, rooms: boolean, wide: boolean, now: number): People {
  const [chosen, setChosen] = useState<{ rooms: boolean; ids: number[] } | null>(null)
  const all = useMemo(() => peopleOf(data, rooms), [data, rooms])
  // Who works «now» is asked once a day of data, not with every beat of the clock.
  const first = useMemo(() => workingFirst(data, all, now), [data, all])
  const picked = chosen?.rooms === rooms ? chosen.ids : null
  const shown = useMemo(() => {
    if (wide) return all
    const kept = picked?.filter((id) => all.includes(id)) ?? []
    return kept.length > 0
      ? all.filter((id) => kept.includes(id))
      : all.filter((id) => first.slice(0, FIRST).includes(id))
  }, [wide, all, first, picked])
  return {
    shown,
    all,
    toggle: (id) => {
      const now = picked ?? shown
      const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-MOST)
      setChosen({ rooms, ids: next.length > 0 ? next : [id] })
    },
  }
}

/** Those who work on one of the days, or have something in it. */
function peopleOf(data: DaySchedule | undefined, rooms: boolean): number[] {
  if (!data) return []
  const busy = new Set([
    ...data.visits.flatMap(({ parts, rooms }) => [...parts.map(({ master }) => master), ...rooms]),
    ...data.classes.flatMap(({ resources }) => resources),
    ...data.blocks.map(({ resource }) => resource),
  ])
  const works = (id: number) =>
    data.days.some(({ resources }) => resources.some((one) => one.id === id && one.open.length > 0))
  return data.resources
    .filter(({ kind, id }) => (kind === MASTER) !== rooms && (works(id) || busy.has(id)))
    .map(({ id }) => id)
}

function workingFirst(data: DaySchedule | undefined, all: readonly number[], now: number): number[] {
  const works = (id: number) =>
    data?.days[0]?.resources.some(
      (one) => one.id === id && one.open.some(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to)),
    ) ?? false
  return all.toSorted((a, b) => Number(works(b)) - Number(works(a)))
}

/** Chips of masters with their free hours; the rest behind «+4». */
export function PeopleChips({ people, data }: { people: People; data: DaySchedule | undefined }) {
  const t = useText()
  const { language } = useWords()
  const sheet = useSheet('people')
  const { shown, all, toggle } = people
  if (!data || all.length < 2) return <div className="people" />
  const row = [...shown, ...all.filter((id) => !shown.includes(id))].slice(0, Math.max(FIRST, shown.length))
  const listed = all.filter((id) => row.includes(id))
  return (
    <div className="people">
      <ChipRow label={t('sched-masters')}>
        {listed.map((id) => (
          <Chip key={id} chosen={shown.includes(id)} onPress={() => toggle(id)}>
            {nameIn(data, id)} {freeIn(data, id, language)}
          </Chip>
        ))}
        {all.length > listed.length && (
          <Chip onPress={() => sheet.show()} note={t('sched-who')}>
            {t('sched-more-masters', { count: all.length - listed.length })}
          </Chip>
        )}
      </ChipRow>
    </div>
  )
}

const nameIn = (data: DaySchedule, id: number) => data.resources.find((one) => one.id === id)?.name ?? ''

function freeIn(data: DaySchedule, id: number, language: 'ru' | 'en'): string {
  const minutes = data.days[0]?.resources.find((one) => one.id === id)?.freeMinutes ?? 0
  return minutes >= HOUR ? freeHours(Math.floor(minutes / HOUR) * HOUR, language) : ''
}

/** Masters or rooms, where there are both. */
export function RoomsSwitch({
  data,
  rooms,
  onRooms,
}: {
  data: DaySchedule | undefined
  rooms: boolean
  onRooms: (rooms: boolean) => void
}) {
  const t = useText()
  if (!data?.resources.some(({ kind }) => kind !== MASTER)) return null
  return (
    <ChipRow label={t('sched-who')}>
      <Chip chosen={!rooms} onPress={() => onRooms(false)}>
        {t('sched-masters')}
      </Chip>
      <Chip chosen={rooms} onPress={() => onRooms(true)}>
        {t('sched-rooms')}
      </Chip>
    </ChipRow>
  )
}

/** Everybody, to choose up to three of; and masters or rooms. */
export function PeopleSheet({
  people,
  data,
  rooms,
  onRooms,
}: {
  people: People
  data: DaySchedule
  rooms: boolean
  onRooms: (rooms: boolean) => void
}) {
  const t = useText()
  const { language } = useWords()
  const sheet = useSheet('people')
  return (
    <Sheet open={sheet.open} onClose={sheet.close} title={t('sched-who')}>
      <RoomsSwitch data={data} rooms={rooms} onRooms={onRooms} />
      {people.all.map((id) => (
        <Check
          key={id}
          label={nameIn(data, id)}
          hint={t('sched-week-free', { free: freeIn(data, id, language) || '0' })}
          on={people.shown.includes(id)}
          onChange={() => people.toggle(id)}
        />
      ))}
    </Sheet>
  )
}
