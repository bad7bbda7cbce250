import { useRef, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Switch, showFirstError, TextField } from '../../kit/fields.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { feel, openOutside } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useConnecting } from './connecting.ts'
import { copy } from './copy.ts'
import { type Channel, useGroup, useRefresh } from './data.ts'

/** Which field a refusal is about; the token where it is about none. */
const ABOUT: Readonly<Record<string, string>> = { unknown_number: 'phoneNumberId', other_account: 'accountId' }

/** What is wrong, by field: in the platform's own words, or which of them don't look like what Meta gives. */
function wrongFields(t: Text, error: unknown): Record<string, string> {
  const { fields, reason } = (error instanceof ApiError ? error.details : {}) as { fields?: object; reason?: string }
  const wrong = Object.keys(fields ?? {}).map((name) => [
    name,
    t(SECRET.includes(name) ? 'settings-meta-cut' : 'settings-meta-digits'),
  ])
  return wrong.length > 0 ? Object.fromEntries(wrong) : { [ABOUT[reason ?? ''] ?? 'token']: troubleOf(t, error) }
}

type Hook = { url: string | null; path: string; verifyToken: string }

/** What each of Meta's channels is connected by; what may stay empty is left out then. */
const FIELDS = {
  whatsapp: {
    platform: 'WhatsApp',
    short: 'wa',
    names: ['phoneNumberId', 'accountId', 'token', 'appSecret'],
    optional: ['accountId'],
  },
  instagram: { platform: 'Instagram', short: 'ig', names: ['accountId', 'token', 'appSecret'], optional: [] },
} as const

const SECRET: readonly string[] = ['token', 'appSecret']
const APPS = 'https://developers.facebook.com/apps'

/** Values from the page of a Meta app connect a channel; then Meta is told our address. */
export function MetaField({ kind, onConnected }: { kind: keyof typeof FIELDS; onConnected: () => void }) {
  const t = useText()
  const refresh = useRefresh()
  const { platform, short, names, optional } = FIELDS[kind]
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const form = useRef<HTMLFormElement>(null)
  const { busy, send } = useConnecting((error) => {
    setWrong(wrongFields(t, error))
    requestAnimationFrame(() => showFirstError(form.current ?? document))
  })
  const ready = names.every((name) => values[name] || (optional as readonly string[]).includes(name))

  const connect = async () => {
    if (!ready) return
    setWrong({})
    await send(async () => {
      const given = Object.entries(values).filter(([, value]) => value !== '')
      await call('POST', `/api/channels/${kind}`, Object.fromEntries(given))
      feel('saved')
      setValues({})
      refresh()
      onConnected()
      say({ text: t('settings-meta-connected', { platform }) })
    })
  }
  return (
    <form
      ref={form}
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <p className="note">{t(`settings-${short}-where`)}</p>
      <Button onClick={() => openOutside(APPS)}>{t('settings-meta-open')}</Button>
      {names.map((name) => (
        <TextField
          key={name}
          label={t(`settings-${short}-${name}`)}
          value={values[name] ?? ''}
          type={SECRET.includes(name) ? 'password' : 'text'}
          inputMode={SECRET.includes(name) ? undefined : 'numeric'}
          autoComplete="off"
          spellCheck={false}
          error={wrong[name]}
          onValue={(next) => {
            setValues({ ...values, [name]: next.trim() })
            setWrong({ ...wrong, [name]: '' })
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
  const { data, error, refetch } = useGroup<Hook>(`hook-${channel}`, `/api/channels/${channel}/hook`)
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} />
  const lines = [
    ['Callback URL', data.url ?? location.origin + data.path, 'settings-meta-copy-url'],
    ['Verify token', data.verifyToken, 'settings-meta-copy-word'],
  ] as const
  return (
    <div className="stack">
      <p className="note">{t(kind === 'instagram' ? 'settings-ig-hook' : 'settings-wa-hook')}</p>
      {data.url === null && <p className="breaks">{t('settings-meta-local')}</p>}
      {lines.map(([name, what, copying]) => (
        <div className="stack" key={name}>
          <span className="note">{name}</span>
          <code className="link-box">{what}</code>
          <Button onClick={() => void copy(t, what)}>{t(copying)}</Button>
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
