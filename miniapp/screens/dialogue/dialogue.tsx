import { Ellipsis } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { linkGone } from '../../app.tsx'
import { useBar } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { go, useSheet, useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { clientName, useChatActs, useNow, waitWords } from '../queue/data.ts'
import { Collected } from './collected.tsx'
import { Composer } from './composer.tsx'
import { type Head, type Line, useHead, useLines } from './data.ts'
import { ClientPanel } from './panel.tsx'
import { PassSheet } from './pass.tsx'
import { TranscriptView } from './transcript.tsx'
import './dialogue.css'

/** A dialogue: all that was said, what was understood and collected, and the box to answer in. */
export default function Dialogue({ params, search }: ScreenProps) {
  const t = useText()
  const id = params.chat ?? ''
  const head = useHead(id)
  const gone = head.error instanceof ApiError && (head.error.kind === 'gone' || head.error.kind === 'invalid')
  useEffect(() => {
    if (gone) linkGone(t)
  }, [gone, t])
  if (head.isPending)
    return (
      <Page title={t('dialogue')}>
        <Skeleton label={t('dialogue-loading')} onAgain={head.refetch} />
      </Page>
    )
  if (!head.data)
    return (
      <Page title={t('dialogue')}>
        <Trouble error={head.error} onAgain={head.refetch} />
      </Page>
    )
  return <Talk key={id} id={id} head={head.data} at={head.dataUpdatedAt} write={search.get('write') === '1'} />
}

function Talk({ id, head, at, write }: { id: string; head: Head; at: number; write: boolean }) {
  const t = useText()
  const wide = useWide()
  const bar = useBar()
  const { session } = useSession()
  const acts = useChatActs()
  const lines = useLines(id)
  const menu = useSheet('more')
  const pass = useSheet('pass')
  const [about, setAbout] = useState<Line | null>(null)
  const anchor = useRef<HTMLDivElement>(null)
  const me = session?.member.id ?? 0
  const chatId = Number(id)
  const { owner, leader, client } = head
  const name = clientName(t, client)
  const mine = leader?.id === me
  useKey('KeyA', 'key-take', mine ? null : () => acts.take(chatId))
  useKey('KeyP', 'key-pass', () => pass.show())
  useKey('KeyB', 'key-bot', owner === 'bot' ? null : () => acts.giveBack(chatId))
  const tried = async (work: Promise<unknown>, said?: string) => {
    try {
      await work
      if (said) bar.say({ text: said })
    } catch (error) {
      bar.say({ text: troubleOf(t, error) })
    }
    void lines.refetch()
  }
  return (
    <Page
      title={`${name} · ${t(`channel-${head.channel.kind}`)}`}
      tools={
        <div ref={anchor}>
          <IconButton label={t('more-actions')} onClick={() => menu.show()}>
            <Ellipsis size={24} aria-hidden="true" />
          </IconButton>
        </div>
      }
      under={<Leading head={head} at={at} mine={mine} />}
    >
      <div className="dialogue">
        <div className="dialogue-column">
          {lines.isPending ? (
            <Skeleton label={t('dialogue-loading')} onAgain={lines.refetch} />
          ) : lines.isError ? (
            <Trouble error={lines.error} onAgain={lines.refetch} />
          ) : (
            <TranscriptView
              lines={lines.lines}
              marks={lines.marks}
              client={name}
              onEarlier={lines.hasNextPage ? lines.fetchNextPage : null}
              onRetry={(line) => void tried(call('POST', `/api/chats/${id}/messages/${line.id}/retry`))}
              onMenu={setAbout}
            />
          )}
          <div className="dialogue-foot">
            <Collected id={id} head={head} />
            <Composer key={id} id={id} head={head} me={me} write={write} />
          </div>
        </div>
        {wide && <ClientPanel head={head} />}
      </div>
      <MenuSheet
        open={menu.open}
        onClose={menu.close}
        anchor={anchor}
        title={t('more-actions')}
        items={[
          { label: t('pass-on'), act: () => pass.show(), writes: true },
          ...(owner === 'bot' ? [] : [{ label: t('to-bot'), act: () => void acts.giveBack(chatId), writes: true }]),
          { label: t('client-card'), act: () => go(`/clients/${client.id}`) },
          { label: t('to-blacklist'), act: () => void acts.blacklist(chatId, client), danger: true, writes: true },
        ]}
      />
      <PassSheet open={pass.open} onClose={pass.close} chatId={chatId} />
      <MenuSheet
        open={about !== null}
        onClose={() => setAbout(null)}
        title={t('message-actions')}
        items={[
          {
            label: t('delete-there'),
            act: () => void tried(call('DELETE', `/api/chats/${id}/messages/${about!.id}`), t('deleting-there')),
            danger: true,
            writes: true,
          },
        ]}
      />
    </Page>
  )
}

/** Who leads it, who looks at it besides, and the way to change that. */
function Leading({ head, at, mine }: { head: Head; at: number; mine: boolean }) {
  const t = useText()
  const style = useStyle()
  const acts = useChatActs()
  const now = useNow(head.now, at)
  const { owner, leader, waitingSince, watching, reason, id } = head
  const words =
    owner === 'member'
      ? mine
        ? t('leads-you')
        : leader
          ? t('leads', { name: leader.name })
          : t('leads-outside', { channel: t(`channel-${head.channel.kind}`) })
      : owner === 'bot' || !waitingSince
        ? t('leads-bot')
        : t('leads-nobody', { wait: waitWords(t, waitingSince, now, style.language) })
  const typing = watching.filter((one) => one.typing)
  const others = (typing.length > 0 ? typing : watching).map((one) => one.name).join(', ')
  return (
    <div className="leading">
      <p>
        {words}
        {reason && <span className="note"> · {t(`reason-${reason}`)}</span>}
        {others && (
          <span className="leading-others"> {t(typing.length > 0 ? 'types' : 'watches', { name: others })}</span>
        )}
      </p>
      {mine ? (
        <Button writes onClick={() => void acts.giveBack(id)}>
          {t('to-bot')}
        </Button>
      ) : (
        <Button look="main" writes onClick={() => void acts.take(id)}>
          {t('take')}
        </Button>
      )}
    </div>
  )
}
