import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { dayTime, type Style } from '../../format.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Select } from '../../kit/fields.tsx'
import { Card, StatusMark } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { openOutside } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { BotField } from './bot.tsx'
import { type Channel, type Settings, type Team, useGroup, useRefresh } from './data.ts'
import { HookLines, HumanAgent, MetaField } from './meta.tsx'
import { ChannelOrder } from './order.tsx'
import { SyncTemplates } from './whatsapp.tsx'
import { WhatsAppTemplates } from './whatsapp-templates.tsx'

/** Connected bots and the website chat: how they do, and what to do about it. */
export function Channels() {
  const t = useText()
  const { data, error, refetch } = useGroup<{ items: Channel[] }>('channels', '/api/channels')
  return (
    <Page title={t('settings-channels')}>
      <div className="form">
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('loading')} rows={2} height={160} />}
        {data?.items.map((one) => (
          <ChannelCard key={one.id} channel={one} />
        ))}
        {data && <ChannelOrder channels={data.items} />}
        {data && (
          <Card title={t('settings-connect')}>
            <BotField onConnected={() => void refetch()} />
          </Card>
        )}
        {data && (
          <Card title={t('settings-wa-connect')}>
            <MetaField kind="whatsapp" onConnected={() => void refetch()} />
          </Card>
        )}
        {data && (
          <Card title={t('settings-ig-connect')}>
            <MetaField kind="instagram" onConnected={() => void refetch()} />
          </Card>
        )}
      </div>
    </Page>
  )
}

/** Meta's channels. */
const PLATFORM: Readonly<Record<string, string>> = { whatsapp: 'WhatsApp', instagram: 'Instagram' }
/** States that have another cure there. */
const OWN: Readonly<Record<string, string>> = { revoked: 'settings-token', stopped: 'settings-stopped' }

/** The state of a channel in words, with its cure. */
export function stateWords(t: Text, style: Style, { kind, state, since }: Channel): string {
  const minutes = since ? Math.max(1, Math.round((Date.now() - Date.parse(since)) / 60_000)) : 1
  const platform = PLATFORM[kind] ?? 'Telegram'
  const own = kind in PLATFORM ? OWN[state] : undefined
  return t(own ? `${own}-${kind}` : `settings-state-${state}`, {
    platform,
    minutes,
    since: since ? dayTime(since, style) : '',
  })
}

function ChannelCard({ channel }: { channel: Channel }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const [ask, dialog] = useAsk()
  const { busy, work } = useWork()
  const telegram = channel.kind === 'telegram'
  const whatsapp = channel.kind === 'whatsapp'
  const meta = channel.kind in PLATFORM
  const name = nameOf(t, channel)
  const works = channel.state === 'works'

  const test = () =>
    work(async () => {
      const { outcome, reason } = await call<{ outcome: string; reason: string | null }>(
        'POST',
        `/api/channels/${channel.id}/test`,
      )
      say({ text: t(`settings-test-${outcome}`, { reason: reason ?? '', platform: PLATFORM[channel.kind] ?? '' }) })
      refresh()
    })
  const disconnect = async () => {
    const sure = await ask({
      title: t('settings-disconnect-title', { name }),
      text: t('settings-disconnect-text'),
      verb: t('settings-disconnect'),
    })
    if (!sure) return
    try {
      await call('DELETE', `/api/channels/${channel.id}`)
      say({ text: t('settings-disconnected') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
    refresh()
  }

  return (
    <Card title={name}>
      <p>
        <StatusMark
          state={works ? 'confirmed' : channel.state === 'off' ? 'blocked' : 'noshow'}
          word={t(works ? 'settings-works' : channel.state === 'off' ? 'settings-off-word' : 'settings-broken')}
        />
      </p>
      {!works && <p>{stateWords(t, style, channel)}</p>}
      <dl className="times">
        <Line label={t('settings-last-in')} at={channel.lastIn} />
        <Line label={t('settings-last-out')} at={channel.lastOut} />
      </dl>
      {channel.state !== 'off' && <Responsible channel={channel.id} />}
      {channel.lastError && <p className="note">{t('settings-last-error', { error: channel.lastError })}</p>}
      {meta && channel.state !== 'off' && (
        <>
          <HookLines channel={channel.id} kind={channel.kind} />
          {whatsapp ? <WhatsAppTemplates channel={channel.id} /> : <HumanAgent channel={channel} />}
        </>
      )}
      <div className="buttons">
        {(telegram || meta) && channel.state !== 'off' && (
          <Button writes busy={busy} onClick={() => void test()}>
            {t('settings-test')}
          </Button>
        )}
        {telegram && channel.username && (
          <Button onClick={() => openOutside(`https://t.me/${channel.username}`)}>{t('settings-open-bot')}</Button>
        )}
        {channel.path && (
          <Button onClick={() => openOutside(location.origin + channel.path)}>{t('settings-open-chat')}</Button>
        )}
        {whatsapp && channel.state !== 'off' && <SyncTemplates channel={channel.id} />}
        {(telegram || meta) && channel.state !== 'off' && (
          <Button look="danger" writes onClick={() => void disconnect()}>
            {t('settings-disconnect')}
          </Button>
        )}
      </div>
      {dialog}
    </Card>
  )
}

function nameOf(t: Text, { kind, username }: Channel): string {
  if (kind === 'whatsapp') return ['WhatsApp', username].filter(Boolean).join(' ')
  if (kind === 'instagram') return ['Instagram', username && `@${username}`].filter(Boolean).join(' ')
  if (kind !== 'telegram') return t('settings-website')
  return username ? `@${username}` : t('settings-bot')
}

/** Who is called first when somebody of this channel waits. */
function Responsible({ channel }: { channel: number }) {
  const t = useText()
  const queries = useQueryClient()
  const { data: team } = useGroup<Team>('team', '/api/members')
  const { data: settings } = useGroup<Settings>('business', '/api/settings')
  if (!team || !settings) return null
  const { version, assistant } = settings
  const known = assistant.responsible[channel]
  const choose = async (member: string) => {
    const { [channel]: _, ...others } = assistant.responsible
    const responsible = member === NOBODY ? others : { ...others, [channel]: Number(member) }
    try {
      await call('PATCH', '/api/settings', { version, assistant: { responsible } })
      say({ text: t('settings-saved') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
    void queries.invalidateQueries({ queryKey: ['settings'] })
  }
  return (
    <Select
      label={t('settings-responsible')}
      hint={t('settings-responsible-hint')}
      value={known === undefined ? NOBODY : String(known)}
      onValue={(member) => void choose(member)}
      options={[
        { value: NOBODY, label: t('settings-responsible-nobody') },
        ...team.items
          .filter(({ role }) => role !== 'master')
          .map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
    />
  )
}

const NOBODY = 'nobody'

function Line({ label, at }: { label: string; at: string | null }) {
  const style = useStyle()
  return (
    <div>
      <dt>{label}</dt>
      <dd>{at ? dayTime(at, style) : '—'}</dd>
    </div>
  )
}
