import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { day, dayTime, money } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { List, ListRow, StatusMark } from '../../kit/list.tsx'
import { Segments } from '../../kit/segments.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { stateOf } from '../visit/data.ts'
import { Ledger } from '../visit/ledger.tsx'
import { type Client, sourceWord } from './data.ts'

type Part = 'visits' | 'money' | 'chats' | 'more'

/** What is behind the card: visits, money, dialogues, and the rest. A master sees visits alone. */
export function Parts({ client, part }: { client: Client; part: string | null }) {
  const t = useText()
  const seesMoney = useRight('money.read') !== 'none'
  const seesAll = useRight('clients.read') === 'all'
  const parts: Part[] = [
    'visits',
    ...(seesMoney ? (['money'] as const) : []),
    ...(seesAll ? (['chats', 'more'] as const) : []),
  ]
  const [chosen, setChosen] = useState<Part>(parts.find((one) => one === part) ?? 'visits')
  return (
    <div className="client-parts">
      <Segments
        label={t('client-parts')}
        value={chosen}
        onValue={setChosen}
        options={parts.map((value) => ({ value, label: t(`client-part-${value}`) }))}
      >
        {chosen === 'visits' && <Visits client={client} />}
        {chosen === 'money' && <Money client={client} />}
        {chosen === 'chats' && <Chats client={client} />}
        {chosen === 'more' && <More client={client} />}
      </Segments>
    </div>
  )
}

function Visits({ client }: { client: Client }) {
  const t = useText()
  const style = useStyle()
  if (client.visits.length === 0) return <Empty text={t('client-no-visits')} />
  return (
    <List label={t('client-part-visits')}>
      {client.visits.map((visit) => (
        <ListRow
          key={visit.id}
          to={`/visit/${visit.id}`}
          title={visit.services.join(' + ')}
          note={[
            dayTime(visit.startsAt, { ...style, zone: visit.zone }),
            [...new Set(visit.masters)].join(', '),
            visit.score !== null && t('visit-score', { score: visit.score }),
            visit.words && `«${visit.words}»`,
          ]
            .filter(Boolean)
            .join(' · ')}
          side={
            <span className="client-side">
              {visit.price !== null && <span>{money(visit.price - (visit.discount ?? 0), style)}</span>}
              <StatusMark state={stateOf(visit.status)} />
            </span>
          }
        />
      ))}
    </List>
  )
}

function Money({ client }: { client: Client }) {
  const t = useText()
  const style = useStyle()
  if (client.payments.length === 0) return <Empty text={t('client-no-money')} />
  return (
    <List label={t('client-part-money')}>
      {client.payments.map((payment) => (
        <ListRow
          key={payment.id}
          to={`/visit/${payment.visitId}`}
          title={t(payment.kind === 'refund' ? 'client-refund' : 'client-payment')}
          note={[day(payment.at, style), t(`client-method-${payment.method}`), payment.reason]
            .filter(Boolean)
            .join(' · ')}
          side={money(payment.kind === 'refund' ? -payment.amount : payment.amount, style)}
        />
      ))}
    </List>
  )
}

function Chats({ client }: { client: Client }) {
  const t = useText()
  const style = useStyle()
  return (
    <>
      {client.chats.length === 0 && <Empty text={t('client-no-chats')} />}
      <List label={t('client-part-chats')}>
        {client.chats.map((chat) => (
          <ListRow
            key={chat.id}
            to={`/queue/${chat.id}`}
            title={t(`client-kind-${chat.channel}`)}
            note={[t(`client-owner-${chat.owner}`), chat.lastText ?? t('client-no-text')].join(' · ')}
            side={chat.lastAt && day(chat.lastAt, style, true)}
          />
        ))}
      </List>
      {client.notices.length > 0 && (
        <>
          <h3 className="client-head">{t('visit-notices')}</h3>
          <Ledger lines={client.notices} links />
        </>
      )}
    </>
  )
}

function More({ client }: { client: Client }) {
  const t = useText()
  const style = useStyle()
  return (
    <>
      {client.leads.length > 0 && (
        <>
          <h3 className="client-head">{t('client-leads')}</h3>
          <List label={t('client-leads')}>
            {client.leads.map((lead) => (
              <ListRow
                key={lead.id}
                title={[sourceWord(lead.source, t), lead.campaign].filter(Boolean).join(', ')}
                note={t(`lead-stage-${lead.stage}`)}
                side={day(lead.at, style, true)}
              />
            ))}
          </List>
        </>
      )}
      {client.merged.length > 0 && <Merged client={client} />}
      <h3 className="client-head">{t('client-journal')}</h3>
      {client.journal.length === 0 ? (
        <p className="note client-pad">{t('client-journal-empty')}</p>
      ) : (
        <List label={t('client-journal')}>
          {client.journal.map((line) => (
            <ListRow
              key={line.id}
              title={t(`client-action-${line.action}`)}
              note={[
                dayTime(line.at, style),
                line.member,
                joinedBy(line.after, t) ?? differs(line.before, line.after),
                line.undoneAt && t('client-undone'),
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          ))}
        </List>
      )}
    </>
  )
}

/** How two cards became one by themselves; null where staff did it, or it is another line. */
function joinedBy(after: unknown, t: Text): string | null {
  const { by } = (after ?? {}) as { by?: unknown }
  return by === 'phone' || by === 'link' ? t(`client-joined-${by}`) : null
}

/** «было → стало» of the words that changed, short. */
function differs(before: unknown, after: unknown): string | null {
  if (!before || !after || typeof before !== 'object' || typeof after !== 'object') return null
  const told = (value: unknown) =>
    (Array.isArray(value) ? value.join(', ') : value === null ? '—' : String(value)).slice(0, 60)
  const rows = Object.entries(after).flatMap(([key, value]) =>
    key in before && ['name', 'phone', 'note', 'tags', 'reason'].includes(key)
      ? [`${told((before as Record<string, unknown>)[key])} → ${told(value)}`]
      : [],
  )
  return rows.length > 0 ? rows.join('; ') : null
}

function Merged({ client }: { client: Client }) {
  const t = useText()
  const bar = useBar()
  const style = useStyle()
  const queries = useQueryClient()
  const mayWrite = useRight('clients.write') !== 'none'
  const part = useMutation({
    mutationFn: (change: number) =>
      read(api.clients[':id'].unmerge.$post({ param: { id: String(client.id) }, json: { change } })),
    onSuccess: () => {
      bar.say({ text: t('client-parted') })
      void queries.invalidateQueries({ queryKey: ['client'] })
      void queries.invalidateQueries({ queryKey: ['clients'] })
    },
  })
  return (
    <>
      <h3 className="client-head">{t('client-merged-list')}</h3>
      <List label={t('client-merged-list')}>
        {client.merged.map((one) => (
          <ListRow
            key={one.change}
            title={one.name ?? t('client-nameless')}
            note={day(one.at, style)}
            action={
              mayWrite && (
                <Button writes busy={part.isPending} onClick={() => part.mutate(one.change)}>
                  {t('client-part-them')}
                </Button>
              )
            }
          />
        ))}
      </List>
    </>
  )
}
