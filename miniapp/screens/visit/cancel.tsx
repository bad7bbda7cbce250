import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Check, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useText } from '../../texts/texts.ts'
import { channelWord, type Marked, useDoneBar, useFreshVisit, type Visit } from './data.ts'

type SheetOf = { visit: Visit; open: boolean; onClose: () => void }

/** Who cancels and why, and what the client will read. */
export function CancelSheet({ open, onClose, visit }: SheetOf) {
  const t = useText()
  return (
    <Sheet open={open} onClose={onClose} title={t('cancel-title')}>
      {open && <CancelForm visit={visit} onClose={onClose} />}
    </Sheet>
  )
}

function CancelForm({ visit, onClose }: Omit<SheetOf, 'open'>) {
  const t = useText()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  const [by, setBy] = useState<'client' | 'business'>('client')
  const [reason, setReason] = useState('')
  const { channel } = visit
  const reachable = channel !== null && !channel.blocked
  const [notify, setNotify] = useState(reachable)
  const [busy, setBusy] = useState(false)
  const who = by === 'client' ? 'client' : 'member'
  const preview = useQuery({
    queryKey: ['preview', visit.id, who],
    queryFn: () => call<{ text: string }>('GET', `/api/appointments/${visit.id}/preview?kind=cancelled&by=${who}`),
    enabled: reachable,
  })

  const save = async () => {
    setBusy(true)
    try {
      const marked = await call<Marked>('POST', `/api/appointments/${visit.id}/cancel`, {
        version: visit.version,
        by,
        reason: reason.trim() || null,
        notify,
      })
      fresh(marked.visit)
      bar.done(t('visit-cancelled-bar'), { id: visit.id, ...marked })
    } catch (error) {
      bar.failed(error)
    } finally {
      setBusy(false)
    }
    onClose()
  }

  return (
    <div className="sheet-form">
      {by === 'client' && visit.late && <p className="warning">{t('cancel-late', { hours: visit.cancelHours })}</p>}
      <ChipRow label={t('cancel-who')}>
        <Chip chosen={by === 'client'} onPress={() => setBy('client')}>
          {t('cancel-client')}
        </Chip>
        <Chip chosen={by === 'business'} onPress={() => setBy('business')}>
          {t('cancel-us')}
        </Chip>
      </ChipRow>
      <TextField label={t('cancel-why')} value={reason} onValue={setReason} maxLength={300} />
      {reachable ? (
        <Check label={t('visit-tell', { channel: channelWord(t, channel.kind) })} on={notify} onChange={setNotify} />
      ) : (
        <p className="note">{t('visit-tell-nobody')}</p>
      )}
      {reachable && notify && preview.data && (
        <div>
          <p className="note">{t('cancel-text')}</p>
          <p className="preview">{preview.data.text}</p>
        </div>
      )}
      <ActionBar text={t('visit-cancel')} busy={busy} onPress={() => void save()} />
    </div>
  )
}
