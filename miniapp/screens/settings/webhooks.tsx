import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { HOOK_KINDS } from '../../../domain/webhooks.ts'
import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Badge, Card, List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { back, go } from '../../nav/go.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { copy } from './copy.ts'
import { useGroup, useRefresh, type Webhook } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { AddLink } from './services.tsx'
import { Split } from './split.tsx'
import { Kinds } from './webhooks-kinds.tsx'
import { HookLog } from './webhooks-log.tsx'

/** Secrets that were just made, by address: on the screen until somebody says that they are kept, and nowhere else. */
const fresh = new Map<number, string>()

/** Addresses of the business's own systems: the list, and one of them with its state, its log and its form. */
export function Webhooks({ id }: { id: string | undefined }) {
  const t = useText()
  const style = useStyle()
  const { data, error, refetch } = useGroup<{ items: Webhook[] }>('webhooks', '/api/webhooks')
  const chosen = data?.items.find((one) => String(one.id) === id)
  const list = error ? (
    <Trouble error={error} onAgain={() => void refetch()} />
  ) : !data ? (
    <Skeleton label={t('loading')} />
  ) : data.items.length === 0 ? (
    <Empty text={t('hooks-none')}>
      <Button look="main" onClick={() => go('/settings/webhooks/new')}>
        {t('hooks-add')}
      </Button>
    </Empty>
  ) : (
    <div className="form">
      <p className="note">{t('hooks-about')}</p>
      <List label={t('hooks')}>
        {data.items.map((one) => (
          <ListRow
            key={one.id}
            to={`/settings/webhooks/${one.id}`}
            current={one.id === chosen?.id}
            title={hostOf(one)}
            note={stateOf(t, one, (at) => dayTime(at, style))}
            side={isTroubled(one) && <Badge count={Math.max(1, one.failed)} tone="red" label={t('hooks-broken')} />}
          />
        ))}
      </List>
    </div>
  )
  const form =
    id === 'new' ? (
      <div className="stack">
        <p className="note">{t('hooks-about')}</p>
        <HookForm key="new" hook={null} />
      </div>
    ) : chosen ? (
      <Chosen key={chosen.id} hook={chosen} />
    ) : null
  return (
    <Split
      title={t('hooks')}
      chosenTitle={chosen ? hostOf(chosen) : t('hooks-new')}
      tools={<AddLink to="/settings/webhooks/new" label={t('hooks-add')} />}
      list={list}
      form={form}
    />
  )
}

const hostOf = ({ url }: Webhook) => URL.parse(url)?.host ?? url
const isTroubled = ({ state, broken }: Webhook) => broken || state === 'paused' || state === 'gone'

/** How an address is, in a sentence. */
function stateOf(t: Text, { state, broken, failingSince, lastAt }: Webhook, sayAt: (at: string) => string): string {
  if (state !== 'on') return t(`hooks-state-${state}`)
  if (failingSince) return t(broken ? 'hooks-state-broken' : 'hooks-state-failing', { at: sayAt(failingSince) })
  return t(lastAt ? 'hooks-state-on' : 'hooks-state-quiet')
}

function Chosen({ hook }: { hook: Webhook }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const { busy, work } = useWork(refresh)
  const [secret, setSecret] = useState(() => fresh.get(hook.id) ?? null)
  const keep = (made: string | null) => {
    made === null ? fresh.delete(hook.id) : fresh.set(hook.id, made)
    setSecret(made)
  }
  const does = (todo: () => Promise<string>) => work(async () => say({ text: await todo() }))
  const test = async () => {
    await call('POST', `/api/webhooks/${hook.id}/test`)
    return t('hooks-test-sent')
  }
  const turnOn = async () => {
    await call('PATCH', `/api/webhooks/${hook.id}`, { version: hook.version, on: true })
    return t('hooks-turned-on')
  }
  return (
    <div className="stack">
      {secret && <SecretCard secret={secret} onKept={() => keep(null)} />}
      <Card title={stateOf(t, hook, (at) => dayTime(at, style))}>
        {hook.waiting > 0 && <p className="note">{t('hooks-waiting', { count: hook.waiting })}</p>}
        <div className="buttons">
          {hook.on ? (
            <Button writes busy={busy} onClick={() => void does(test)}>
              {t('hooks-test')}
            </Button>
          ) : (
            <Button look="main" writes busy={busy} onClick={() => void does(turnOn)}>
              {t('hooks-turn-on')}
            </Button>
          )}
        </div>
      </Card>
      <HookLog hook={hook} />
      <HookForm hook={hook} onSecret={keep} />
    </div>
  )
}

function SecretCard({ secret, onKept }: { secret: string; onKept: () => void }) {
  const t = useText()
  return (
    <Card title={t('hooks-secret')}>
      <p>{t('hooks-secret-once')}</p>
      <p className="link-box">{secret}</p>
      <div className="buttons">
        <Button onClick={() => void copy(t, secret)}>{t('hooks-secret-copy')}</Button>
        <Button onClick={onKept}>{t('hooks-secret-kept')}</Button>
      </div>
    </Card>
  )
}

const SPECS: FieldSpec[] = [
  { key: 'url', label: 'hooks-url', hint: 'hooks-url-hint', kind: 'text' },
  { key: 'personal', label: 'hooks-personal', hint: 'hooks-personal-hint', kind: 'switch' },
]
const ON: FieldSpec = { key: 'on', label: 'hooks-on', hint: 'hooks-on-hint', kind: 'switch' }

function HookForm({ hook, onSecret }: { hook: Webhook | null; onSecret?: (secret: string) => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [key] = useState(() => crypto.randomUUID())
  const save = async (change: Values, version: number) => {
    if (hook) return call<Webhook>('PATCH', `/api/webhooks/${hook.id}`, { ...change, version })
    const made = await call<{ webhook: Webhook; secret: string }>('POST', '/api/webhooks', change, { key })
    fresh.set(made.webhook.id, made.secret)
    queries.setQueryData<{ items: Webhook[] }>(['settings', 'webhooks'], (known) => ({
      items: [...(known?.items ?? []), made.webhook],
    }))
    go(`/settings/webhooks/${made.webhook.id}`, { replace: true })
    return undefined
  }
  return (
    <Edit
      draft={`settings-webhook-${hook?.id ?? 'new'}`}
      specs={hook ? [...SPECS, ON] : SPECS}
      item={hook}
      empty={{ url: '', personal: false, kinds: [...HOOK_KINDS] }}
      save={save}
      check={({ kinds }) => ((kinds as string[] | undefined)?.length === 0 ? t('hooks-kinds-none') : null)}
      verb={hook ? undefined : t('hooks-add')}
      onMade={() => {}}
      after={(values, set) => ({
        url: <Kinds chosen={values.kinds as string[]} onChange={(kinds) => set('kinds', kinds)} />,
        end: hook && onSecret && <Rest hook={hook} onSecret={onSecret} />,
      })}
    />
  )
}

/** What is rarely done: another secret, and the end. */
function Rest({ hook, onSecret }: { hook: Webhook; onSecret: (secret: string) => void }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const [ask, dialog] = useAsk()
  const tried = (work: Promise<void>) => work.catch((error: unknown) => say({ text: troubleOf(t, error) }))
  const rotate = async () => {
    const verb = t('hooks-secret-new')
    if (!(await ask({ title: t('hooks-secret-ask'), text: t('hooks-secret-ask-text'), verb }))) return
    const made = await call<{ secret: string }>('POST', `/api/webhooks/${hook.id}/secret`)
    onSecret(made.secret)
    refresh()
    scrollTo({ top: 0 })
  }
  const remove = async () => {
    const title = t('hooks-remove-ask', { host: hostOf(hook) })
    if (!(await ask({ title, text: t('hooks-remove-text'), verb: t('hooks-remove') }))) return
    await call('DELETE', `/api/webhooks/${hook.id}`)
    back()
    refresh()
    say({ text: t('hooks-removed') })
  }
  return (
    <>
      <p className="note">
        {t('hooks-guide')}{' '}
        <a href="/api/docs#webhooks" target="_blank" rel="noreferrer">
          {location.origin}/api/docs#webhooks
        </a>
      </p>
      {hook.oldSecretUntil && (
        <p className="note">{t('hooks-secret-old', { at: dayTime(hook.oldSecretUntil, style) })}</p>
      )}
      <div className="buttons">
        <Button writes onClick={() => void tried(rotate())}>
          {t('hooks-secret-new')}
        </Button>
        <Button look="danger" writes onClick={() => void tried(remove())}>
          {t('hooks-remove')}
        </Button>
      </div>
      {dialog}
    </>
  )
}
