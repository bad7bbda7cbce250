import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { dayTime, time } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { draftWords } from '../queue/card.tsx'
import type { Head } from './data.ts'

type Booked = { id: number; version: number; start: string; changeId: number | null; tellAt: string | null }
type Taken = { text: string; nearest: string[] }

/** What the client has collected so far: booked in one tap when it is whole, else completed by hand. */
export function Collected({ id, head }: { id: string; head: Head }) {
  const t = useText()
  const style = useStyle()
  const bar = useBar()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [taken, setTaken] = useState<Taken | null>(null)
  const { draft } = head
  if (draft?.kind !== 'book') return null
  const complete = () => {
    const search = new URLSearchParams({ client: String(head.client.id), chat: id })
    if (draft.services[0]) search.set('service', String(draft.services[0].id))
    if (draft.masters[0]) search.set('master', String(draft.masters[0].id))
    if (draft.start) search.set('at', draft.start)
    go(`/new?${search}`)
  }
  const refresh = () => {
    for (const queryKey of [['chat', id], ['queue'], ['day'], ['today']]) void queries.invalidateQueries({ queryKey })
  }
  const book = async () => {
    setBusy(true)
    try {
      const done = await call<Booked>('POST', `/api/chats/${id}/book`)
      feel('saved')
      setTaken(null)
      const { changeId, version } = done
      const path = `/api/appointments/${done.id}`
      const undo =
        changeId === null
          ? undefined
          : () => void call('POST', `${path}/undo`, { version, change: changeId }).then(refresh)
      bar.say({
        text: t(done.tellAt ? 'booked-at' : 'booked-quiet', {
          when: dayTime(done.start, { ...style, zone: draft.zone }),
        }),
        undo,
        ...(done.tellAt && {
          extra: { label: t('dont-write'), act: () => void call('POST', `${path}/notify-never`, { version }) },
        }),
      })
    } catch (error) {
      feel('conflict')
      const known = error instanceof ApiError ? error : null
      if (known?.code === 'taken') setTaken({ text: known.message, nearest: (known.details.nearest as string[]) ?? [] })
      else bar.say({ text: troubleOf(t, known) })
    } finally {
      setBusy(false)
      refresh()
    }
  }
  return (
    <section className="collected">
      <p>
        {t('collected', { what: draftWords(t, draft, style) })}
        {draft.holdExpiresAt && (
          <span className="note"> {t('collected-hold', { time: time(draft.holdExpiresAt, style) })}</span>
        )}
      </p>
      {draft.complete ? (
        <Button look="main" writes busy={busy} onClick={() => void book()}>
          {t('collected-book')}
        </Button>
      ) : (
        <Button onClick={complete}>{t('collected-open')}</Button>
      )}
      {taken && (
        <div role="alert" className="collected-taken">
          <p>{taken.text}</p>
          <ChipRow label={t('places-words')}>
            {taken.nearest.map((start) => (
              <Chip
                key={start}
                onPress={() => {
                  const search = new URLSearchParams({ client: String(head.client.id), chat: id, at: start })
                  if (draft.services[0]) search.set('service', String(draft.services[0].id))
                  if (draft.masters[0]) search.set('master', String(draft.masters[0].id))
                  go(`/new?${search}`)
                }}
              >
                {dayTime(start, { ...style, zone: draft.zone })}
              </Chip>
            ))}
          </ChipRow>
        </div>
      )}
    </section>
  )
}
