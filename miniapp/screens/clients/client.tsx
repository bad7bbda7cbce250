import './clients.css'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Plus, Star } from 'lucide-react'
import { useEffect } from 'react'
import { ApiError } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { linkGone } from '../../app.tsx'
import { day, dayTime, money } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Button, Chip, GoLink, IconButton } from '../../kit/button.tsx'
import { Card, StatusMark } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { go, useSheet } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { ClientWaits } from '../waitlist/client.tsx'
import { ClientActions } from './actions.tsx'
import { Contacts } from './contacts.tsx'
import { type Client, calledBy, loadClient, sourceWord } from './data.ts'
import { EditClient } from './edit.tsx'
import { Offers } from './offers.tsx'
import { Parts } from './parts.tsx'

export default function ClientPage({ params, search }: ScreenProps) {
  const t = useText()
  const id = params.id ?? ''
  const found = useQuery({
    queryKey: ['client', id],
    queryFn: () => loadClient(id),
    enabled: /^\d{1,15}$/.test(id),
    // What becomes of a message is no event of the client.
    refetchInterval: ({ state }) => (state.data?.notices.some(onItsWay) ? 5000 : false),
  })
  const gone =
    !/^\d{1,15}$/.test(id) ||
    (found.error instanceof ApiError && ['gone', 'forbidden', 'invalid'].includes(found.error.kind))
  useEffect(() => {
    if (gone) linkGone(t)
  }, [gone, t])
  const client = found.data
  if (!client)
    return (
      <Page title={t('client')}>
        {found.isError && !gone ? (
          <Trouble error={found.error} onAgain={() => found.refetch()} />
        ) : (
          <Skeleton label={t('client-loading')} onAgain={() => found.refetch()} />
        )}
      </Page>
    )
  return <Shown client={client} part={search.get('part')} />
}

/** A message that is neither delivered nor waits for its time. */
const onItsWay = ({ status, verbs }: Client['notices'][number]) => status === 'planned' && verbs.length === 0

function Shown({ client, part }: { client: Client; part: string | null }) {
  const t = useText()
  const menu = useSheet('menu')
  const edit = useSheet('edit')
  const merge = useSheet('merge')
  const mayWrite = useRight('clients.write') !== 'none'
  const mayBook = useRight('visits.write') !== 'none'
  const seesMoney = useRight('money.read') !== 'none'
  const alive = !client.erased && client.mergedInto === null
  const name = client.erased ? t('client-erased') : calledBy(client, t)
  return (
    <Page
      title={name}
      tools={
        mayWrite &&
        alive && (
          <IconButton label={t('client-menu')} onClick={() => menu.show()}>
            <Ellipsis size={24} aria-hidden="true" />
          </IconButton>
        )
      }
    >
      {client.mergedInto !== null && (
        <div className="client-notice" role="note">
          <p>{t('client-merged')}</p>
          <Button onClick={() => go(`/clients/${client.mergedInto}`, { replace: true })}>
            {t('client-merged-open')}
          </Button>
        </div>
      )}
      {client.barred && (
        <p className="client-notice" data-state="noshow" role="note">
          {t('client-card-barred', { reason: client.barred.reason ?? '' })}
        </p>
      )}
      {client.vip && (
        <p className="client-notice" role="note">
          <Star size={16} aria-hidden="true" /> {t('client-vip')}
        </p>
      )}
      {alive && mayWrite && client.alike > 0 && (
        <div className="client-notice" role="note">
          <p>{t('client-alike')}</p>
          <Button onClick={() => merge.show()}>{t('client-alike-open')}</Button>
        </div>
      )}
      {!client.erased && <Contacts client={client} />}
      {alive && (client.tags.length > 0 || mayWrite) && (
        <ul className="client-tags" aria-label={t('client-tags')}>
          {client.tags.map((tag) => (
            <li key={tag} className="client-tag">
              {tag}
            </li>
          ))}
          {mayWrite && (
            <li>
              <Chip onPress={() => edit.show('tags')}>
                <Plus size={18} aria-hidden="true" />
                <span className="unseen">{t('client-tag-add')}</span>
              </Chip>
            </li>
          )}
        </ul>
      )}
      <Note client={client} onEdit={mayWrite && alive ? () => edit.show('note') : null} />
      <Numbers client={client} />
      {alive && <ClientWaits client={client.id} />}
      {seesMoney && <Offers client={client} alive={alive} />}
      <Parts client={client} part={part} />
      {edit.open && <EditClient client={client} onClose={edit.close} focus={edit.arg ?? null} />}
      {mayWrite && alive && <ClientActions client={client} menu={menu} onEdit={() => edit.show()} />}
      {mayBook && alive && (
        <ActionBar text={t('client-book')} writes={false} onPress={() => go(`/new?client=${client.id}`)} />
      )}
    </Page>
  )
}

function Note({ client, onEdit }: { client: Client; onEdit: (() => void) | null }) {
  const t = useText()
  if (!client.note && !onEdit) return null
  return (
    <Card>
      <div className="client-note">
        <p className={client.note ? 'client-words' : 'note'}>{client.note ?? t('client-note-empty')}</p>
        {onEdit && (
          <Button look="plain" writes onClick={onEdit}>
            {t('client-note')}
          </Button>
        )}
      </div>
    </Card>
  )
}

/** What the client is to the business: what is ahead, what was, what came in, where from. */
function Numbers({ client }: { client: Client }) {
  const t = useText()
  const style = useStyle()
  const { nextVisit, counters, spent, firstTouch, lastTouch } = client
  const touched = (touch: NonNullable<Client['firstTouch']>) => ({
    source: [sourceWord(touch.source, t), touch.campaign].filter(Boolean).join(', '),
    day: day(touch.at, style, true),
  })
  return (
    <Card>
      <ul className="client-numbers">
        <li>
          {nextVisit ? (
            <GoLink to={`/visit/${nextVisit.id}`} className="client-ahead">
              <strong>
                {t('client-ahead', { when: dayTime(nextVisit.startsAt, { ...style, zone: nextVisit.zone }) })}
              </strong>
              <StatusMark state={nextVisit.status === 'confirmed' ? 'confirmed' : 'planned'} />
            </GoLink>
          ) : (
            <span className="note">{t('client-nothing-ahead')}</span>
          )}
        </li>
        <li>{t('client-was', { visits: counters.visits, missed: counters.noShows, cancelled: counters.cancelled })}</li>
        {counters.lateCancels > 0 && <li>{t('client-was-late', { count: counters.lateCancels })}</li>}
        {spent !== null && <li>{t('client-spent', { sum: money(spent, style) })}</li>}
        {firstTouch && <li>{t('client-from', touched(firstTouch))}</li>}
        {lastTouch && lastTouch.at !== firstTouch?.at && <li>{t('client-from-last', touched(lastTouch))}</li>}
      </ul>
    </Card>
  )
}
