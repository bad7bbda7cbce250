import { X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../../kit/button.tsx'
import { useText } from '../../texts/texts.ts'
import type { Span } from './data.ts'

/** What an opened day begins with. */
export const USUAL: Span = { from: 600, to: 1200 }

const MOST_SPANS = 3

const clock = (minute: number) =>
  `${String(minute === 1440 ? 24 : Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The hours of one day: closed, or from–to with breaks. */
export function DayFields({
  name,
  spans,
  usual,
  onSpans,
  children,
}: {
  /** Begins the label of each field. */
  name: string
  spans: Span[]
  /** What «Открыть» puts in. */
  usual: Span[]
  onSpans: (spans: Span[]) => void
  children?: ReactNode
}) {
  const t = useText()
  return (
    <div className="week-spans">
      {spans.length === 0 && <span className="note">{t('settings-closed')}</span>}
      {spans.map((span, at) => (
        <SpanFields
          key={at}
          name={name}
          span={span}
          onSpan={(next) => onSpans(spans.map((known, i) => (i === at ? next : known)))}
          onGone={() => onSpans(spans.filter((_, i) => i !== at))}
        />
      ))}
      {spans.length === 0 ? (
        <Button look="plain" aria-label={`${name}: ${t('settings-open-day')}`} onClick={() => onSpans(usual)}>
          {t('settings-open-day')}
        </Button>
      ) : (
        spans.length < MOST_SPANS && (
          <Button look="plain" aria-label={`${name}: ${t('settings-break')}`} onClick={() => onSpans(broken(spans))}>
            {t('settings-break')}
          </Button>
        )
      )}
      {children}
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
