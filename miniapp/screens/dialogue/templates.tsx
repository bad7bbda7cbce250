import { useQuery } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'

/** Canned replies as this client would get them; `wanted` are the first letters after «/». */
export function Templates({
  chatId,
  wanted,
  onChoose,
}: {
  chatId: string
  wanted: string
  onChoose: (text: string) => void
}) {
  const t = useText()
  const { data, error, refetch } = useQuery({
    queryKey: ['chat', chatId, 'replies'],
    queryFn: () => read(api.chats[':id'].replies.$get({ param: { id: chatId } })),
  })
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} rows={2} height={56} />
  const words = wanted.trim().toLowerCase()
  const found = data.items.filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(words))
  if (found.length === 0) return <Empty text={t('templates-none')} />
  return (
    <List label={t('templates')}>
      {found.map(({ id, title, text, filled, missing }) => (
        <ListRow
          key={id}
          title={title}
          note={filled ?? `${text} (${t('template-missing', { what: missing.join(', ') })})`}
          onPress={filled === null ? undefined : () => onChoose(filled)}
        />
      ))}
    </List>
  )
}
