import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { TextField } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useChatActs } from '../queue/data.ts'

/** Whom to pass a dialogue to, with a note for them. */
export function PassSheet({ open, onClose, chatId }: { open: boolean; onClose: () => void; chatId: number }) {
  const t = useText()
  const acts = useChatActs()
  const [note, setNote] = useState('')
  const people = useQuery({
    queryKey: ['members', 'colleagues'],
    queryFn: () => read(api.colleagues.$get()),
    enabled: open,
  })
  return (
    <Sheet open={open} onClose={onClose} title={t('pass-title')}>
      <TextField label={t('pass-note')} value={note} onValue={setNote} />
      {people.isPending ? (
        <Skeleton label={t('loading')} rows={3} height={56} />
      ) : people.isError ? (
        <Trouble error={people.error} onAgain={people.refetch} />
      ) : people.data.items.length === 0 ? (
        <Empty text={t('pass-nobody')} />
      ) : (
        <List label={t('pass-title')}>
          {people.data.items.map((person) => (
            <ListRow
              key={person.id}
              title={person.name}
              note={t(person.onDuty ? 'on-duty' : 'off-duty')}
              onPress={() => {
                onClose()
                void acts.pass(chatId, person, note.trim())
              }}
            />
          ))}
        </List>
      )}
    </Sheet>
  )
}
