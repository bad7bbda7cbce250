import { useMutation } from '@tanstack/react-query'
import { dateDay, dayTime, money } from '../../format.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { count } from '../numbers/words.ts'
import { takeBack, useChanged, useTaken } from './data.ts'

/** Takes a table back with all that it brought. */
export function useUndo() {
  const t = useText()
  const changed = useChanged()
  return useMutation({
    mutationFn: takeBack,
    onSuccess: ({ visits, kept }) => {
      changed()
      say({ text: t(kept > 0 ? 'past-undone-kept' : 'past-undone', { count: visits, kept }) })
    },
    onError: (error) => say({ text: troubleOf(t, error) }),
  })
}

/** Tables that were taken in before, each with its way back. */
export function TakenTables() {
  const t = useText()
  const style = useStyle()
  const { data } = useTaken()
  const undo = useUndo()
  const [ask, dialog] = useAsk()
  if (!data || data.items.length === 0) return null
  const press = async (id: number, visits: number) => {
    const sure = await ask({
      title: t('past-undo'),
      text: t('past-undo-ask', { count: count(visits, style) }),
      verb: t('past-undo-verb'),
    })
    if (sure) undo.mutate(id)
  }
  return (
    <Card title={t('past-taken')}>
      <List label={t('past-taken')}>
        {data.items.map(({ id, file, at, member, counts, undoneAt }) => (
          <ListRow
            key={id}
            title={file}
            note={[
              t('past-taken-counts', { count: count(counts.visits, style), amount: money(counts.revenue, style) }),
              counts.from &&
                counts.to &&
                t('num-from-to', { from: dateDay(counts.from, style, true), to: dateDay(counts.to, style, true) }),
              [member, dayTime(at, style)].filter(Boolean).join(', '),
              undoneAt && t('past-taken-back', { at: dayTime(undoneAt, style) }),
            ]
              .filter(Boolean)
              .join(' · ')}
            action={
              undoneAt === null && (
                <Button writes busy={undo.isPending} onClick={() => void press(id, counts.visits)}>
                  {t('past-undo-verb')}
                </Button>
              )
            }
          />
        ))}
      </List>
      {dialog}
    </Card>
  )
}
