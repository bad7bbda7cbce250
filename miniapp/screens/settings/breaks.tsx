import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { GoLink } from '../../kit/button.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Breaks } from './data.ts'

/** What switching it off would touch, before it is saved. */
export function BreaksOf({ path }: { path: string }) {
  const t = useText()
  const style = useStyle()
  const { data } = useQuery({ queryKey: ['settings', 'breaks', path], queryFn: () => call<Breaks>('GET', path) })
  if (!data) return null
  return (
    <div className="breaks" role="status">
      <p>{t('settings-breaks', { count: data.count })}</p>
      {data.visits.map(({ id, startsAt, client, services }) => (
        <GoLink key={id} to={`/visit/${id}`}>
          {[dayTime(startsAt, style), client, services].filter(Boolean).join(' · ')}
        </GoLink>
      ))}
      {data.alone.length > 0 && <p className="note">{t('settings-alone', { services: data.alone.join(', ') })}</p>}
    </div>
  )
}
