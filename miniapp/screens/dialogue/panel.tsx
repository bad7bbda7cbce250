import { dayTime, phone } from '../../format.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { dial } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { clientName } from '../queue/data.ts'
import type { Head } from './data.ts'

/** What is known of the client: beside the transcript on a wide screen. */
export function ClientPanel({ head }: { head: Head }) {
  const t = useText()
  const style = useStyle()
  const { client, next, source, campaign, channel } = head
  const from = [source ? sourceWords(t, source) : null, campaign].filter(Boolean).join(', ')
  return (
    <section className="client-panel" aria-label={t('client-panel')}>
      <h3>{clientName(t, client)}</h3>
      {client.phone && (
        <p className="client-phone">
          {phone(client.phone)}
          <Button onClick={() => dial(client.phone!)}>{t('call')}</Button>
        </p>
      )}
      {client.barred && (
        <p className="status" data-state="noshow">
          {t('talk-barred')}
        </p>
      )}
      <p>
        {t('talk-visits', { count: client.visits })}
        {client.noShows > 0 && `, ${t('client-no-shows', { count: client.noShows })}`}
      </p>
      {next && (
        <p>
          <GoLink to={`/visit/${next.id}`}>{t('talk-next', { when: dayTime(next.start, style) })}</GoLink>
          <span className="note"> {[...next.services, ...next.masters].join(', ')}</span>
        </p>
      )}
      {(from || channel) && (
        <p className="note">{t('client-source', { from: from || t(`channel-${channel.kind}`) })}</p>
      )}
      {client.note && <p className="client-note">«{client.note}»</p>}
      {client.tags.length > 0 && <p className="note">{client.tags.join(' · ')}</p>}
      <GoLink to={`/clients/${client.id}`} className="button quiet">
        {t('client-card')}
      </GoLink>
    </section>
  )
}

/** A channel's own name where the source is just a channel. */
const sourceWords = (t: ReturnType<typeof useText>, source: string) => {
  const word = t(`channel-${source}`)
  return word === `channel-${source}` ? source : word
}
