import { dayTime, duration, money } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { useDoneBar, type Visit } from './data.ts'

type Line = Visit['history'][number]

/** Who did what and when, from what to what; what can still be taken back has its button. */
export function History({ visit }: { visit: Visit }) {
  const t = useText()
  const style = { ...useStyle(), zone: visit.zone }
  const bar = useDoneBar()
  if (visit.history.length === 0) return null
  return (
    <details className="visit-history">
      <summary>{t('visit-history', { count: visit.history.length })}</summary>
      <List>
        {visit.history.map((line) => (
          <ListRow
            key={`${line.changeId} ${line.at} ${line.action}`}
            title={<span className={line.undone ? 'struck' : undefined}>{wordOf(line)}</span>}
            note={[dayTime(line.at, style), line.who, detailOf(line), line.undone && t('did-taken-back')]
              .filter(Boolean)
              .join(' · ')}
            action={
              line.undoable && line.changeId !== null ? (
                <Button look="plain" writes onClick={() => void bar.undo(visit.id, line.changeId!)}>
                  {t('visit-return')}
                </Button>
              ) : undefined
            }
          />
        ))}
      </List>
    </details>
  )

  function wordOf({ action }: Line) {
    const word = t(`did-${action}`)
    return word === `did-${action}` ? t('did-client') : word
  }

  function length(of: Line['before']) {
    const minutes = (Date.parse(String(of?.end)) - Date.parse(String(of?.start))) / 60_000
    return duration(minutes, style.language)
  }

  function detailOf({ action, before, after }: Line) {
    const start = (of: Line['before']) => (typeof of?.start === 'string' ? dayTime(of.start, style) : null)
    if (action === 'resized') return `${length(before)} → ${length(after)}`
    const [from, to] = [start(before), start(after)]
    if (to) return from && from !== to ? `${from} → ${to}` : to
    if (typeof after?.amount === 'number') return money(after.amount, style)
    if (typeof after?.reason === 'string') return after.reason
    if (typeof after?.note === 'string') return `«${after.note}»`
    return null
  }
}
