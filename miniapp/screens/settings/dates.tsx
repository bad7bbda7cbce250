import { useState } from 'react'
import { addDays } from '../../../domain/time.ts'
import { dateDay } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/fields.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Span } from './data.ts'
import { DayFields } from './dayfields.tsx'

/** Hours of one date in place of the week's. */
export type DateHours = { date: string; spans: Span[] }

const MOST_AT_ONCE = 62

/** What differs, as the API takes it: `spans` null gives a date the hours of the week again. */
export function changedDates(
  before: readonly DateHours[],
  after: readonly DateHours[],
): { date: string; spans: Span[] | null }[] {
  const stood = new Map(before.map(({ date, spans }) => [date, JSON.stringify(spans)]))
  const kept = new Set(after.map(({ date }) => date))
  return [
    ...after.filter(({ date, spans }) => stood.get(date) !== JSON.stringify(spans)),
    ...before.filter(({ date }) => !kept.has(date)).map(({ date }) => ({ date, spans: null })),
  ]
}

/** The dates from–to, both included; none when they stand the wrong way round. */
function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  for (let date = from; date <= to && dates.length < MOST_AT_ONCE; date = addDays(date, 1)) dates.push(date)
  return dates
}

/** Holidays, short days, a shift on a day off: dates with hours of their own, and a form for one more or a range. */
export function DatesFields({
  dates,
  usual,
  onDates,
}: {
  dates: DateHours[]
  usual: Span[]
  onDates: (dates: DateHours[]) => void
}) {
  const t = useText()
  const style = useStyle()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const add = () => {
    const known = new Set(dates.map(({ date }) => date))
    const fresh = datesBetween(from, to || from).filter((date) => !known.has(date))
    onDates([...dates, ...fresh.map((date) => ({ date, spans: [] }))].sort((a, b) => a.date.localeCompare(b.date)))
    setFrom('')
    setTo('')
  }
  return (
    <section className="stack week" aria-label={t('settings-dates')}>
      <h2>{t('settings-dates')}</h2>
      <p className="note">{t('settings-dates-hint')}</p>
      {dates.map(({ date, spans }) => {
        const name = dateDay(date, style)
        return (
          <fieldset key={date} className="date-day">
            <legend>{name}</legend>
            <DayFields
              name={name}
              spans={spans}
              usual={usual}
              onSpans={(next) => onDates(dates.map((one) => (one.date === date ? { date, spans: next } : one)))}
            >
              <Button
                look="plain"
                aria-label={`${name}: ${t('settings-date-usual')}`}
                onClick={() => onDates(dates.filter((one) => one.date !== date))}
              >
                {t('settings-date-usual')}
              </Button>
            </DayFields>
          </fieldset>
        )
      })}
      <div className="date-add">
        <TextField label={t('settings-date-from')} type="date" value={from} onValue={setFrom} />
        <TextField label={t('settings-date-to')} type="date" min={from} value={to} onValue={setTo} />
        <Button disabled={from === '' || (to !== '' && to < from)} onClick={add}>
          {t('settings-date-add')}
        </Button>
      </div>
    </section>
  )
}
