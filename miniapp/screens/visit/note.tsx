import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Conflict, DraftLine } from '../../kit/conflict.tsx'
import { TextArea } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useText } from '../../texts/texts.ts'
import { conflictOf, type Notice, useDoneBar, useFreshVisit, type Visit } from './data.ts'

type SheetOf = { visit: Visit; open: boolean; onClose: () => void }

/** A note to a visit; what is typed is kept as a draft, and a note that another person wrote meanwhile is shown beside it. */
export function NoteSheet({ visit, open, onClose }: SheetOf) {
  const t = useText()
  return (
    <Sheet open={open} onClose={onClose} title={t('visit-note')}>
      {open && <NoteForm visit={visit} onClose={onClose} />}
    </Sheet>
  )
}

function NoteForm({ visit, onClose }: Omit<SheetOf, 'open'>) {
  const t = useText()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  // As it was when the form was opened: the stream may bring a newer visit under the open form.
  const [seen, setSeen] = useState(visit)
  const [now, setNow] = useState<Visit | null>(null)
  const [busy, setBusy] = useState(false)
  const draft = useDraft(`visit-note-${visit.id}`, visit.note ?? '')

  const save = async (version: number) => {
    setBusy(true)
    try {
      const done = await call<{ changeId: number | null; notice: Notice }>('PATCH', `/api/appointments/${visit.id}`, {
        version,
        note: draft.value.trim() || null,
      })
      fresh(await call<Visit>('GET', `/api/appointments/${visit.id}`))
      draft.clear()
      bar.done(t('did-noted'), { id: visit.id, ...done })
      onClose()
    } catch (error) {
      const other = conflictOf(error)
      if (other) setNow(other)
      else bar.failed(error)
    } finally {
      setBusy(false)
    }
  }
  const keep = () => {
    if (now) fresh(now)
    draft.clear()
    onClose()
  }

  return (
    <div className="sheet-form">
      <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
      {now && (
        <Conflict
          who={now.history[0]?.who ?? undefined}
          at={now.history[0]?.at}
          differences={[{ label: t('visit-note'), now: now.note ?? '', yours: draft.value }]}
          onKeep={keep}
          onWrite={() => {
            setSeen(now)
            setNow(null)
            void save(now.version)
          }}
        />
      )}
      <TextArea label={t('visit-note')} value={draft.value} onValue={draft.set} maxLength={1000} />
      <ActionBar text={t('visit-note-save')} busy={busy} onPress={() => void save(seen.version)} />
    </div>
  )
}
