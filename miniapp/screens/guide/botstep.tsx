import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card, StatusMark } from '../../kit/list.tsx'
import { Skeleton, troubleOf } from '../../kit/states.tsx'
import { openOutside } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { BotField } from '../settings/bot.tsx'
import { stateWords } from '../settings/channels.tsx'
import type { Channel, Team } from '../settings/data.ts'
import type { StepProps } from './data.ts'

/** Step 5: the bot is found by its token, and the first message turns it green. */
export function BotStep(_props: StepProps) {
  const t = useText()
  const { data, refetch } = useQuery({
    queryKey: ['channels'],
    queryFn: () => call<{ items: Channel[] }>('GET', '/api/channels'),
    refetchInterval: 2000,
  })
  if (!data) return <Skeleton label={t('loading')} rows={3} />
  const bot = data.items.find(({ kind, state }) => kind === 'telegram' && state !== 'off')
  return bot ? <Found bot={bot} /> : <BotField onConnected={() => void refetch()} />
}

function Found({ bot }: { bot: Channel }) {
  const t = useText()
  const style = useStyle()
  const open = useOwnBot(bot.username)
  return (
    <Card>
      <div className="guide-bot">
        <span className="guide-face" aria-hidden="true">
          {(bot.name ?? bot.username ?? '?').charAt(0)}
        </span>
        <div>
          <strong>{bot.name}</strong>
          <p>{t('guide-found', { bot: bot.username ?? '…' })}</p>
        </div>
      </div>
      {bot.state !== 'works' && (
        <p role="alert">{bot.state === 'unreachable' ? t('guide-unreachable') : stateWords(t, style, bot)}</p>
      )}
      <p>{t('guide-write')}</p>
      <p role="status">
        {bot.lastIn ? (
          <StatusMark state="confirmed" word={t('guide-came')} />
        ) : (
          <span className="note">{t('guide-waiting')}</span>
        )}
      </p>
      <Button look={bot.lastIn ? 'quiet' : 'main'} onClick={() => void open()}>
        {t('settings-open-bot')}
      </Button>
    </Card>
  )
}

/** Opens the bot so that it knows the owner from then on: whoever came by a link has no chat with it yet. */
export function useOwnBot(username: string | null): () => Promise<void> {
  const t = useText()
  const { session } = useSession()
  const { data } = useQuery({ queryKey: ['settings', 'team'], queryFn: () => call<Team>('GET', '/api/members') })
  const known = data?.items.find(({ id }) => id === session?.member.id)?.reachable ?? true
  return async () => {
    if (!username) return
    try {
      const start = known ? null : await call<{ path: string }>('POST', '/api/session/link')
      const code = start && new URL(start.path, location.origin).searchParams.get('code')
      openOutside(`https://t.me/${username}${code ? `?start=m_${code}` : ''}`)
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
}
