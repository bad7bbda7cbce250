import { dayTime, type Style } from '../../format.ts'
import { useText } from '../../texts/texts.ts'
import type { DaySchedule } from './data.ts'

/** That nobody knows what has changed in the CRM meanwhile; what was known there still holds. */
export function Outdated({ data, style }: { data: DaySchedule; style: Style }) {
  const t = useText()
  if (!data.outdated) return null
  const { since } = data.outdated
  return (
    <p className="warning" role="status">
      {since === null ? t('sched-outdated-never') : t('sched-outdated', { time: dayTime(since, style) })}
    </p>
  )
}
