import './clients.css'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Plus, Star } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { day } from '../../format.ts'
import { Button, Chip, ChipRow, IconButton } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go, usePlace, useSheet, useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Asked, calledBy, type Filter, type ListedClient, loadClients } from './data.ts'
import { NewClient } from './newclient.tsx'
import { NewLead } from './newlead.tsx'

const FILTERS: Filter[] = ['away', 'no_shows']
const FILTER_TEXT: Record<Filter, string> = {
  away: 'clients-away',
  no_shows: 'clients-no-shows',
  barred: 'clients-barred',
}
const PAUSE_MS = 150

/** What was asked last: the list is as it was when one comes back to it. */
let last: Asked = { search: '', filter: null, tag: null }

export default function Clients() {
  const t = useText()
  const [asked, setAsked] = useState(last)
  const [typed, setTyped] = useState(asked.search)
  const field = useRef<HTMLInputElement>(null)
  const add = useSheet('add')
  const more = useSheet('tags')
  const client = useSheet('new-client')
  const lead = useSheet('new-lead')
  const mayWrite = useRight('clients.write') !== 'none'
  const ask = (change: Partial<Asked>) => {
    last = { ...last, ...change }
    setAsked(last)
  }
  useEffect(() => {
    const timer = setTimeout(() => typed.trim() !== last.search && ask({ search: typed.trim() }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  useKey('Slash', 'key-search', () => field.current?.focus())

  const found = useInfiniteQuery({
    queryKey: ['clients', asked.search, asked.filter, asked.tag],
    queryFn: ({ pageParam }) => loadClients(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  })
  const tags = useQuery({
    queryKey: ['clients', 'tags'],
    queryFn: () => read(api.clients.tags.$get()),
    staleTime: 60_000,
  })
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const current = useWalk(items)

  return (
    <Page
      title={t('clients')}
      tools={
        mayWrite && (
          <IconButton label={t('clients-add')} onClick={() => add.show()}>
            <Plus size={24} aria-hidden="true" />
          </IconButton>
        )
      }
      under={
        <div className="clients-find">
          <input
            ref={field}
            type="search"
            className="clients-search"
            aria-label={t('clients-search')}
            placeholder={t('clients-search')}
            autoComplete="off"
            enterKeyHint="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <ChipRow label={t('clients-filters')}>
            {FILTERS.map((filter) => (
              <Chip
                key={filter}
                chosen={asked.filter === filter}
                onPress={() => ask({ filter: asked.filter === filter ? null : filter })}
              >
                {t(FILTER_TEXT[filter])}
              </Chip>
            ))}
            <Chip chosen={asked.tag !== null || asked.filter === 'barred'} onPress={() => more.show()}>
              {asked.tag ?? (asked.filter === 'barred' ? t('clients-barred') : t('client-tags'))} ▾
            </Chip>
          </ChipRow>
        </div>
      }
    >
      {found.isPending ? (
        <Skeleton label={t('clients-loading')} rows={8} onAgain={() => found.refetch()} />
      ) : found.isError && items.length === 0 ? (
        <Trouble error={found.error} onAgain={() => found.refetch()} />
      ) : items.length === 0 ? (
        <Nobody asked={asked} onNew={mayWrite ? () => client.show() : null} />
      ) : (
        <>
          <List label={t('clients-list')}>
            {items.map((one) => (
              <Row key={one.id} client={one} current={String(one.id) === current} />
            ))}
          </List>
          {found.hasNextPage && (
            <div className="clients-more">
              <Button busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
                {t('clients-more')}
              </Button>
            </div>
          )}
        </>
      )}
      <MenuSheet
        open={add.open}
        onClose={add.close}
        title={t('clients-add')}
        items={[
          { label: t('client-new'), act: () => client.show(), writes: true },
          { label: t('lead-new'), act: () => lead.show(), writes: true },
        ]}
      />
      <MenuSheet
        open={more.open}
        onClose={more.close}
        title={t('clients-filters')}
        items={[
          { label: t('clients-all'), act: () => ask({ tag: null, filter: null }) },
          { label: t('clients-barred'), act: () => ask({ tag: null, filter: 'barred' }) },
          ...(tags.data?.items ?? []).map(({ tag, count }) => ({
            label: `${tag} (${count})`,
            act: () => ask({ tag, filter: null }),
          })),
        ]}
      />
      {client.open && <NewClient onClose={client.close} typed={typed.trim()} />}
      {lead.open && <NewLead onClose={lead.close} />}
    </Page>
  )
}

/** Which client is open beside the list; arrows and J, K walk it there, and the card follows. */
function useWalk(items: ListedClient[]): string | null {
  const wide = useWide()
  const place = usePlace()
  const current = /^\/clients\/(\d+)/.exec(place.address)?.[1] ?? null
  const step = (by: number) => () => {
    const at = items.findIndex(({ id }) => String(id) === current)
    const next = items[at < 0 ? 0 : at + by]
    if (next) go(`/clients/${next.id}`, { replace: current !== null, keepFocus: true })
  }
  const walks = wide && items.length > 0
  useKey('KeyJ', 'key-next', walks ? step(1) : null)
  useKey('KeyK', 'key-next', walks ? step(-1) : null)
  useKey('ArrowDown', 'key-next', walks ? step(1) : null)
  useKey('ArrowUp', 'key-next', walks ? step(-1) : null)
  return wide ? current : null
}

function Row({ client, current }: { client: ListedClient; current: boolean }) {
  const t = useText()
  const style = useStyle()
  const { visits, noShows, lastVisit, nextVisit } = client
  const note = [
    visits > 0 ? t('client-card-visits', { count: visits }) : !nextVisit && t('client-never'),
    nextVisit && t('client-card-next', { day: day(nextVisit, style, true) }),
    lastVisit && t('client-last', { day: day(lastVisit, style, true) }),
  ].filter(Boolean)
  return (
    <ListRow
      to={`/clients/${client.id}`}
      current={current}
      title={
        <>
          {calledBy(client, t)}
          {client.vip && <Star className="client-star" size={16} role="img" aria-label={t('client-vip')} />}
        </>
      }
      note={note.join(' · ')}
      side={
        (noShows > 0 || client.barred) && (
          <span className="client-marks">
            {client.barred && <span data-mark="barred">{t('clients-barred')}</span>}
            {noShows > 0 && <span data-mark="missed">{t('client-missed', { count: noShows })}</span>}
          </span>
        )
      }
    />
  )
}

function Nobody({ asked, onNew }: { asked: Asked; onNew: (() => void) | null }) {
  const t = useText()
  const text = asked.search
    ? t('clients-nobody', { search: asked.search })
    : asked.filter || asked.tag
      ? t('clients-nobody-filter')
      : t('clients-empty')
  return (
    <Empty text={text}>
      {onNew && !asked.filter && !asked.tag && (
        <Button writes onClick={onNew}>
          {t('client-new')}
        </Button>
      )}
    </Empty>
  )
}
