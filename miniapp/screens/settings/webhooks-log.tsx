import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { useSheet } from '../../nav/go.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type HookDelivery, type SentHook, useGroup, useRefresh, type Webhook } from './data.ts'

import { kindId } from './webhooks-kinds.tsx'

type Lines = { items: HookDelivery[]; cursor: string | null }

/** How often the log is asked while something in it has not been tried. */
const FRESH_MS = 2000
const LINES = 10

/** What an address was told, the newest first, with the way to send it again. */
export function HookLog({ hook }: { hook: Webhook }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const sheet = useSheet('sent')
  const { busy, work } = useWork(refresh)
  const path = `/api/webhooks/${hook.id}/deliveries?limit=${LINES}`
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['settings', `webhook-${hook.id}`],
    queryFn: ({ pageParam }) => call<Lines>('GET', pageParam ? `${path}&cursor=${pageParam}` : path),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: ({ state }) =>
      hook.on && state.data?.pages[0]?.items.some(({ status, attempts }) => status === 'pending' && attempts === 0)
        ? FRESH_MS
        : false,
  })
  const lines = data?.pages.flatMap(({ items }) => items) ?? []
  const again = (which: { delivery: number } | { since: string }) =>
    work(async () => {
      const { count } = await call<{ count: number }>('POST', `/api/webhooks/${hook.id}/resend`, which)
      say({ text: t('hooks-resent', { count }) })
      if (sheet.open) sheet.close()
    })
  return (
    <Card title={t('hooks-log')}>
      {error && <Trouble error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Skeleton label={t('loading')} />}
      {data && lines.length === 0 && <p className="note">{t('hooks-log-none')}</p>}
      {hook.failed > 0 && hook.on && (
        <Button writes busy={busy} onClick={() => void again({ since: EVER })}>
          {t('hooks-resend-failed', { count: hook.failed })}
        </Button>
      )}
      {lines.length > 0 && (
        <List label={t('hooks-log')}>
          {lines.map((line) => (
            <ListRow
              key={line.id}
              title={t(kindId(line.kind))}
              note={
                line.attempts > 1
                  ? t('hooks-row', { at: dayTime(line.createdAt, style), attempts: line.attempts })
                  : dayTime(line.createdAt, style)
              }
              side={statusOf(t, line)}
              onPress={() => sheet.show(String(line.id))}
            />
          ))}
        </List>
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('hooks-more')}
        </Button>
      )}
      <Sheet open={sheet.open} onClose={sheet.close} title={t('hooks-sent')}>
        {sheet.open && (
          <Sent hook={hook} id={Number(sheet.arg)} busy={busy} onAgain={(delivery) => void again({ delivery })} />
        )}
      </Sheet>
    </Card>
  )
}

/** Whatever is in the log at all. */
const EVER = '2000-01-01T00:00:00Z'

const statusOf = (t: Text, { status, code }: HookDelivery) =>
  code === null ? t(`hooks-status-${status}`) : `${t(`hooks-status-${status}`)}, ${code}`

/** One delivery: when, what was sent, what was answered. */
function Sent({
  hook,
  id,
  busy,
  onAgain,
}: {
  hook: Webhook
  id: number
  busy: boolean
  onAgain: (id: number) => void
}) {
  const t = useText()
  const style = useStyle()
  const path = `/api/webhooks/${hook.id}/deliveries/${id}`
  const { data, error, refetch } = useGroup<SentHook>(`webhook-${hook.id}-${id}`, path)
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} />
  const { trouble, code, tookMs, nextAt, triedAt, excerpt, body } = data
  const answer = [
    trouble && t(`hooks-trouble-${trouble}`),
    code !== null && t('hooks-code', { code }),
    triedAt && tookMs !== null && t('hooks-took', { ms: tookMs }),
  ].filter(Boolean)
  return (
    <div className="stack">
      <p>
        <strong>{t(kindId(data.kind))}</strong>, {dayTime(data.createdAt, style)}: {statusOf(t, data)}
      </p>
      {answer.length > 0 && <p>{answer.join(' · ')}</p>}
      {nextAt && <p className="note">{t('hooks-next', { at: dayTime(nextAt, style) })}</p>}
      {excerpt && (
        <>
          <h3>{t('hooks-answer')}</h3>
          <p className="link-box">{excerpt}</p>
        </>
      )}
      <h3>{t('hooks-body')}</h3>
      {body === null ? (
        <p className="note">{t('hooks-erased')}</p>
      ) : (
        <pre className="hook-body">{JSON.stringify(JSON.parse(body), null, 2)}</pre>
      )}
      <p className="note">
        {t('hooks-key')}: {data.key}
      </p>
      {hook.on && body !== null && (
        <Button writes busy={busy} onClick={() => onAgain(id)}>
          {t('hooks-resend')}
        </Button>
      )}
    </div>
  )
}
