import { type Style, span } from '../../format.ts'
import { List, ListRow, StatusMark } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { markOf, nameOf } from './columns.ts'
import { useDays } from './data.ts'

/** The day by time, for screen readers and small hands; cancelled visits too. */
export function DayList({ asked, style }: { asked: string | undefined; style: Style }) {
  const t = useText()
  const { data, error, refetch } = useDays(asked, 1, true)
  if (error && !data) return <Trouble error={error} onAgain={() => refetch()} />
  if (!data) return <Skeleton label={t('sched-loading')} rows={8} onAgain={() => refetch()} />
  const master = (id: number) => data.resources.find((one) => one.id === id)?.name ?? ''
  const closed = [
    ...data.blocks.map((block) => ({ ...block, sheet: `b${block.id}` })),
    ...data.timeOff.map((off) => ({ ...off, sheet: `o${off.id}` })),
  ]
  if (data.visits.length + closed.length + data.external.length === 0) return <Empty text={t('sched-list-empty')} />
  return (
    <List label={t('schedule')}>
      {data.visits.map((visit) => {
        const mark = markOf(visit)
        const masters = [...new Set(visit.parts.map((part) => master(part.master)))].join(', ')
        const services = visit.parts.map(({ name }) => name).join(', ')
        const cancelled = visit.state === 'cancelled'
        return (
          <ListRow
            key={visit.id}
            to={`/visit/${visit.id}`}
            title={
              <span className={cancelled ? 'struck' : undefined}>
                {span(visit.start, visit.end, style)} {nameOf(t, visit)}
              </span>
            }
            note={`${services} · ${masters}`}
            side={mark ? <StatusMark state={mark} /> : t('sched-hold-short', { minutes: visit.minutesLeft ?? 0 })}
          />
        )
      })}
      {closed.map((one) => (
        <ListRow
          key={one.sheet}
          to={`/day/${data.days[0]!.date}?sheet=block:${one.sheet}`}
          title={span(one.from, one.to, style)}
          note={`${one.reason || t('sched-blocked')} · ${master(one.resource)}`}
          side={<StatusMark state="blocked" />}
        />
      ))}
      {data.external.map((one) => (
        <ListRow
          key={`e${one.id}`}
          title={span(one.from, one.to, style)}
          note={`${t('sched-external')} · ${master(one.resource)}`}
        />
      ))}
    </List>
  )
}
