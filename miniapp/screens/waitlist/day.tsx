import { useState } from 'react'
import { useBranch, useRight } from '../../api/session.ts'
import { dayTime, type Style, time } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button, Chip, ChipRow, GoLink } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { calledBy } from '../clients/data.ts'
import { offer, takeOut, useChange, usePlaces, useWaitlist, type Waiting, what, wishWords } from './data.ts'
import './waitlist.css'

/** «Ждут: 3» of a day, and who they are behind it; nothing where nobody waits. */
export function WaitButton({ date, style }: { date: string; style: Style }) {
  const t = useText()
  const sheet = useSheet('wait')
  const location = useBranch()?.id
  const list = useWaitlist({ date, location })
  const total = list.data?.total ?? 0
  return (
    <>
      {total > 0 && (
        <span className="wait-count">
          <Button onClick={() => sheet.show()}>{t('wait-count', { count: total })}</Button>
        </span>
      )}
      <Sheet open={sheet.open} onClose={sheet.close} title={t('wait-title')}>
        {sheet.open &&
          (list.data ? (
            <WaitList items={list.data.items} style={style} date={date} />
          ) : list.error ? (
            <Trouble error={list.error} onAgain={() => list.refetch()} />
          ) : (
            <Skeleton label={t('wait-loading')} onAgain={() => list.refetch()} />
          ))}
      </Sheet>
    </>
  )
}

/** Who waits, in their order; each opens into what can be done for them. Without a date: the entries of one client. */
export function WaitList({ items, style, date }: { items: Waiting[]; style: Style; date?: string }) {
  const t = useText()
  const mayWrite = useRight('visits.write') !== 'none'
  const named = date !== undefined
  const [open, setOpen] = useState<number | null>(null)
  if (items.length === 0) return <Empty text={t('wait-none')} />
  return (
    <List label={t('wait-title')}>
      {items.map((entry, index) => {
        const wish = wishWords(entry, style, t)
        const name = calledBy(entry.client, t)
        return (
          <ListRow
            key={entry.id}
            title={named ? `${index + 1}. ${name}` : what(entry)}
            note={named ? `${what(entry)} · ${wish}` : wish}
            side={<StateOf entry={entry} style={style} />}
            onPress={mayWrite ? () => setOpen(open === entry.id ? null : entry.id) : undefined}
            action={open === entry.id && <Doing entry={entry} style={style} date={date} onDone={() => setOpen(null)} />}
          />
        )
      })}
    </List>
  )
}

function StateOf({ entry, style }: { entry: Waiting; style: Style }) {
  const t = useText()
  const { offered } = entry
  if (!offered) return entry.reachable ? null : <span className="note">{t('wait-call')}</span>
  const zoned = { ...style, zone: entry.zone }
  return (
    <span className="note">
      {t('wait-offered', { start: dayTime(offered.start, zoned), until: time(offered.until, zoned) })}
    </span>
  )
}

/** To offer a place, to look at the client, to take them out. */
function Doing({ entry, style, date, onDone }: { entry: Waiting; style: Style; date?: string; onDone: () => void }) {
  const t = useText()
  const bar = useBar()
  const places = usePlaces(entry.status === 'waiting' && entry.reachable ? entry.id : null, date)
  const out = useChange(takeOut, () => {
    bar.say({ text: t('wait-out-done') })
    onDone()
  })
  const give = useChange(offer, () => {
    bar.say({ text: t('wait-offer-done') })
    onDone()
  })
  const zoned = { ...style, zone: entry.zone }
  return (
    <div className="wait-doing">
      {places.data && places.data.starts.length > 0 && (
        <ChipRow label={t('wait-offer')}>
          {places.data.starts.map((start) => (
            <Chip key={start} onPress={() => give.mutate({ id: entry.id, start })}>
              {date ? time(start, zoned) : dayTime(start, zoned)}
            </Chip>
          ))}
        </ChipRow>
      )}
      {places.data?.starts.length === 0 && <p className="note">{t('wait-no-place')}</p>}
      <div className="wait-buttons">
        {date && <GoLink to={`/clients/${entry.client.id}`}>{t('client')}</GoLink>}
        <Button look="plain" writes busy={out.isPending} onClick={() => out.mutate(entry.id)}>
          {t('wait-out')}
        </Button>
      </div>
    </div>
  )
}
