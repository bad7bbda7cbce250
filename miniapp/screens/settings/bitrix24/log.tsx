import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import { dayTime } from '../../../format.ts'
import { Button } from '../../../kit/button.tsx'
import { Page } from '../../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../../kit/states.tsx'
import { go } from '../../../nav/go.ts'
import { openOutside } from '../../../telegram/telegram.ts'
import { useText } from '../../../texts/texts.ts'
import { useStyle } from '../../../use-style.ts'
import { type LogLine, type Portal, saidThere, wordOf } from './data.ts'

type Lines = { items: LogLine[]; cursor: string | null }

/** Where both sides said something else: what stood here, what there, and which of them stayed. */
export function BothSides({ portal }: { portal: Portal }) {
  const t = useText()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['settings', 'bitrix24-log'],
    queryFn: ({ pageParam }) => call<Lines>('GET', `/api/bitrix24/log${pageParam ? `?cursor=${pageParam}` : ''}`),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
  })
  const lines = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title={t('bitrix24-log')}>
      <div className="form">
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('loading')} />}
        {data && lines.length === 0 && <Empty text={t('bitrix24-log-none')} />}
        <ol className="stack">
          {lines.map((line) => (
            <li key={line.id}>
              <Line line={line} settings={portal.settings} />
            </li>
          ))}
        </ol>
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('settings-more')}
          </Button>
        )}
      </div>
    </Page>
  )
}

function Line({ line, settings }: { line: LogLine; settings: Portal['settings'] }) {
  const t = useText()
  const style = useStyle()
  const value = (one: unknown) => {
    const stage = Object.entries(settings?.stages ?? {}).find(([, id]) => id === one)?.[0]
    return line.field === 'stageId' && stage ? t(`bitrix24-stage-${stage}`) : saidThere(t, style, line.field, one)
  }
  const to = line.visitId ? `/visit/${line.visitId}` : line.clientId ? `/clients/${line.clientId}` : null
  const { refused, url } = line
  return (
    <section className="change">
      <div className="change-head">
        <strong>{[wordOf(t, 'kind', line.kind), wordOf(t, 'field', line.field)].join(': ')}</strong>
        <span className="note">{dayTime(line.at, style)}</span>
      </div>
      <div className="change-values">
        <span>{t('bitrix24-ours', { value: value(line.ours) })}</span>
        <span>{t('bitrix24-theirs', { value: value(line.theirs) })}</span>
      </div>
      <p>
        {t(`bitrix24-won-${line.won}`)} {refused && wordOf(t, 'refused', REASONS.includes(refused) ? refused : 'other')}
      </p>
      <div className="buttons">
        {to && (
          <Button look="plain" onClick={() => go(to)}>
            {t('bitrix24-open-here')}
          </Button>
        )}
        {url && (
          <Button look="plain" onClick={() => openOutside(url)}>
            {t('bitrix24-open-there')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** Why something could not be done here, as there are words for it. */
const REASONS = ['state', 'no_visit', 'consent', 'early', 'taken']
