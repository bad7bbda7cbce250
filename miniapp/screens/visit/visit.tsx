import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useRight } from '../../api/session.ts'
import { dateAt, dayTime, money, phone, span, time } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { Card, List, ListRow, StatusMark } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { go, useSheet } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import type { ScreenProps } from '../../routes.tsx'
import { openOutside } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { CancelSheet } from './cancel.tsx'
import { stateOf, useMark, useVisit, type Visit } from './data.ts'
import { History } from './history.tsx'
import { MoneyCard } from './money.tsx'
import { NoteSheet } from './note.tsx'
import { Notices } from './notices.tsx'
import { PaySheet } from './pay.tsx'
import { RefundSheet } from './refund.tsx'
import './visit.css'

/** S3: one visit, for the moment a client comes, pays or calls. */
export default function VisitScreen({ params }: ScreenProps) {
  const t = useText()
  const visit = useVisit(params.id ?? '')
  const menu = useSheet('menu')
  return (
    <Page
      title={t('visit')}
      tools={
        visit.data && (
          <IconButton label={t('visit-more')} onClick={() => menu.show()}>
            <Ellipsis size={24} aria-hidden="true" />
          </IconButton>
        )
      }
    >
      {visit.data ? (
        <VisitCard visit={visit.data} />
      ) : visit.isError ? (
        <Trouble error={visit.error} onAgain={() => void visit.refetch()} />
      ) : (
        <Skeleton label={t('visit-loading')} rows={4} height={96} onAgain={() => void visit.refetch()} />
      )}
    </Page>
  )
}

/** Where the schedule finds a free place for this visit. */
const moveAddress = (visit: Visit) => `/day/${dateAt(visit.start, visit.zone)}?move=${visit.id}`

function VisitCard({ visit }: { visit: Visit }) {
  const t = useText()
  const style = { ...useStyle(), zone: visit.zone }
  const write = useRight('visits.write') !== 'none'
  const mark = useMark()
  const sheets = { menu: useSheet('menu'), note: useSheet('note'), cancel: useSheet('cancel') }
  const pay = useSheet('pay')
  const refund = useSheet('refund')
  const [busy, setBusy] = useState(false)
  const once = async (work: Promise<void>) => {
    setBusy(true)
    await work
    setBusy(false)
  }
  const { actions, client } = visit
  const may = (action: string) => actions[action]?.allowed === true
  const why = (action: string) => actions[action]?.reason ?? null
  const move = () => go(moveAddress(visit))
  useKey('KeyM', 'key-move', write && may('move') ? move : null)

  const awaited = visit.status === 'booked' || visit.status === 'confirmed'
  const main = mainOf(visit, write)
  const act = {
    arrived: () => void once(mark(visit, 'arrived')),
    pay: () => pay.show(),
    again: () => go(`/new?client=${client.id}&services=${visit.parts.map(({ service }) => service.id).join(',')}`),
  }
  const words = { arrived: t('visit-arrived'), pay: payWords(), again: t('visit-again') }
  function payWords() {
    const left = visit.money?.left ?? 0
    return left > 0 ? t('visit-pay', { amount: money(left, style) }) : t('pay-title')
  }

  return (
    <>
      <section className="visit-head">
        <StatusMark state={stateOf(visit.status)} word={visit.status === 'held' ? t('visit-held') : undefined} />
        <p className="visit-when">
          {dayTime(visit.start, style).split(', ')[0]}, {span(visit.start, visit.end, style)}
        </p>
        {visit.parts.map((part) => (
          <p key={`${part.service.id} ${part.start}`}>
            {[part.service.name, part.master.name, ...visit.rooms.map(({ name }) => name)].join(' · ')}
          </p>
        ))}
        {visit.cancelled && (
          <p className="note">
            {t('visit-cancelled-by', {
              by: t(visit.cancelled.by === 'client' ? 'visit-by-client' : 'visit-by-us'),
              time: time(visit.cancelled.at, style),
            })}
            {visit.cancelled.reason && `. ${visit.cancelled.reason}`}
          </p>
        )}
        {visit.overlapReason && <p className="note">{t('visit-outside', { reason: visit.overlapReason })}</p>}
        {visit.unconfirmed && <p className="warning">{t('visit-unconfirmed')}</p>}
        {visit.test && <p className="note">{t('visit-test')}</p>}
      </section>

      <Client visit={visit} />
      {visit.note ? (
        <Card title={t('visit-note')}>
          <p className="visit-note">{visit.note}</p>
          {write && (
            <Button look="plain" writes onClick={() => sheets.note.show()}>
              {t('visit-note-edit')}
            </Button>
          )}
        </Card>
      ) : (
        write && (
          <div className="visit-ways">
            <Button look="plain" writes onClick={() => sheets.note.show()}>
              {t('visit-note-add')}
            </Button>
          </div>
        )
      )}
      {visit.money && <MoneyCard visit={visit} money={visit.money} />}
      <Notices visit={visit} />
      {write && (may('move') || may('cancel')) && (
        <div className="visit-actions">
          <Button onClick={move} writes why={why('move')}>
            {t('visit-move')}
          </Button>
          <Button look="danger" writes why={why('cancel')} onClick={() => sheets.cancel.show()}>
            {t('visit-cancel')}
          </Button>
        </div>
      )}
      <History visit={visit} />
      {main && <ActionBar text={words[main]} busy={busy} writes={main !== 'again'} onPress={act[main]} />}

      <MenuSheet
        open={sheets.menu.open}
        onClose={sheets.menu.close}
        title={t('visit-more')}
        items={[
          ...(awaited
            ? [{ label: t('visit-noshow'), act: () => void mark(visit, 'no-show'), why: why('noShow'), writes: true }]
            : []),
          ...(['arrived', 'no_show', 'paid'].includes(visit.status)
            ? [{ label: t('visit-unmark'), act: () => void mark(visit, 'unmark'), why: why('unmark'), writes: true }]
            : []),
          ...(visit.money && may('refund') ? [{ label: t('visit-refund'), act: () => refund.show() }] : []),
          ...(write && visit.status === 'cancelled'
            ? [{ label: t('visit-restore'), act: () => void mark(visit, 'restore'), why: why('restore'), writes: true }]
            : []),
          ...(write ? [{ label: t('visit-again'), act: act.again }] : []),
        ]}
      />
      <NoteSheet visit={visit} open={sheets.note.open} onClose={sheets.note.close} />
      <CancelSheet visit={visit} open={sheets.cancel.open} onClose={sheets.cancel.close} />
      {visit.money && <PaySheet visit={visit} money={visit.money} open={pay.open} onClose={pay.close} />}
      {visit.money && <RefundSheet visit={visit} money={visit.money} open={refund.open} onClose={refund.close} />}
    </>
  )
}

/** The one verb that follows the state. */
function mainOf(visit: Visit, write: boolean): 'arrived' | 'pay' | 'again' | null {
  if (visit.status === 'booked' || visit.status === 'confirmed') return 'arrived'
  if (visit.status === 'arrived') return visit.money ? 'pay' : null
  return visit.status !== 'held' && write ? 'again' : null
}

function Client({ visit }: { visit: Visit }) {
  const t = useText()
  const bar = useBar()
  const { client, channel } = visit
  const marks = [client.barred && t('visit-barred'), client.vip && t('visit-vip'), ...client.tags].filter(Boolean)
  const whole = client.phone && !client.phone.includes('…') ? client.phone : null
  const copy = () => void navigator.clipboard?.writeText(whole ?? '').then(() => bar.say({ text: t('visit-copied') }))
  return (
    <section className="visit-client">
      <List label={t('client')}>
        <ListRow
          title={client.name ?? client.phone ?? t('visit-nobody')}
          note={[
            t('visit-counts', { visits: client.visits, noshows: client.noShows }),
            client.lateCancels > 0 && t('visit-late-cancels', { count: client.lateCancels }),
            ...marks,
            client.note && `«${client.note}»`,
            visit.feedback && t('visit-score', { score: visit.feedback.score }),
            visit.feedback?.text && `«${visit.feedback.text}»`,
          ]
            .filter(Boolean)
            .join(' · ')}
          side={client.name && client.phone ? (whole ? phone(whole) : client.phone) : null}
          to={`/clients/${client.id}`}
        />
      </List>
      {(channel?.chatId || whole || visit.crm) && (
        <div className="visit-ways">
          {channel?.chatId && <Button onClick={() => go(`/queue/${channel.chatId}`)}>{t('visit-chat')}</Button>}
          {whole && <Button onClick={() => window.open(`tel:${whole}`)}>{t('visit-call')}</Button>}
          {whole && (
            <Button look="plain" onClick={copy}>
              {t('visit-copy')}
            </Button>
          )}
          {visit.crm && (
            <Button look="plain" onClick={() => openOutside(visit.crm!)}>
              {t('visit-crm')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
