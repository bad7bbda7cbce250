import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { dateDay, type Style } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Check, Select, showFirstError, TextField } from '../../kit/fields.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { AffectedList, type Decisions, decisionsOf, leftOf } from './affected.tsx'
import { MASTER } from './columns.ts'
import type { Affected, Block, DaySchedule, Outcome, TimeOff } from './data.ts'
import { clockOf, minuteOf } from './walltime.ts'

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]
const LUNCH = 13 * 60
const HOUR = 60

/** Who is not to be booked, when and why; whom it comes upon is shown while it is written. */
export function ClosingForm({
  data,
  date,
  style,
  resource,
  minute,
  own,
  onDone,
}: {
  data: DaySchedule
  date: string
  style: Style
  resource: number | null
  minute: number | null
  own: boolean
  onDone: () => void
}) {
  const t = useText()
  const queries = useQueryClient()
  const first = resource ?? data.resources.find(({ kind }) => kind === MASTER)?.id ?? data.resources[0]?.id ?? 0
  const [who, setWho] = useState(String(first))
  const [whole, setWhole] = useState(false)
  const [from, setFrom] = useState(date)
  const [to, setTo] = useState(date)
  const [start, setStart] = useState(clockOf(minute ?? LUNCH))
  const [end, setEnd] = useState(clockOf((minute ?? LUNCH) + HOUR))
  const [repeat, setRepeat] = useState(false)
  const [weekdays, setWeekdays] = useState<number[]>([])
  const [reason, setReason] = useState('')
  const [decided, setDecided] = useState<Decisions>({})
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const [key] = useState(() => crypto.randomUUID())

  const last = whole || repeat ? to : from
  const wrongTime = !whole && !(start < end)
  const wrongDates = last < from
  const path = whole ? '/api/time-off' : '/api/blocks'
  const span = { from: minuteOf(start) ?? 0, to: minuteOf(end) ?? 0 }
  const wish = {
    resources: [Number(who)],
    from,
    to: last,
    reason: reason.trim() || null,
    ...(!whole && { span }),
    ...(!whole && repeat && weekdays.length > 0 && { weekdays }),
  }
  const asked = { path, ...wish, reason: undefined }
  const check = useQuery({
    queryKey: ['day', 'affects', asked],
    queryFn: ({ signal }) => call<Outcome<Block>>('POST', `${path}?check=1`, wish, { signal }),
    enabled: !wrongTime && !wrongDates,
    retry: false,
  })
  const affected: Affected[] = check.data?.affected ?? []
  const left = leftOf(affected, decided)

  const save = async () => {
    setTried(true)
    if (wrongTime || wrongDates) return void requestAnimationFrame(() => showFirstError())
    if (left > 0) return say({ text: t('sched-affects-left', { count: left }) })
    setBusy(true)
    try {
      const body = { ...wish, decisions: decisionsOf(affected, decided) }
      const done = await call<Outcome<Block | TimeOff>>('POST', path, body, { key })
      feel('saved')
      say({ text: t('sched-block-done'), undo: () => void undo(done.items) })
      if (done.toMove.length > 0) go(`/day/${from}?move=${done.toMove.join('.')}`)
      else onDone()
    } catch (error) {
      // Somebody booked meanwhile: the list is asked again.
      if (error instanceof ApiError && error.code === 'taken') feel('conflict')
      else feel('refused')
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ queryKey: ['day'] })
    }
  }
  const undo = async (items: (Block | TimeOff)[]) => {
    try {
      for (const item of items.slice(0, whole ? items.length : 1))
        await call('DELETE', whole ? `/api/time-off/${item.id}` : `/api/blocks/${item.id}?version=1&series=1`)
      say({ text: t('sched-undone') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      void queries.invalidateQueries({ queryKey: ['day'] })
    }
  }
  const dates = last === from ? dateDay(from, style) : `${dateDay(from, style, true)} – ${dateDay(last, style, true)}`
  return (
    <>
      <ChipRow label={t('sched-kind')}>
        <Chip chosen={!whole} onPress={() => setWhole(false)}>
          {t('sched-kind-block')}
        </Chip>
        <Chip chosen={whole} onPress={() => setWhole(true)}>
          {t('sched-kind-off')}
        </Chip>
      </ChipRow>
      {!own && (
        <Select
          label={t('sched-block-who')}
          value={who}
          onValue={setWho}
          options={data.resources.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      )}
      <div className="two">
        <TextField
          type="date"
          label={t(whole ? 'sched-block-first' : 'sched-block-date')}
          value={from}
          onValue={(next) => {
            setFrom(next)
            if (to < next) setTo(next)
          }}
        />
        {whole && (
          <TextField
            type="date"
            label={t('sched-block-last')}
            value={to}
            onValue={setTo}
            error={tried && wrongDates ? t('sched-block-wrong') : null}
          />
        )}
      </div>
      {!whole && (
        <>
          <div className="two">
            <TextField type="time" label={t('sched-block-from')} value={start} onValue={setStart} />
            <TextField
              type="time"
              label={t('sched-block-to')}
              value={end}
              onValue={setEnd}
              error={tried && wrongTime ? t('sched-block-wrong') : null}
            />
          </div>
          <Check label={t('sched-block-repeat')} on={repeat} onChange={setRepeat} />
          {repeat && (
            <>
              <TextField
                type="date"
                label={t('sched-block-until')}
                value={to}
                onValue={setTo}
                error={tried && wrongDates ? t('sched-block-wrong') : null}
              />
              <ChipRow label={t('sched-block-weekdays')}>
                {WEEKDAYS.map((weekday) => (
                  <Chip
                    key={weekday}
                    chosen={weekdays.includes(weekday)}
                    onPress={() =>
                      setWeekdays((now) =>
                        now.includes(weekday) ? now.filter((one) => one !== weekday) : [...now, weekday],
                      )
                    }
                  >
                    {weekdayName(weekday, style)}
                  </Chip>
                ))}
              </ChipRow>
            </>
          )}
        </>
      )}
      <TextField
        label={t('sched-block-reason')}
        hint={t('sched-block-reason-hint')}
        value={reason}
        onValue={setReason}
        maxLength={200}
      />
      {check.data && affected.length === 0 && <p className="note">{t('sched-affects-none')}</p>}
      <AffectedList affected={affected} decided={decided} onDecide={setDecided} style={style} />
      <ActionBar
        text={whole ? t('sched-off-save', { days: dates }) : t('sched-block-save', { span: `${start}–${end}` })}
        busy={busy}
        onPress={save}
      />
    </>
  )
}

const weekdayName = (weekday: number, { language }: Style) =>
  new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, weekday),
  )
