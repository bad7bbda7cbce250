import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { Switch } from '../../kit/fields.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Hours, type Span, useRefresh } from './data.ts'
import { changedDates, type DateHours, DatesFields } from './dates.tsx'
import { DayFields, USUAL } from './dayfields.tsx'

type Affected = { kind: string; id: number; version: number; start: string; client: { name: string | null } | null }
type Owner = { location: number } | { resource: number }

const DAYS = [0, 1, 2, 3, 4, 5, 6]

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
  const [dates, setDates] = useState<DateHours[]>([])
  const [affected, setAffected] = useState<Affected[]>([])
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    setWeek(data?.week ?? null)
    setDates(data?.exceptions ?? [])
    setAffected([])
  }, [data])
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} rows={3} />
  const own = week !== null
  const exceptions = changedDates(data.exceptions, dates)
  const changed = JSON.stringify(week) !== JSON.stringify(data.week) || exceptions.length > 0
  const sound = (week === null || isSound(week)) && isSound(dates.map(({ spans }) => spans))
  const set = (next: Span[][] | null) => {
    setWeek(next)
    setAffected([])
  }

  const save = async (decided: boolean) => {
    if (!sound) return setTrouble(null)
    setBusy(true)
    setTrouble(null)
    const decisions = decided
      ? affected.map(({ kind, id, version }) => ({ kind, id, version, action: 'keep' as const }))
      : []
    const body = { ...owner, version: data.version, week, exceptions, decisions }
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
      <DatesFields
        dates={dates}
        usual={week?.find((spans) => spans.length > 0) ?? [USUAL]}
        onDates={(next) => {
          setDates(next)
          setAffected([])
        }}
      />
      {!sound && (
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
            <DayFields
              name={name}
              spans={spans}
              usual={week[0]?.length ? week[0] : [USUAL]}
              onSpans={(next) => put(day, next)}
            >
              {day > 0 && !same(day) && (
                <Button
                  look="plain"
                  aria-label={`${name}: ${t('settings-as-monday')}`}
                  onClick={() => put(day, week[0] ?? [])}
                >
                  {t('settings-as-monday')}
                </Button>
              )}
            </DayFields>
          </fieldset>
        )
      })}
    </div>
  )
}
