import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { dateDay, type Style } from '../../format.ts'
import { IconButton } from '../../kit/button.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Trouble } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { addDays, useMonth } from './data.ts'
import { goDay } from './goday.ts'

/** A month with dots for how full each day is. */
export function MonthSheet({ date, style, move }: { date: string; style: Style; move: string | null }) {
  const t = useText()
  const sheet = useSheet('month')
  return (
    <Sheet open={sheet.open} onClose={sheet.close} title={t('sched-month')}>
      {sheet.open && <Month date={date} style={style} onDay={(to) => goDay(to, move)} />}
    </Sheet>
  )
}

function Month({ date, style, onDay }: { date: string; style: Style; onDay: (date: string) => void }) {
  const t = useText()
  const [month, setMonth] = useState(date.slice(0, 7))
  const { data, error, refetch } = useMonth(month)
  const locale = style.language === 'ru' ? 'ru-RU' : 'en-GB'
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const first = `${month}-01`
  const lead = (new Date(`${first}T12:00:00Z`).getUTCDay() + 6) % 7
  const days: string[] = []
  for (let day = first; day.startsWith(month); day = addDays(day, 1)) days.push(day)
  const turn = (by: number) => setMonth(addDays(by > 0 ? days.at(-1)! : first, by).slice(0, 7))
  const known = new Map(data?.days.map((one) => [one.date, one]))
  if (error && !data) return <Trouble error={error} onAgain={() => refetch()} />
  return (
    <>
      <div className="month-head">
        <IconButton label={t('sched-month-prev')} onClick={() => turn(-1)}>
          <ChevronLeft size={24} aria-hidden="true" />
        </IconButton>
        <strong aria-live="polite">{monthName.format(new Date(`${first}T12:00:00Z`))}</strong>
        <IconButton label={t('sched-month-next')} onClick={() => turn(1)}>
          <ChevronRight size={24} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="month">
        {Array.from({ length: 7 }, (_, i) => (
          <span key={weekday.format(Date.UTC(2024, 0, i + 1))} className="note" aria-hidden="true">
            {weekday.format(Date.UTC(2024, 0, i + 1))}
          </span>
        ))}
        {days.map((day, i) => {
          const { visits = 0, level = 0, closed = false } = known.get(day) ?? {}
          const named = { day: dateDay(day, style), visits }
          return (
            <button
              key={day}
              type="button"
              style={i === 0 ? { gridColumnStart: lead + 1 } : undefined}
              aria-current={day === date ? 'date' : undefined}
              aria-label={t(closed && visits === 0 ? 'sched-month-closed' : 'sched-month-day', named)}
              data-closed={closed || undefined}
              onClick={() => onDay(day)}
            >
              {Number(day.slice(8))}
              <span className="dots" aria-hidden="true">
                {'•'.repeat(level)}
              </span>
            </button>
          )
        })}
      </div>
    </>
  )
}
