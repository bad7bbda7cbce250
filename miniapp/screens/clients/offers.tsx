import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { day, money } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { showFirstError, TextField } from '../../kit/fields.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useSheet } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Client } from './data.ts'

type Offer = Client['offers'][number]

/** Discounts of a client: what is valid can be taken back, and another one given. */
export function Offers({ client, alive }: { client: Client; alive: boolean }) {
  const t = useText()
  const style = useStyle()
  const bar = useBar()
  const queries = useQueryClient()
  const sheet = useSheet('offer')
  const mayWrite = useRight('money.write') !== 'none' && alive
  const path = `/api/clients/${client.id}/offers`
  const again = () => queries.invalidateQueries({ queryKey: ['client', String(client.id)] })
  const put = (offer: Offer, revoked: boolean) =>
    call<Offer>('PATCH', `${path}/${offer.id}`, { revoked }).then((next) => again().then(() => next))
  const take = useMutation({
    mutationFn: (offer: Offer) => put(offer, true),
    onSuccess: (offer) =>
      bar.say({ text: t('client-offer-taken', { code: offer.code }), undo: () => void put(offer, false) }),
  })
  if (client.offers.length === 0 && !mayWrite) return null
  const stateOf = (offer: Offer) =>
    offer.state === 'valid'
      ? t('client-offer-until', { day: day(new Date(Date.parse(offer.expiresAt) - 1).toISOString(), style) })
      : t(`client-offer-${offer.state}`)
  return (
    <Card
      title={t('client-offers')}
      tools={
        mayWrite && (
          <Button look="plain" writes onClick={() => sheet.show()}>
            {t('client-offer-give')}
          </Button>
        )
      }
    >
      {client.offers.length > 0 && (
        <List label={t('client-offers')}>
          {client.offers.map((offer) => (
            <ListRow
              key={offer.id}
              title={t('client-offer', {
                code: offer.code,
                size: offer.percent === null ? money(offer.amount ?? 0, style) : `${offer.percent}%`,
              })}
              note={[stateOf(offer), offer.reason].join(' · ')}
              {...(offer.visitId !== null && { to: `/visit/${offer.visitId}` })}
              action={
                mayWrite &&
                offer.state === 'valid' && (
                  <Button writes busy={take.isPending} onClick={() => take.mutate(offer)}>
                    {t('client-offer-take')}
                  </Button>
                )
              }
            />
          ))}
        </List>
      )}
      {sheet.open && (
        <Give
          onClose={sheet.close}
          onGive={async (body, key) => {
            const offer = await call<Offer>('POST', path, body, { key })
            feel('saved')
            await again()
            sheet.close()
            bar.say({ text: t('client-offer-given', { code: offer.code }), undo: () => void put(offer, true) })
          }}
        />
      )}
    </Card>
  )
}

const MOST = { percent: 100, days: 365 }

function Give({ onClose, onGive }: { onClose: () => void; onGive: (body: object, key: string) => Promise<void> }) {
  const t = useText()
  const [form, setForm] = useState({ percent: '10', days: '14', reason: '' })
  const [tried, setTried] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  const set = (name: keyof typeof form) => (value: string) => setForm((now) => ({ ...now, [name]: value }))
  const wrong = (name: 'percent' | 'days') => {
    const number = Number(form[name])
    return Number.isInteger(number) && number >= 1 && number <= MOST[name]
      ? null
      : t('client-offer-range', { most: MOST[name] })
  }
  const reason = form.reason.trim()
  const save = useMutation({
    mutationFn: () => onGive({ percent: Number(form.percent), days: Number(form.days), reason }, key),
  })
  const press = () => {
    setTried(true)
    if (wrong('percent') || wrong('days') || !reason) setTimeout(showFirstError)
    else save.mutate()
  }
  return (
    <Sheet open onClose={onClose} title={t('client-offer-give')}>
      {(['percent', 'days'] as const).map((name) => (
        <TextField
          key={name}
          label={t(`client-offer-${name}`)}
          inputMode="numeric"
          error={tried ? wrong(name) : null}
          value={form[name]}
          onValue={set(name)}
        />
      ))}
      <TextField
        label={t('client-offer-reason')}
        hint={t('client-offer-reason-hint')}
        error={tried && !reason ? t('required') : null}
        value={form.reason}
        onValue={set('reason')}
        maxLength={200}
      />
      <ActionBar text={t('client-offer-give')} busy={save.isPending} onPress={press} />
    </Sheet>
  )
}
