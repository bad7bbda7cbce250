import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Check, showFirstError, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { type Client, calledBy } from './data.ts'
import { isRefused } from './refused.ts'

/** A client written down by hand; what was searched for is the name or the phone already. */
export function NewClient({ onClose, typed }: { onClose: () => void; typed: string }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const byPhone = /^[\d+()\s-]{4,}$/.test(typed)
  const [name, setName] = useState(byPhone ? '' : typed)
  const [phone, setPhone] = useState(byPhone ? typed : '')
  const [consent, setConsent] = useState(false)
  const [wrong, setWrong] = useState<{ name?: string; phone?: string }>({})
  const [key] = useState(() => crypto.randomUUID())
  const save = useMutation({
    mutationFn: () =>
      call<Client>(
        'POST',
        '/api/clients',
        { ...(name.trim() && { name: name.trim() }), ...(phone.trim() && { phone: phone.trim() }), consent },
        { key },
      ),
    onSuccess: (client) => {
      feel('saved')
      queries.setQueryData(['client', String(client.id)], client)
      void queries.invalidateQueries({ queryKey: ['clients'] })
      bar.say({ text: t('client-created', { name: calledBy(client, t) }) })
      onClose()
      go(`/clients/${client.id}`)
    },
    onError: (error) => {
      if (isRefused(error, 'phone')) setWrong({ phone: t('client-phone-wrong') })
      else bar.say({ text: troubleOf(t, error) })
    },
  })
  const press = () => {
    const next = {
      ...(phone.trim() && !consent && { phone: t('client-consent-needed') }),
      ...(!name.trim() && !phone.trim() && { name: t('client-name-or-phone') }),
    }
    setWrong(next)
    if (Object.keys(next).length === 0) save.mutate()
    else setTimeout(showFirstError)
  }
  return (
    <Sheet open onClose={onClose} title={t('client-new')}>
      <TextField label={t('client-name')} value={name} onValue={setName} error={wrong.name} maxLength={80} />
      <TextField
        label={t('client-phone')}
        value={phone}
        onValue={setPhone}
        error={wrong.phone}
        inputMode="tel"
        autoComplete="off"
        maxLength={30}
      />
      <Check label={t('client-consent')} hint={t('client-consent-hint')} on={consent} onChange={setConsent} />
      <ActionBar text={t('client-create')} busy={save.isPending} onPress={press} />
    </Sheet>
  )
}
