import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { money as say } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { MoneyField, Select, showFirstError, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Marked, useDoneBar, useFreshVisit, type Visit } from './data.ts'
import type { Money } from './money.tsx'

type SheetOf = { visit: Visit; money: Money; open: boolean; onClose: () => void }

/** Money that goes back, with its reason. */
export function RefundSheet({ open, onClose, ...rest }: SheetOf) {
  const t = useText()
  return (
    <Sheet open={open} onClose={onClose} title={t('refund-title')}>
      {open && <RefundForm {...rest} onClose={onClose} />}
    </Sheet>
  )
}

function RefundForm({ visit, money, onClose }: Omit<SheetOf, 'open'>) {
  const t = useText()
  const style = useStyle()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  const form = useRef<HTMLDivElement>(null)
  const most = money.paid - money.refunded
  const [amount, setAmount] = useState<number | null>(most)
  const [method, setMethod] = useState<string>(money.payments.at(-1)?.method ?? 'card')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const badAmount = amount === null || amount < 1 || amount > most
  const badReason = reason.trim() === ''

  const save = async () => {
    setTried(true)
    if (badAmount || badReason) {
      setTimeout(() => showFirstError(form.current ?? document))
      return
    }
    setBusy(true)
    try {
      const body = { version: visit.version, amount, method, reason: reason.trim() }
      const marked = await call<Marked>('POST', `/api/appointments/${visit.id}/refund`, body)
      fresh(marked.visit)
      bar.done(t('visit-refunded-bar', { amount: say(amount, style) }), { id: visit.id, ...marked })
      onClose()
    } catch (error) {
      bar.failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="sheet-form" ref={form}>
      <MoneyField
        label={t('pay-amount')}
        kopecks={amount}
        onKopecks={setAmount}
        error={tried && badAmount ? t('pay-too-much', { amount: say(most, style) }) : null}
      />
      <Select
        label={t('pay-method')}
        value={method}
        onValue={setMethod}
        options={['card', 'cash', 'transfer', 'online'].map((value) => ({ value, label: t(`pay-${value}`) }))}
      />
      <TextField
        label={t('pay-why')}
        value={reason}
        onValue={setReason}
        error={tried && badReason ? t('refund-why') : null}
        maxLength={300}
      />
      <ActionBar text={t('refund-do', { amount: say(amount ?? 0, style) })} busy={busy} onPress={() => void save()} />
    </div>
  )
}
