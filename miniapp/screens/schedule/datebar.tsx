import { ChevronLeft, ChevronRight } from 'lucide-react'
import { dateDay, type Style } from '../../format.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { addDays } from './data.ts'

/** «‹ ср 18 ноября › [Сегодня]»: one step back and on, and the month behind the date. */
export function DateBar({
  date,
  today,
  days,
  style,
  onTurn,
  onToday,
}: {
  date: string | undefined
  today: string | undefined
  days: number
  style: Style
  onTurn: (by: number) => void
  onToday: () => void
}) {
  const t = useText()
  const month = useSheet('month')
  const shown = date === undefined ? '…' : dateDay(date, style, days > 1)
  const words = date !== undefined && days > 1 ? `${shown} – ${dateDay(addDays(date, days - 1), style, true)}` : shown
  return (
    <div className="date-bar">
      <IconButton label={t('sched-prev')} onClick={() => onTurn(-1)}>
        <ChevronLeft size={24} aria-hidden="true" />
      </IconButton>
      <button
        type="button"
        className="date"
        aria-label={t('sched-pick-day', { day: words })}
        onClick={() => month.show()}
      >
        {words}
      </button>
      <IconButton label={t('sched-next')} onClick={() => onTurn(1)}>
        <ChevronRight size={24} aria-hidden="true" />
      </IconButton>
      <span className="date-today">{date !== today && <Button onClick={onToday}>{t('sched-today')}</Button>}</span>
    </div>
  )
}
