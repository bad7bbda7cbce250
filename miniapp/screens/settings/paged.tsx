import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '../../api/client.ts'
import { Button } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'

type Lines<T> = { items: T[]; cursor: string | null }

/** A log as a screen, page after page of what stands at `path`; `none`: what is said of an empty one. */
export function PagedLog<T extends { id: number }>(given: {
  title: string
  none: string
  name: string
  path: string
  children: (line: T) => ReactNode
}) {
  const { title, none, name, path, children } = given
  const t = useText()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['settings', name],
    queryFn: ({ pageParam }) => call<Lines<T>>('GET', `${path}${pageParam ? `?cursor=${pageParam}` : ''}`),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
  })
  const lines = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title={title}>
      <div className="form">
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('loading')} />}
        {data && lines.length === 0 && <Empty text={none} />}
        <ol className="stack">
          {lines.map((line) => (
            <li key={line.id}>{children(line)}</li>
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
