import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { type Hours, type Span, useCatalog } from '../settings/data.ts'
import { isSound, WeekFields } from '../settings/week.tsx'
import { type StepProps, useKept } from './data.ts'

/** Step 3: seven rows, one tap «как в понедельник». */
export function HoursStep(props: StepProps) {
  const t = useText()
  const { data: catalog } = useCatalog()
  const id = catalog?.locations[0]?.id
  const { data: hours } = useQuery({
    queryKey: ['settings', 'hours', 'location', String(id)],
    queryFn: () => call<Hours>('GET', `/api/hours?location=${id}`),
    enabled: id !== undefined,
  })
  if (id === undefined || !hours) return <Skeleton label={t('loading')} rows={7} />
  return <HoursFields {...props} location={id} hours={hours} />
}

function HoursFields({ guide, onNext, location, hours }: StepProps & { location: number; hours: Hours }) {
  const t = useText()
  const [week, setWeek] = useState<Span[][]>(
    () => (guide.values.week as Span[][] | null | undefined) ?? hours.week ?? [[], [], [], [], [], [], []],
  )
  useKept({ week })
  const save = async () => {
    if (!isSound(week)) {
      say({ text: t('settings-hours-wrong') })
      return false
    }
    if (JSON.stringify(week) !== JSON.stringify(hours.week))
      await call('PUT', '/api/hours', { location, version: hours.version, week, decisions: [] })
    await call('PATCH', '/api/guide', { values: { week: null } })
    return true
  }
  useEffect(() => onNext(save), [week, hours.version])
  return (
    <>
      <Button onClick={() => setWeek(week.map(() => week[0] ?? []))}>{t('guide-all-monday')}</Button>
      <WeekFields week={week} onWeek={setWeek} />
    </>
  )
}
