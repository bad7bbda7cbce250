import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, read } from '../../api/client.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Check, showFirstError, TextArea, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { sourceWord } from './data.ts'
import { isRefused } from './refused.ts'

const MOST_SOURCES = 10

/** A contact by phone or in person: how and from where are two taps, the rest may stay empty. */
export function NewLead({ onClose, clientId }: { onClose: () => void; clientId?: number }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const sources = useQuery({
    queryKey: ['settings', 'lead-sources'],
    queryFn: () => read(api.leads.sources.$get()),
    staleTime: 600_000,
  })
  const [how, setHow] = useState<'call' | 'walk_in'>('call')
  const [source, setSource] = useState('')
  const [form, setForm] = useState({ name: '', phone: '', consent: false, wish: '' })
  const [wrong, setWrong] = useState<{ source?: string; phone?: string }>({})
  const [key] = useState(() => crypto.randomUUID())
  const known = sources.data?.items ?? ['maps', 'site', 'social', 'referral', 'sign', 'ads', 'repeat', 'other']
  const save = useMutation({
    mutationFn: () => {
      const typed = { name: form.name.trim(), phone: form.phone.trim(), wish: form.wish.trim() }
      const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value))
      const body = { how, source, ...filled, consent: form.consent, ...(clientId !== undefined && { clientId }) }
      return call<{ id: number; clientId: number }>('POST', '/api/leads', body, { key })
    },
    onSuccess: (lead) => {
      feel('saved')
      void queries.invalidateQueries({ queryKey: ['clients'] })
      void queries.invalidateQueries({ queryKey: ['client', String(lead.clientId)] })
      bar.say({
        text: t('lead-saved'),
        extra: { label: t('client-book'), act: () => go(`/new?client=${lead.clientId}`) },
      })
      onClose()
    },
    onError: (error) => {
      if (isRefused(error, 'phone')) setWrong({ phone: t('client-phone-wrong') })
      else bar.say({ text: troubleOf(t, error) })
    },
  })
  const press = () => {
    const next = {
      ...(!source && { source: t('lead-source-needed') }),
      ...(form.phone.trim() && !form.consent && { phone: t('client-consent-needed') }),
    }
    setWrong(next)
    if (Object.keys(next).length === 0) save.mutate()
    else setTimeout(showFirstError)
  }
  return (
    <Sheet open onClose={onClose} title={t('lead-new')}>
      <h3 className="client-head">{t('lead-how')}</h3>
      <ChipRow label={t('lead-how')}>
        <Chip chosen={how === 'call'} onPress={() => setHow('call')}>
          {t('lead-call')}
        </Chip>
        <Chip chosen={how === 'walk_in'} onPress={() => setHow('walk_in')}>
          {t('lead-walk-in')}
        </Chip>
      </ChipRow>
      <h3 className="client-head">{t('lead-source')}</h3>
      <ChipRow label={t('lead-source')}>
        {known.slice(0, MOST_SOURCES).map((one) => (
          <Chip key={one} chosen={source === one} onPress={() => setSource(one)}>
            {sourceWord(one, t)}
          </Chip>
        ))}
      </ChipRow>
      {wrong.source && (
        <p className="field-error" role="alert">
          {wrong.source}
        </p>
      )}
      {clientId === undefined && (
        <>
          <TextField
            label={t('client-name')}
            value={form.name}
            onValue={(name) => setForm({ ...form, name })}
            maxLength={80}
          />
          <TextField
            label={t('client-phone')}
            value={form.phone}
            onValue={(phone) => setForm({ ...form, phone })}
            error={wrong.phone}
            inputMode="tel"
            autoComplete="off"
            maxLength={30}
          />
          <Check
            label={t('client-consent')}
            hint={t('client-consent-hint')}
            on={form.consent}
            onChange={(consent) => setForm({ ...form, consent })}
          />
        </>
      )}
      <TextArea
        label={t('lead-wish')}
        value={form.wish}
        onValue={(wish) => setForm({ ...form, wish })}
        maxLength={500}
        rows={2}
      />
      <ActionBar text={t('lead-save')} busy={save.isPending} onPress={press} />
    </Sheet>
  )
}
