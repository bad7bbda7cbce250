import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { say } from '../../../kit/bar.ts'
import { Button } from '../../../kit/button.tsx'
import { showFirstError, TextField } from '../../../kit/fields.tsx'
import { Card } from '../../../kit/list.tsx'
import { troubleOf } from '../../../kit/states.tsx'
import { isLocal } from '../../../local.ts'
import { feel } from '../../../telegram/telegram.ts'
import { useText } from '../../../texts/texts.ts'
import { useConnecting } from '../connecting.ts'
import { copy } from '../copy.ts'
import { type Lack, type Portal, useKeep } from './data.ts'

const STEPS = ['open', 'rights', 'copy'] as const

/** Pasting a webhook: where to make it, what to tick; it is checked at once. `again`: in place of one that works no more. */
export function Connect({ again = false }: { again?: boolean }) {
  const t = useText()
  const keep = useKeep()
  const [webhook, setWebhook] = useState('')
  const { busy, refusal, setRefusal, send } = useConnecting()
  const connect = async () => {
    if (busy) return
    if (webhook === '') {
      setRefusal(t('required'))
      requestAnimationFrame(() => showFirstError())
      return
    }
    await send(async () => {
      const { portal, lacks } = await call<{ portal: Portal; lacks: Lack[] }>('POST', '/api/bitrix24', { webhook })
      feel('saved')
      // What was pasted stays nowhere.
      setWebhook('')
      keep(portal)
      const lack = lacks[0]
      say({ text: lack ? t(`bitrix24-lack-${lack.code}`) : t('bitrix24-connected') })
    })
  }
  return (
    <Card title={t(again ? 'bitrix24-connect-again' : 'bitrix24-connect')}>
      {!again && <p>{t('bitrix24-lead')}</p>}
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step}>{t(`bitrix24-step-${step}`)}</li>
        ))}
      </ol>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void connect()
        }}
      >
        <TextField
          label={t('bitrix24-webhook')}
          hint={t('bitrix24-webhook-hint')}
          type="password"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={webhook}
          error={refusal}
          onValue={(next) => {
            setWebhook(next.trim())
            setRefusal(null)
          }}
        />
        <Button look="main" writes busy={busy} type="submit">
          {t('bitrix24-connect-verb')}
        </Button>
      </form>
    </Card>
  )
}

/** The portal's events: our address for its outgoing webhook, and the token by which they are known. */
export function Events({ portal }: { portal: Portal }) {
  const t = useText()
  const keep = useKeep()
  const [token, setToken] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const { hook } = portal
  if (!hook) return null
  const url = hook.url ?? location.origin + hook.path
  const save = async () => {
    if (busy) return
    if (token.length < 8) return setRefusal(t('bitrix24-token-wrong'))
    setBusy(true)
    try {
      keep(await call<Portal>('POST', '/api/bitrix24/events', { token }))
      setToken('')
      say({ text: t('settings-saved') })
    } catch (error) {
      setRefusal(troubleOf(t, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <details className="card">
      <summary>{t(hook.token ? 'bitrix24-events-on' : 'bitrix24-events')}</summary>
      <div className="stack">
        <p>{t('bitrix24-events-lead')}</p>
        <ol className="steps">
          <li>{t('bitrix24-events-open')}</li>
          <li>
            {t('bitrix24-events-url')}
            <span className="buttons">
              <code className="link-box">{url}</code>
              <Button onClick={() => void copy(t, url)}>{t('settings-meta-copy-url')}</Button>
            </span>
            {isLocal(url) && <p className="breaks">{t('bitrix24-local')}</p>}
          </li>
          <li>{t('bitrix24-events-tick')}</li>
          <li>{t('bitrix24-events-token')}</li>
        </ol>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <TextField
            label={t('bitrix24-token')}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            error={refusal}
            onValue={(next) => {
              setToken(next.trim())
              setRefusal(null)
            }}
          />
          <Button writes busy={busy} type="submit">
            {t('settings-save')}
          </Button>
        </form>
      </div>
    </details>
  )
}
