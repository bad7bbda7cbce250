import { GoLink } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { clientName, useChats, useNow, waitMark } from '../queue/data.ts'

/** The head of the queue beside the day. */
export function QueuePreview() {
  const t = useText()
  const style = useStyle()
  const { data, dataUpdatedAt } = useChats('waiting', '', null, 10)
  const now = useNow(data?.now, dataUpdatedAt)
  return (
    <section className="today-queue" aria-label={t('today-queue')}>
      <h2>
        <GoLink to="/queue">{t('today-queue')}</GoLink>
      </h2>
      {data && data.items.length === 0 && <p className="note">{t('today-calm')}</p>}
      {data && data.items.length > 0 && (
        <List label={t('today-queue')}>
          {data.items.map(({ id, client, waitingSince, words, reason }) => (
            <ListRow
              key={id}
              to={`/queue/${id}`}
              title={clientName(t, client)}
              note={words ? `«${words}»` : reason && t(`reason-${reason}`)}
              side={waitingSince && waitMark(t, waitingSince, now, style.language)}
            />
          ))}
        </List>
      )}
    </section>
  )
}
