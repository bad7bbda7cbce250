import { dateAt, dayTime, type Style, time } from '../../format.ts'
import { useText } from '../../texts/texts.ts'
import type { DaySchedule } from './data.ts'

/** That nobody knows what has changed in the CRM meanwhile; what was known there still holds. */
export function Outdated({ data, style }: { data: DaySchedule; style: Style }) {
  const t = useText()
  if (!data.outdated) return null
  const { since } = data.outdated
  const today = since !== null && dateAt(since, style.zone) === dateAt(data.now, style.zone)
  return (
    <p className="outdated" role="status">
      {since === null
        ? t('sched-outdated-never')
        : t('sched-outdated', { time: (today ? time : dayTime)(since, style) })}
    </p>
  )
}
