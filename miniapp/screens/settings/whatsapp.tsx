import { useState } from 'react'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/fields.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { copy } from './copy.ts'
import { useGroup, useRefresh } from './data.ts'

type Hook = { url: string | null; path: string; verifyToken: string }

const FIELDS = ['phoneNumberId', 'accountId', 'token', 'appSecret'] as const
const EMPTY = { phoneNumberId: '', accountId: '', token: '', appSecret: '' }

/** Four values from the page of a Meta app connect a number; then Meta is told our address. */
export function WhatsAppField({ onConnected }: { onConnected: () => void }) {
  const t = useText()
  const refresh = useRefresh()
  const [values, setValues] = useState(EMPTY)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const ready = values.phoneNumberId !== '' && values.token !== '' && values.appSecret !== ''

  const connect = async () => {
    if (busy || !ready) return
    setBusy(true)
    setRefusal(null)
    try {
      const { accountId, ...rest } = values
      await call('POST', '/api/channels/whatsapp', { ...rest, ...(accountId && { accountId }) })
      feel('saved')
      setValues(EMPTY)
      refresh()
      onConnected()
    } catch (error) {
      feel('refused')
      setRefusal(troubleOf(t, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <p className="note">{t('settings-wa-where')}</p>
      {FIELDS.map((name) => (
        <TextField
          key={name}
          label={t(`settings-wa-${name}`)}
          value={values[name]}
          type={name === 'token' || name === 'appSecret' ? 'password' : 'text'}
          inputMode={name === 'phoneNumberId' || name === 'accountId' ? 'numeric' : undefined}
          autoComplete="off"
          spellCheck={false}
          error={name === 'token' ? refusal : null}
          onValue={(next) => {
            setValues({ ...values, [name]: next.trim() })
            setRefusal(null)
          }}
        />
      ))}
      <Button look="main" writes busy={busy} disabled={!ready} type="submit">
        {t('settings-wa-connect')}
      </Button>
    </form>
  )
}

/** What is entered at Meta so that messages come. */
export function HookLines({ channel }: { channel: number }) {
  const t = useText()
  const { data } = useGroup<Hook>(`hook-${channel}`, `/api/channels/${channel}/hook`)
  if (!data) return null
  const url = data.url ?? location.origin + data.path
  return (
    <div className="stack">
      <p className="note">{t('settings-wa-hook')}</p>
      {[url, data.verifyToken].map((what) => (
        <div className="buttons" key={what}>
          <code>{what}</code>
          <Button onClick={() => void copy(t, what)}>{t('settings-wa-copy')}</Button>
        </div>
      ))}
    </div>
  )
}

/** Asks the platform for its templates, and says how many there are. */
export function SyncTemplates({ channel }: { channel: number }) {
  const t = useText()
  const refresh = useRefresh()
  const [busy, setBusy] = useState(false)
  const sync = async () => {
    setBusy(true)
    try {
      const { items } = await call<{ items: { status: string }[] }>('POST', `/api/channels/${channel}/templates/sync`)
      say({ text: t('settings-wa-synced', { count: items.filter(({ status }) => status === 'approved').length }) })
      refresh()
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button writes busy={busy} onClick={() => void sync()}>
      {t('settings-wa-sync')}
    </Button>
  )
}
