import { useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dayTime } from '../../format.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { isLocal } from '../../local.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { copy } from '../settings/copy.ts'

type Feed = { id: number; fact: string; createdAt: string; readAt: string | null; by: string | null }
type Feeds = { items: Feed[] }
const KEY = ['numbers', 'feeds']

/** Addresses at which Google Sheets reads these rows: a new one is shown once, each can be closed. */
export function FeedCard({ fact }: { fact: string }) {
  const t = useText()
  const style = useStyle()
  const may = useRight('feeds') === 'all'
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const { busy, work } = useWork()
  const [formula, setFormula] = useState<{ id: number; url: string } | null>(null)
  const [ask, dialog] = useAsk()
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => call<Feeds>('GET', '/api/feeds'),
    enabled: may && open,
  })
  if (!may) return null
  if (!open)
    return (
      <Button aria-expanded={false} onClick={() => setOpen(true)}>
        {t('num-feeds')}
      </Button>
    )
  const put = (change: (items: Feed[]) => Feed[]) =>
    cache.setQueryData<Feeds>(KEY, (old) => ({ items: change(old?.items ?? []) }))
  const make = () =>
    work(async () => {
      const { url, ...feed } = await call<Feed & { url: string }>('POST', '/api/feeds', { fact })
      put((items) => [feed, ...items])
      setFormula({ id: feed.id, url })
    })
  const close = async (id: number) => {
    // Its address can't be had again: the table would be empty for good.
    const verb = t('num-feed-close')
    if (!(await ask({ title: t('num-feed-close-ask'), text: t('num-feed-close-text'), verb }))) return
    try {
      await call('DELETE', `/api/feeds/${id}`)
      put((items) => items.filter((one) => one.id !== id))
      if (formula?.id === id) setFormula(null)
      say({ text: t('num-feed-closed') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
  const mine = data?.items.filter((one) => one.fact === fact) ?? []
  return (
    <Card title={t('num-feeds')}>
      <p className="note">{t('num-feeds-about')}</p>
      {formula && (
        <>
          <p className="link-box">{formulaOf(formula.url)}</p>
          <p className="note">{t('num-feed-once')}</p>
          {isLocal(formula.url) && <p className="note">{t('num-feed-local')}</p>}
          <Button onClick={() => void copy(t, formulaOf(formula.url))}>{t('num-feed-copy')}</Button>
        </>
      )}
      {!formula && (
        <Button writes busy={busy} onClick={() => void make()}>
          {t('num-feed-make')}
        </Button>
      )}
      {error && <Trouble error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Skeleton label={t('loading')} rows={1} />}
      {mine.length > 0 && (
        <List label={t('num-feeds')}>
          {mine.map(({ id, createdAt, readAt, by }) => (
            <ListRow
              key={id}
              title={t('num-feed-since', { day: dayTime(createdAt, style) })}
              note={[by, readAt ? t('num-feed-read', { day: dayTime(readAt, style) }) : t('num-feed-unread')]
                .filter(Boolean)
                .join(' · ')}
              action={
                <IconButton label={t('num-feed-close')} onClick={() => void close(id)}>
                  <X size={20} aria-hidden="true" />
                </IconButton>
              }
            />
          ))}
        </List>
      )}
      {dialog}
    </Card>
  )
}

/** Semicolons part the arguments where decimals have commas, as in Russia; the last two say how the file is written. */
const formulaOf = (url: string) => `=IMPORTDATA("${url}?days=90";",";"en_US")`
