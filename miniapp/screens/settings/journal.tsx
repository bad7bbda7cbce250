import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { useWork } from '../../kit/work.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Change, useRefresh } from './data.ts'
import { inWords } from './form.tsx'
import { PagedLog } from './paged.tsx'

/** The audit log: who, when, from what to what, and the way back. */
export function Journal() {
  const t = useText()
  return (
    <PagedLog<Change>
      title={t('settings-journal')}
      none={t('settings-journal-none')}
      name="journal"
      path="/api/changes"
    >
      {(change) => <ChangeCard change={change} />}
    </PagedLog>
  )
}

/** A word for what was changed; its own name where there is none. */
function wordOf(t: Text, group: string, name: string): string {
  const id = `${group}-${name.replace(/[ ._]/g, '-')}`
  const word = t(id)
  return word === id ? name : word
}

function ChangeCard({ change }: { change: Change }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const { busy, work } = useWork(refresh)
  const before = (change.before ?? {}) as Record<string, unknown>
  const after = (change.after ?? {}) as Record<string, unknown>
  const names = change.action === 'changed' ? [...new Set([...Object.keys(before), ...Object.keys(after)])] : []
  const shown = names.filter((name) => !['key', 'language', 'version'].includes(name))
  const undo = () =>
    work(async () => {
      await call('POST', `/api/changes/${change.id}/undo`)
      say({ text: t('settings-restored') })
    })
  const values = (name: string, value: unknown) =>
    inWords(t, style, /price|cost/i.test(name) ? { kind: 'money' } : null, value)
  return (
    <section className="change">
      <div className="change-head">
        <strong>
          {wordOf(t, 'object', change.object)}
          {change.name ? `: ${change.name}` : ''}
        </strong>
        <span className="note">
          {[change.member?.name ?? t('settings-program'), dayTime(change.at, style)].join(' · ')}
        </span>
      </div>
      <div className="change-values">
        <span>{wordOf(t, 'action', change.action)}</span>
        {shown.map((name) => (
          <span key={name}>
            {t('settings-from-to', {
              field: wordOf(t, 'field', name),
              before: values(name, before[name]),
              after: values(name, after[name]),
            })}
          </span>
        ))}
      </div>
      {change.undoneAt ? (
        <p className="note">{t('settings-undone', { at: dayTime(change.undoneAt, style) })}</p>
      ) : (
        change.undoable && (
          <div className="buttons">
            <Button writes busy={busy} onClick={() => void undo()}>
              {t('settings-restore')}
            </Button>
          </div>
        )
      )}
    </section>
  )
}
