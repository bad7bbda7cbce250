import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { api, call, read } from '../../api/client.ts'
import { refreshMe, useBranch, useRight, useSession } from '../../api/session.ts'
import { dateAt, dateDay, day, duration, span, time } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { List, ListRow, StatusMark, Tile, Tiles } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useManyPlaces, Where } from '../../kit/where.tsx'
import { go, useWide } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { useNow, waitWords } from '../queue/data.ts'
import { QueuePreview } from './preview.tsx'
import './today.css'

export type Day = InferResponseType<(typeof api.today)['$get'], 200>
type Attention = Day['attention'][number]
type Visit = Day['next'][number]

const MOST_CARDS = 3
/** What can wait an hour is not red. */
const CALM = new Set<Attention['kind']>(['waiting', 'ending', 'guide'])

/** In five seconds: what needs a hand, the day in four numbers, who comes next. */
export default function Today() {
  const t = useText()
  const style = useStyle()
  const wide = useWide()
  const queue = useRight('queue') !== 'none'
  const branch = useBranch()?.id
  const many = useManyPlaces()
  const found = useQuery({
    queryKey: ['today', branch],
    queryFn: () => read(api.today.$get({ query: branch === undefined ? {} : { location: branch } })),
    refetchInterval: 60_000,
  })
  const title = found.data ? `${t('today')}, ${dateDay(found.data.date, style, true)}` : t('today')
  return (
    <Page
      title={title}
      heading={many && <Where />}
      tools={many && found.data && <span>{dateDay(found.data.date, style, true)}</span>}
    >
      {found.isPending ? (
        <Skeleton label={t('today-loading')} rows={4} height={88} onAgain={found.refetch} />
      ) : found.isError ? (
        <Trouble error={found.error} onAgain={found.refetch} />
      ) : (
        <div className="today" data-queue={(wide && queue) || undefined}>
          <Numbers today={found.data} />
          <div className="today-main">
            <Cards today={found.data} at={found.dataUpdatedAt} />
            <Next today={found.data} />
          </div>
          {wide && queue && <QueuePreview />}
        </div>
      )}
    </Page>
  )
}

/** Which cards this member wants to see no more today. */
function useHidden(date: string) {
  const { session } = useSession()
  const bar = useBar()
  const t = useText()
  const kept = session?.member.preferences.hidden as { date?: string; kinds?: string[] } | undefined
  const kinds = kept?.date === date ? (kept.kinds ?? []) : []
  const keep = async (next: string[]) => {
    await call('PATCH', '/api/me', { version: session!.member.version, preferences: { hidden: { date, kinds: next } } })
    await refreshMe()
  }
  return {
    kinds,
    hide: async (kind: string) => {
      await keep([...kinds, kind])
      bar.say({ text: t('today-hidden'), undo: () => void keep(kinds) })
    },
  }
}

function Cards({ today, at }: { today: Day; at: number }) {
  const t = useText()
  const style = useStyle()
  const now = useNow(today.now, at)
  const queue = useRight('queue') !== 'none'
  const { kinds, hide } = useHidden(today.date)
  const cards = today.attention.filter(({ kind }) => !kinds.includes(kind)).slice(0, MOST_CARDS)
  const waits = today.attention.some(({ kind }) => kind === 'waiting')
  if (cards.length === 0) return queue ? <p className="note">{t('today-calm')}</p> : null
  return (
    <section aria-label={t('today-attention')} className="attention">
      {!waits && queue && <p className="note">{t('today-calm')}</p>}
      {cards.map((card, index) => {
        const { text, label, to } = cardWords(t, card, today, now, style)
        return (
          <div key={card.kind} className="attention-card" data-state={CALM.has(card.kind) ? 'unpaid' : 'noshow'}>
            <p>
              <span aria-hidden="true">! </span>
              {text}
            </p>
            <Button look={index === 0 ? 'main' : 'quiet'} onClick={() => go(to)}>
              {label}
            </Button>
            <IconButton label={`${t('today-hide')}: ${text}`} onClick={() => void hide(card.kind)}>
              <span aria-hidden="true">×</span>
            </IconButton>
          </div>
        )
      })}
    </section>
  )
}

function cardWords(t: Text, card: Attention, today: Day, now: number, style: ReturnType<typeof useStyle>) {
  switch (card.kind) {
    case 'waiting': {
      const wait = card.since ? waitWords(t, card.since, now, style.language) : t('wait-now')
      return { text: t('today-waiting', { count: card.count, wait }), label: t('today-open'), to: '/queue' }
    }
    case 'channel': {
      const since = card.since ? time(card.since, style) : ''
      const channel = t(`channel-${card.channel}`)
      return { text: t('today-channel', { channel, time: since }), label: t('today-cure'), to: '/settings/channels' }
    }
    case 'undelivered':
      return { text: t('today-undelivered', { count: card.count }), label: t('today-look'), to: '/queue?view=all' }
    case 'unfinished': {
      const [only, another] = card.ids
      const to = another === undefined ? `/visit/${only}` : `/day/${today.date}?view=list`
      return { text: t('today-unfinished', { count: card.ids.length }), label: t('today-mark'), to }
    }
    case 'unconfirmed': {
      const [only, another] = card.ids
      const to = another === undefined ? `/visit/${only}` : `/day/${today.date}?view=list`
      return { text: t('today-unconfirmed', { count: card.ids.length }), label: t('today-look'), to }
    }
    case 'ending': {
      const names = new Intl.ListFormat(style.language, { style: 'narrow' }).format(
        card.masters.map(({ name }) => name),
      )
      const text = t('today-ending', { day: dateDay(card.date, style), names })
      return { text, label: t('today-hours'), to: '/settings/masters' }
    }
    case 'guide':
      return { text: t('today-guide', { step: card.step }), label: t('today-go-on'), to: `/guide/${card.step}` }
  }
}

function Numbers({ today }: { today: Day }) {
  const t = useText()
  const style = useStyle()
  const { visits, noShows, free, firstResponse } = today.tiles
  const list = `/day/${today.date}?view=list`
  return (
    <Tiles>
      <Tile label={t('tile-visits')} value={visits} to={list} />
      {free && (
        <Tile
          label={t('tile-free')}
          value={t('places-count', { count: free.places })}
          note={
            free.nearest
              ? t('tile-free-note', { time: time(free.nearest, style), service: free.service.name })
              : t('tile-free-none')
          }
          to={`/day/${today.date}`}
        />
      )}
      <Tile label={t('tile-no-shows')} value={noShows} to={list} />
      {firstResponse && (
        <Tile
          label={t('tile-first')}
          value={firstResponse.medianMs === null ? '—' : shortly(t, firstResponse.medianMs, style)}
          note={firstResponse.of > 0 ? t('tile-of', { count: firstResponse.of }) : t('tile-no-answers')}
          to="/queue?view=all"
        />
      )}
    </Tiles>
  )
}

function shortly(t: Text, ms: number, style: ReturnType<typeof useStyle>): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? t('seconds-short', { count: seconds }) : duration(Math.round(seconds / 60), style.language)
}

function Next({ today }: { today: Day }) {
  const t = useText()
  const style = useStyle()
  const { next, dayOff, tiles } = today
  if (next.length > 0)
    return (
      <section aria-label={t('today-next')} className="today-next">
        <h2>{t('today-next')}</h2>
        <List label={t('today-next')}>
          {next.map((visit) => (
            <NextRow key={visit.id} visit={visit} today={today} />
          ))}
        </List>
      </section>
    )
  if (dayOff)
    return <Empty text={dayOff.opens ? t('today-off', { day: day(dayOff.opens, style) }) : t('today-off-long')} />
  if (tiles.visits > 0) return <Empty text={t('today-over')} />
  const places = tiles.free?.places ?? 0
  return (
    <Empty
      text={places > 0 ? t('today-empty', { places: t('places-count', { count: places }) }) : t('today-empty-full')}
    >
      <Button look="main" onClick={() => go('/new')}>
        {t('today-invite')}
      </Button>
      <Button onClick={() => go(`/day/${today.date}`)}>{t('today-close')}</Button>
    </Empty>
  )
}

function NextRow({ visit, today }: { visit: Visit; today: Day }) {
  const t = useText()
  const style = { ...useStyle(), zone: today.zone }
  const bar = useBar()
  const queries = useQueryClient()
  const { id, version, start, end, client, services, masters, status } = visit
  const name = client.name ?? client.phone ?? t('somebody')
  const refresh = () => {
    for (const queryKey of [['today'], ['day'], ['visit', String(id)]]) void queries.invalidateQueries({ queryKey })
  }
  const arrive = async () => {
    try {
      const done = await call<{ visit: { version: number }; changeId: number | null }>(
        'POST',
        `/api/appointments/${id}/arrived`,
        { version },
      )
      feel('saved')
      const { changeId } = done
      const undo = () =>
        void call('POST', `/api/appointments/${id}/undo`, { version: done.visit.version, change: changeId }).then(
          refresh,
        )
      bar.say({ text: t('today-here-done', { name }), ...(changeId !== null && { undo }) })
    } catch (error) {
      feel('refused')
      bar.say({ text: troubleOf(t, error) })
    }
    refresh()
  }
  const when = dateAt(start, style.zone) === today.date ? span(start, end, style) : day(start, style)
  return (
    <ListRow
      to={`/visit/${id}`}
      title={`${when.split('–')[0]} ${name}`}
      note={[...services, ...masters].join(' · ')}
      side={<StatusMark state={status === 'confirmed' ? 'confirmed' : 'planned'} />}
      action={
        <Button writes onClick={() => void arrive()}>
          {t('today-here')}
          <span className="unseen"> {name}</span>
        </Button>
      }
    />
  )
}
