import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, api, call, read } from '../../api/client.ts'
import { useBar } from '../../kit/bar.ts'
import { List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useWriting } from '../../kit/writing.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'

/** Texts that the platform has approved, as this client gets them: a press sends one. */
export function Approved({ chatId, onSent }: { chatId: string; onSent: () => void }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const key = useRef(crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const { reason: offline, refuse } = useWriting(true)
  const { data, error, refetch } = useQuery({
    queryKey: ['chat', chatId, 'approved'],
    queryFn: () => read(api.chats[':id'].templates.$get({ param: { id: chatId } })),
  })
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} rows={2} height={56} />
  const known = data.items.flatMap((item) => (item.text === null ? [] : [{ ...item, text: item.text }]))
  if (known.length === 0) return <Empty text={data.none} />
  const send = async (template: number) => {
    if (offline) return refuse(offline)
    if (busy) return
    setBusy(true)
    try {
      await call('POST', `/api/chats/${chatId}/template`, { template }, { key: key.current })
      key.current = crypto.randomUUID()
      feel('saved')
      onSent()
    } catch (error) {
      feel('refused')
      bar.say({ text: troubleOf(t, error instanceof ApiError ? error : null) })
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ queryKey: ['chat', chatId] })
      void queries.invalidateQueries({ queryKey: ['queue'] })
    }
  }
  return (
    <List label={t('templates')}>
      {known.map(({ id, name, text }) => (
        <ListRow key={id} title={name} note={text} onPress={() => void send(id)} />
      ))}
    </List>
  )
}
