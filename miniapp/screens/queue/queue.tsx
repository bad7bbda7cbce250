import { useQuery } from '@tanstack/react-query'
import { Volume2, VolumeX } from 'lucide-react'
import { useDeferredValue, useRef, useState } from 'react'
import { api, call, read } from '../../api/client.ts'
import { refreshMe, useSession } from '../../api/session.ts'
import { Button, Chip, ChipRow, IconButton } from '../../kit/button.tsx'
import { TextField } from '../../kit/fields.tsx'
import { Page } from '../../kit/page.tsx'
import { Segments } from '../../kit/segments.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go, setSearch, usePlace, useSheet } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { PassSheet } from '../dialogue/pass.tsx'
import { QueueCard } from './card.tsx'
import { type ChatCard, clientName, type Segment, useChatActs, useChats, useNow } from './data.ts'
import { useHeld } from './held.ts'
import { soundChoice, turnSoundOn, useSoundOn } from './sound.ts'
import './queue.css'

const SEGMENTS = ['waiting', 'mine', 'bot', 'all'] as const
const STAGES = ['new', 'qualified', 'booked', 'visited', 'paid', 'lost'] as const
const PAGE = 50

/** Who waits, the longest first; who is led by me, by the bot; all. */
export default function Queue({ search: query }: ScreenProps) {
  const t = useText()
  const segment = SEGMENTS.find((one) => one === query.get('view')) ?? 'waiting'
  const [typed, setTyped] = useState('')
  const [stage, setStage] = useState<string | null>(null)
  const [limit, setLimit] = useState(PAGE)
  const found = useDeferredValue(typed.trim())
  const wide = segment === 'all'
  const list = useChats(segment, wide && found.length > 1 ? found : '', wide ? stage : null, Math.min(100, limit))
  const counts = list.data?.counts
  return (
    <Page
      title={t('queue')}
      tools={<SoundButton />}
      under={
        <Segments
          label={t('queue-segments')}
          value={segment}
          onValue={(next) => setSearch({ view: next === 'waiting' ? null : next })}
          options={SEGMENTS.map((value) => ({
            value,
            label: t(`queue-${value}`),
            ...(value !== 'all' && counts && counts[value] > 0 && { count: counts[value] }),
          }))}
        />
      }
    >
      <SoundLine />
      {wide && (
        <search className="queue-filters">
          <TextField label={t('queue-search')} value={typed} onValue={setTyped} type="search" />
          <ChipRow label={t('queue-stages')}>
            {STAGES.map((one) => (
              <Chip key={one} chosen={stage === one} onPress={() => setStage(stage === one ? null : one)}>
                {t(`stage-${one}`)}
              </Chip>
            ))}
          </ChipRow>
        </search>
      )}
      {list.isPending ? (
        <Skeleton label={t('queue-loading')} rows={3} height={132} onAgain={list.refetch} />
      ) : list.isError ? (
        <Trouble error={list.error} onAgain={list.refetch} />
      ) : (
        <Cards
          segment={segment}
          list={`${segment} ${found} ${stage}`}
          data={list.data}
          at={list.dataUpdatedAt}
          onMore={list.data.cursor && limit < 100 ? () => setLimit(limit + PAGE) : null}
        />
      )}
    </Page>
  )
}

function Cards({
  segment,
  list,
  data,
  at,
  onMore,
}: {
  segment: Segment
  list: string
  data: NonNullable<ReturnType<typeof useChats>['data']>
  at: number
  onMore: (() => void) | null
}) {
  const t = useText()
  const acts = useChatActs()
  const now = useNow(data.now, at)
  const { items, gone, fresh, release } = useHeld(data.items, list, segment === 'waiting')
  const current = Number(/^\/queue\/(\d+)/.exec(usePlace().address)?.[1] ?? 0)
  const menu = useSheet('card')
  const pass = useSheet('pass')
  const about = items.find(({ id }) => String(id) === (menu.arg ?? pass.arg))
  const take = async (id: number) => {
    if (await acts.take(id)) go(`/queue/${id}?write=1`)
  }
  const first = items.find(({ id, owner }) => owner === 'queue' && !gone.has(id))
  useKey('KeyA', 'key-take', first && !current ? () => take(first.id) : null)
  const step = (by: number) => {
    const next = items[items.findIndex(({ id }) => id === current) + by]
    if (next) go(`/queue/${next.id}`, { keepFocus: true, replace: current > 0 })
  }
  useKey('KeyJ', 'key-next', items.length > 0 ? () => step(1) : null)
  useKey('KeyK', 'key-next', items.length > 0 ? () => step(-1) : null)
  if (items.length === 0)
    return (
      <Empty
        text={
          segment === 'waiting'
            ? t('queue-nobody', { count: data.counts.bot })
            : t(segment === 'mine' ? 'queue-none-mine' : segment === 'bot' ? 'queue-none-bot' : 'queue-none-found')
        }
      />
    )
  return (
    <>
      {fresh > 0 && (
        <div className="queue-fresh">
          <Button look="main" onClick={release}>
            {t('queue-new', { count: fresh })}
          </Button>
        </div>
      )}
      <ol className="chat-cards" aria-label={t(`queue-${segment}`)}>
        {items.map((card) => (
          <QueueCard
            key={card.id}
            card={card}
            now={now}
            sla={data.sla}
            current={card.id === current}
            taken={gone.has(card.id) && segment === 'waiting' ? <Taken card={card} /> : null}
            onTake={() => take(card.id)}
            onMenu={() => menu.show(String(card.id))}
          />
        ))}
      </ol>
      {onMore && <Button onClick={onMore}>{t('queue-more')}</Button>}
      {about && (
        <MenuSheet
          open={menu.open}
          onClose={menu.close}
          title={t('actions-of', { name: clientName(t, about.client) })}
          items={menuOf(t, about, acts, () => pass.show(String(about.id)))}
        />
      )}
      {about && <PassSheet open={pass.open} onClose={pass.close} chatId={about.id} />}
    </>
  )
}

/** Who has a dialogue that left the list. */
function Taken({ card }: { card: ChatCard }) {
  const t = useText()
  const { data } = useQuery({
    queryKey: ['chat', String(card.id)],
    queryFn: () => read(api.chats[':id'].$get({ param: { id: String(card.id) } })),
  })
  if (!data) return null
  return <>{data.leader ? t('taken-by', { name: data.leader.name }) : t('given-back')}</>
}

type Acts = ReturnType<typeof useChatActs>

function menuOf(t: ReturnType<typeof useText>, card: ChatCard, acts: Acts, pass: () => void) {
  const { id, owner, client } = card
  return [
    { label: t('pass-on'), act: pass, writes: true },
    ...(owner === 'bot' ? [] : [{ label: t('to-bot'), act: () => void acts.giveBack(id), writes: true }]),
    ...(client
      ? [{ label: t('to-blacklist'), act: () => void acts.blacklist(id, client), danger: true, writes: true }]
      : []),
  ]
}

/** What makes a sound: kept with the member, so that it is so on every device. */
function SoundButton() {
  const t = useText()
  const { session } = useSession()
  const sheet = useSheet('sound')
  const anchor = useRef<HTMLDivElement>(null)
  const choice = soundChoice(session?.member.preferences)
  const choose = async (sound: string) => {
    const { version } = session!.member
    if (sound !== 'none') await turnSoundOn()
    await call('PATCH', '/api/me', { version, preferences: { sound } })
    await refreshMe()
  }
  return (
    <div ref={anchor}>
      <IconButton label={`${t('sound')}: ${t(`sound-${choice}`)}`} onClick={() => sheet.show()}>
        {choice === 'none' ? <VolumeX size={24} aria-hidden="true" /> : <Volume2 size={24} aria-hidden="true" />}
      </IconButton>
      <MenuSheet
        open={sheet.open}
        onClose={sheet.close}
        anchor={anchor}
        title={t('sound')}
        items={(['all', 'mine', 'none'] as const).map((one) => ({
          label: `${one === choice ? '✓ ' : ''}${t(`sound-${one}`)}`,
          act: () => void choose(one),
        }))}
      />
    </div>
  )
}

/** Browsers keep a page silent until it is tapped once. */
function SoundLine() {
  const t = useText()
  const on = useSoundOn()
  const { session } = useSession()
  if (on || soundChoice(session?.member.preferences) === 'none') return null
  return (
    <p className="sound-line">
      {t('sound-off')}
      <Button onClick={() => void turnSoundOn()}>{t('sound-on')}</Button>
    </p>
  )
}
