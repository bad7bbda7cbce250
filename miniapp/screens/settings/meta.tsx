import { useState } from 'react'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Switch, TextField } from '../../kit/fields.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useConnecting } from './connecting.ts'
import { copy } from './copy.ts'
import { type Channel, useGroup, useRefresh } from './data.ts'

type Hook = { url: string | null; path: string; verifyToken: string }

/** What each of Meta's channels is connected by; what may stay empty is left out then. */
const FIELDS = {
  whatsapp: { short: 'wa', names: ['phoneNumberId', 'accountId', 'token', 'appSecret'], optional: ['accountId'] },
  instagram: { short: 'ig', names: ['accountId', 'token', 'appSecret'], optional: [] },
} as const

const SECRET: readonly string[] = ['token', 'appSecret']

/** Values from the page of a Meta app connect a channel; then Meta is told our address. */
export function MetaField({ kind, onConnected }: { kind: keyof typeof FIELDS; onConnected: () => void }) {
  const t = useText()
  const refresh = useRefresh()
  const { short, names, optional } = FIELDS[kind]
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const { busy, refusal, setRefusal, send } = useConnecting()
  const ready = names.every((name) => values[name] || (optional as readonly string[]).includes(name))

  const connect = async () => {
    if (!ready) return
    await send(async () => {
      const given = Object.entries(values).filter(([, value]) => value !== '')
      await call('POST', `/api/channels/${kind}`, Object.fromEntries(given))
      feel('saved')
      setValues({})
      refresh()
      onConnected()
    })
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <p className="note">{t(`settings-${short}-where`)}</p>
      {names.map((name) => (
        <TextField
          key={name}
          label={t(`settings-${short}-${name}`)}
          value={values[name] ?? ''}
          type={SECRET.includes(name) ? 'password' : 'text'}
          inputMode={SECRET.includes(name) ? undefined : 'numeric'}
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
        {t(`settings-${short}-connect`)}
      </Button>
    </form>
  )
}

/** What is entered at Meta so that messages come. */
export function HookLines({ channel, kind }: { channel: number; kind: string }) {
  const t = useText()
  const { data } = useGroup<Hook>(`hook-${channel}`, `/api/channels/${channel}/hook`)
  if (!data) return null
  const url = data.url ?? location.origin + data.path
  return (
    <div className="stack">
      <p className="note">{t(kind === 'instagram' ? 'settings-ig-hook' : 'settings-wa-hook')}</p>
      {[url, data.verifyToken].map((what) => (
        <div className="buttons" key={what}>
          <code>{what}</code>
          <Button onClick={() => void copy(t, what)}>{t('settings-wa-copy')}</Button>
        </div>
      ))}
    </div>
  )
}

/** Answers of staff go out for seven days, marked as a person's: where Meta has approved it. */
export function HumanAgent({ channel: { id, humanAgent } }: { channel: Channel }) {
  const t = useText()
  const refresh = useRefresh()
  const turn = async (on: boolean) => {
    try {
      await call('PATCH', `/api/channels/${id}/human-agent`, { on })
      say({ text: t('settings-saved') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
    refresh()
  }
  return (
    <Switch
      label={t('settings-ig-human')}
      hint={t('settings-ig-human-hint')}
      on={humanAgent}
      onChange={(on) => void turn(on)}
    />
  )
}
