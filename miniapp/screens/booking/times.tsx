import { useState } from 'react'
import { useRight } from '../../api/session.ts'
import { dateAt, dateDay, dayTime, time } from '../../format.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { Field, TextField } from '../../kit/fields.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Form, instantAt, usePlaces } from './data.ts'

const FIRST = 6

/** The day and the engine's times on it; «своё время» is for who may leave the rules. */
export function Times({
  form,
  change,
  zone,
  now,
  error,
}: {
  form: Form
  change: (part: Partial<Form>) => void
  zone: string
  now: string | undefined
  error: string | null
}) {
  const t = useText()
  const style = { ...useStyle(), zone }
  const force = useRight('visits.force') !== 'none'
  const [all, setAll] = useState(false)
  const [own, setOwn] = useState<string | null>(null)
  const places = usePlaces(form, zone, now)
  const starts = places.data?.days.flatMap((day) => (day.date === form.date ? day.slots : [])) ?? []
  const chosen = form.start === null ? null : Date.parse(form.start)
  const known = starts.some(({ start }) => Date.parse(start) === chosen)
  // The chips begin beside the chosen time, whether it is on offer or not.
  const at = Math.max(0, starts.findIndex(({ start }) => Date.parse(start) >= (chosen ?? 0)) - 1)
  const shown = all ? starts : starts.slice(Math.min(at, Math.max(0, starts.length - FIRST)), at + FIRST)
  const choose = (start: string) => change({ start, date: dateAt(start, zone) })
  return (
    <section className="sheet-form" aria-label={t('book-time')}>
      <Field label={t('book-day')} hint={/^\d{4}-/.test(form.date) ? dateDay(form.date, style) : undefined}>
        {(tied) => (
          <input
            {...tied}
            type="date"
            value={form.date}
            onChange={(event) => change({ date: event.target.value, start: null })}
          />
        )}
      </Field>
      {form.services.length > 0 && (
        <>
          <ChipRow label={t('book-time')}>
            {chosen !== null && !known && (
              <Chip chosen onPress={() => undefined}>
                {time(new Date(chosen), style)}
              </Chip>
            )}
            {shown.map(({ start }) => (
              <Chip key={start} chosen={Date.parse(start) === chosen} onPress={() => choose(start)}>
                {time(start, style)}
              </Chip>
            ))}
            {shown.length < starts.length && (
              <Button look="plain" onClick={() => setAll(true)}>
                {t('book-more')}
              </Button>
            )}
          </ChipRow>
          {places.isSuccess && starts.length === 0 && !places.isPlaceholderData && (
            <div className="warning" role="status">
              {t('book-no-time', { day: dateDay(form.date, style) })}{' '}
              {places.data.nearest.length > 0 && (
                <>
                  {t('book-near')}
                  <div className="chips">
                    {places.data.nearest.map((start) => (
                      <Chip key={start} onPress={() => choose(start)}>
                        {dayTime(start, style)}
                      </Chip>
                    ))}
                  </div>
                </>
              )}
            </div>
          )}
          {force &&
            (own === null ? (
              <div className="visit-ways">
                <Button look="plain" onClick={() => setOwn('')}>
                  {t('book-own-time')}
                </Button>
              </div>
            ) : (
              <TextField
                label={t('book-own-time')}
                type="time"
                value={own}
                onValue={(value) => {
                  setOwn(value)
                  if (/^\d\d:\d\d$/.test(value))
                    change({ start: new Date(instantAt(form.date, value, zone)).toISOString() })
                }}
              />
            ))}
        </>
      )}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </section>
  )
}
