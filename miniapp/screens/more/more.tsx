import './more.css'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { refreshMe, useRight, useSession } from '../../api/session.ts'
import { say } from '../../kit/bar.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Switch } from '../../kit/fields.tsx'
import { Badge, Card, List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { inTelegram, openOutside } from '../../telegram/telegram.ts'
import { useText, useWords } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { stateWords } from '../settings/channels.tsx'
import { copy } from '../settings/copy.ts'
import type { Channel } from '../settings/data.ts'

type Entry = { to: string; title: string; note?: string; side?: React.ReactNode }

/** What is not of every day: numbers, settings, one's own. */
export default function More() {
  const t = useText()
  const style = useStyle()
  const { session } = useSession()
  const writes = useRight('catalog.write') === 'all'
  const teaches = useRight('assistant') === 'all'
  const counts = useRight('numbers') !== 'none'
  const brings = useRight('import') === 'all'
  const tries = useRight('experiments') === 'all'
  const spends = useRight('spend') === 'all'
  const audits = useRight('audit') === 'all'
  const connects = useRight('channels') === 'all'
  const { data: channels } = useQuery({
    queryKey: ['channels'],
    queryFn: () => call<{ items: Channel[] }>('GET', '/api/channels'),
    enabled: connects,
  })
  const { data: guide } = useQuery({
    queryKey: ['settings', 'guide'],
    queryFn: () => call<{ done: boolean; step: number }>('GET', '/api/guide'),
    enabled: writes,
  })
  const broken = channels?.items.find(({ state }) => state !== 'works' && state !== 'off')
  const group = (title: string, entries: (Entry | false)[]) => {
    const shown = entries.filter((entry) => entry !== false)
    return (
      shown.length > 0 && (
        <div className="section">
          <h2>{title}</h2>
          <List label={title}>
            {shown.map((entry) => (
              <ListRow key={entry.to} {...entry} />
            ))}
          </List>
        </div>
      )
    )
  }
  const row = (name: string, to = `/settings/${name}`): Entry => ({ to, title: t(`more-${name}`) })
  return (
    <Page title={t('more')}>
      <div className="sections more">
        {group(t('more-work'), [
          writes &&
            guide?.done === false && { ...row('guide', '/guide'), note: t('more-guide-step', { step: guide.step }) },
          counts && row('numbers', '/numbers'),
          spends && row('links', '/links'),
          writes && row('alerts'),
          tries && row('experiments', '/experiments'),
          brings && row('past', '/past'),
          teaches && row('unclear', '/unclear'),
        ])}
        {writes &&
          group(t('more-offer'), [
            row('services'),
            row('masters'),
            row('places'),
            row('rules'),
            row('promos'),
            row('questions'),
          ])}
        {writes &&
          group(t('more-speech'), [
            row('texts'),
            row('faq'),
            row('replies'),
            row('chains'),
            row('consents'),
            row('assistant'),
          ])}
        {connects &&
          group(t('more-business'), [
            {
              ...row('channels'),
              note: broken && stateWords(t, style, broken),
              side: broken && <Badge count={1} tone="red" label={t('tab-broken')} />,
            },
            { to: '/settings/webhooks', title: t('hooks') },
            row('team'),
            audits && row('journal'),
          ])}
        {session && <Own />}
      </div>
    </Page>
  )
}

/** What concerns only oneself: duty, language, another device. */
function Own() {
  const t = useText()
  const { choose, language } = useWords()
  const { session } = useSession()
  const change = async (what: {
    onDuty?: boolean
    language?: 'ru' | 'en'
    preferences?: { visitNews: 'all' | 'none' } | { digest: 'all' | 'none' }
  }) => {
    try {
      await call('PATCH', '/api/me', { version: session!.member.version, ...what })
      await refreshMe()
    } catch (error) {
      await refreshMe()
      say({ text: troubleOf(t, error) })
    }
  }
  const link = async () => {
    try {
      const { path } = await call<{ path: string }>('POST', '/api/session/link')
      const address = location.origin + path
      if (inTelegram()) openOutside(address)
      else await copy(t, address)
      say({ text: t('more-link-made'), extra: { label: t('settings-copy-link'), act: () => void copy(t, address) } })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
  return (
    <div className="section">
      <h2>{t('more-own')}</h2>
      <Card>
        <Switch
          label={t('more-duty')}
          hint={t('settings-duty-hint')}
          on={session!.member.onDuty}
          onChange={(onDuty) => void change({ onDuty })}
        />
        {session!.member.resourceId !== null && (
          <Switch
            label={t('more-visit-news')}
            hint={t('more-visit-news-hint')}
            on={session!.member.preferences.visitNews !== 'none'}
            onChange={(on) => void change({ preferences: { visitNews: on ? 'all' : 'none' } })}
          />
        )}
        {(session!.member.role === 'owner' || session!.member.role === 'admin') && (
          <Switch
            label={t('more-digest')}
            hint={t('more-digest-hint')}
            on={(session!.member.preferences.digest ?? (session!.member.role === 'owner' ? 'all' : 'none')) !== 'none'}
            onChange={(on) => void change({ preferences: { digest: on ? 'all' : 'none' } })}
          />
        )}
        <ChipRow label={t('more-language')}>
          {(['ru', 'en'] as const).map((one) => (
            <Chip
              key={one}
              chosen={language === one}
              onPress={() => {
                choose(one)
                void change({ language: one })
              }}
            >
              {one === 'ru' ? 'Русский' : 'English'}
            </Chip>
          ))}
        </ChipRow>
      </Card>
      <List label={t('more-own')}>
        <ListRow title={t('more-computer')} note={t('more-computer-note')} onPress={() => void link()} />
      </List>
    </div>
  )
}
