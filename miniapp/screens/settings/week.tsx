import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, GoLink, IconButton } from '../../kit/button.tsx'
import { Switch } from '../../kit/fields.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Hours, type Span, useRefresh } from './data.ts'

type Affected = { kind: string; id: number; version: number; start: string; client: { name: string | null } | null }
type Owner = { location: number } | { resource: number }

const DAYS = [0, 1, 2, 3, 4, 5, 6]
const USUAL: Span = { from: 600, to: 1200 }

const clock = (minute: number) =>
  `${String(minute === 1440 ? 24 : Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** True when every day's spans have an order and stand apart. */
export const isSound = (week: readonly (readonly Span[])[]) =>
  week.every((spans) => spans.every(({ from, to }, at) => from < to && (at === 0 || spans[at - 1]!.to <= from)))

/** Seven rows of hours; what is saved says first whom it leaves outside. */
export function WeekEditor({ owner, title }: { owner: Owner; title?: string }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const [[kind, id]] = Object.entries(owner) as [[string, number]]
  const { data, error, refetch } = useQuery({
    queryKey: ['settings', 'hours', kind, String(id)],
    queryFn: () => call<Hours>('GET', `/api/hours?${kind}=${id}`),
  })
  const [week, setWeek] = useState<Span[][] | null>(null)
  const [affected, setAffected] = useState<Affected[]>([])
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    setWeek(data?.week ?? null)
    setAffected([])
  }, [data])
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} rows={3} />
  const own = week !== null
  const changed = JSON.stringify(week) !== JSON.stringify(data.week)
  const set = (next: Span[][] | null) => {
    setWeek(next)
    setAffected([])
  }

  const save = async (decided: boolean) => {
    if (week && !isSound(week)) return setTrouble(null)
    setBusy(true)
    setTrouble(null)
    const decisions = decided
      ? affected.map(({ kind, id, version }) => ({ kind, id, version, action: 'keep' as const }))
      : []
    const body = { ...owner, version: data.version, week, decisions }
    try {
      if (!decided) {
        const dry = await call<{ affected: Affected[] }>('PUT', '/api/hours?check=1', body)
        if (dry.affected.length > 0) return setAffected(dry.affected)
      }
      await call('PUT', '/api/hours', body)
      setAffected([])
      say({ text: t('settings-saved') })
      refresh()
    } catch (failed) {
      setTrouble(failed)
      void refetch()
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="stack">
      {title && <h2>{title}</h2>}
      {kind === 'resource' && (
        <Switch
          label={t('settings-own-hours')}
          hint={t('settings-own-hours-hint')}
          on={own}
          onChange={(on) => set(on ? (data.week ?? DAYS.map((day) => (day < 5 ? [USUAL] : []))) : null)}
        />
      )}
      {week && <WeekFields week={week} onWeek={set} />}
      {week && !isSound(week) && (
        <p className="field-error" role="alert">
          {t('settings-hours-wrong')}
        </p>
      )}
      {affected.length > 0 && (
        <div className="breaks" role="alert">
          <p>{t('settings-shorter', { count: affected.length })}</p>
          {affected.map(({ id, kind, start, client }) => (
            <GoLink key={`${kind}${id}`} to={`/visit/${id}`}>
              {[dayTime(start, style), client?.name].filter(Boolean).join(' · ')}
            </GoLink>
          ))}
          <Button writes busy={busy} onClick={() => void save(true)}>
            {t('settings-hours-anyway')}
          </Button>
        </div>
      )}
      {trouble !== null && <Trouble error={trouble} />}
      {changed && affected.length === 0 && (
        <Button look="main" writes busy={busy} onClick={() => void save(false)}>
          {t('settings-hours-save')}
        </Button>
      )}
    </section>
  )
}

/** Seven rows: open or closed, from–to, a break; «как в понедельник» copies the first. */
export function WeekFields({ week, onWeek }: { week: Span[][]; onWeek: (week: Span[][]) => void }) {
  const t = useText()
  const put = (day: number, spans: Span[]) => onWeek(week.map((known, at) => (at === day ? spans : known)))
  const same = (day: number) => JSON.stringify(week[day]) === JSON.stringify(week[0])
  return (
    <div className="week">
      {DAYS.map((day) => {
        const name = t(`settings-day-${day}`)
        const spans = week[day] ?? []
        return (
          <fieldset key={day} className="week-day">
            <legend className="unseen">{name}</legend>
            <span aria-hidden="true">{t(`settings-weekday-${day}`)}</span>
            <div className="week-spans">
              {spans.length === 0 && <span className="note">{t('settings-closed')}</span>}
              {spans.map((span, at) => (
                <SpanFields
                  key={at}
                  name={name}
                  span={span}
                  onSpan={(next) =>
                    put(
                      day,
                      spans.map((known, i) => (i === at ? next : known)),
                    )
                  }
                  onGone={() =>
                    put(
                      day,
                      spans.filter((_, i) => i !== at),
                    )
                  }
                />
              ))}
              {spans.length === 0 ? (
                <Button
                  look="plain"
                  aria-label={`${name}: ${t('settings-open-day')}`}
                  onClick={() => put(day, week[0]?.length ? week[0] : [USUAL])}
                >
                  {t('settings-open-day')}
                </Button>
              ) : (
                spans.length < 3 && (
                  <Button
                    look="plain"
                    aria-label={`${name}: ${t('settings-break')}`}
                    onClick={() => put(day, broken(spans))}
                  >
                    {t('settings-break')}
                  </Button>
                )
              )}
              {day > 0 && !same(day) && (
                <Button
                  look="plain"
                  aria-label={`${name}: ${t('settings-as-monday')}`}
                  onClick={() => put(day, week[0] ?? [])}
                >
                  {t('settings-as-monday')}
                </Button>
              )}
            </div>
          </fieldset>
        )
      })}
    </div>
  )
}

/** The last span with an hour's break in its middle. */
function broken(spans: Span[]): Span[] {
  const last = spans.at(-1)!
  const middle = Math.round((last.from + last.to) / 2 / 60) * 60
  return [
    ...spans.slice(0, -1),
    { from: last.from, to: middle },
    { from: Math.min(middle + 60, last.to - 5), to: last.to },
  ]
}

function SpanFields({
  name,
  span,
  onSpan,
  onGone,
}: {
  name: string
  span: Span
  onSpan: (span: Span) => void
  onGone: () => void
}) {
  const t = useText()
  return (
    <span className="week-span">
      <ClockField
        label={`${name}: ${t('settings-from')}`}
        minute={span.from}
        wrong={span.from >= span.to}
        onMinute={(from) => onSpan({ ...span, from })}
      />
      <span aria-hidden="true">–</span>
      <ClockField
        label={`${name}: ${t('settings-to')}`}
        minute={span.to}
        wrong={span.from >= span.to}
        // Midnight and after it belong to the day that they end.
        onMinute={(to) => onSpan({ ...span, to: to <= span.from && to <= 360 ? to + 1440 : to })}
      />
      <IconButton label={`${name}: ${t('settings-remove')}`} onClick={onGone}>
        <X size={20} aria-hidden="true" />
      </IconButton>
    </span>
  )
}

/** A time of 24 hours, in every language: the platform's own picker follows its locale. */
function ClockField({
  label,
  minute,
  wrong,
  onMinute,
}: {
  label: string
  minute: number
  wrong: boolean
  onMinute: (minute: number) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const read = typed === null ? minute : readClock(typed)
  return (
    <input
      type="text"
      inputMode="numeric"
      autoComplete="off"
      aria-label={label}
      aria-invalid={wrong || read === null || undefined}
      value={typed ?? clock(minute)}
      onFocus={(event) => event.target.select()}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value)
        const next = readClock(event.target.value)
        if (next !== null) onMinute(next)
      }}
    />
  )
}

/** Minutes of «9:30», «930» or «24:00»; null for what is no time. */
function readClock(typed: string): number | null {
  const [, hours, minutes = '0'] = /^(\d{1,2})[:.\s]?(\d{2})?$/.exec(typed.trim()) ?? []
  if (!hours || Number(hours) > 24 || Number(minutes) > 59) return null
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= 1440 ? minute : null
}
