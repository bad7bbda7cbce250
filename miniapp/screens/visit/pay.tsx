import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { money as say } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { Conflict, type Difference } from '../../kit/conflict.tsx'
import { MoneyField, Select, showFirstError, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { conflictOf, type Marked, useDoneBar, useFreshVisit, type Visit } from './data.ts'
import type { Money } from './money.tsx'

const METHODS = ['card', 'cash', 'transfer', 'online'] as const
const KINDS = ['none', 'rubles', 'percent', 'free'] as const
type Kind = (typeof KINDS)[number]
const REASONS = ['pay-promo', 'pay-regular', 'pay-mistake'] as const

type SheetOf = { visit: Visit; money: Money; open: boolean; onClose: () => void }

/** Money for a visit: the amount stands there already, a discount and «free of charge» want their reason. */
export function PaySheet({ open, onClose, ...rest }: SheetOf) {
  const t = useText()
  return (
    <Sheet open={open} onClose={onClose} title={t('pay-title')}>
      {open && <PayForm {...rest} onClose={onClose} />}
    </Sheet>
  )
}

function PayForm({ visit, money, onClose }: Omit<SheetOf, 'open'>) {
  const t = useText()
  const style = useStyle()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  const form = useRef<HTMLDivElement>(null)
  const [version, setVersion] = useState(visit.version)
  const [price, setPrice] = useState<number | null>(money.price)
  const [kind, setKind] = useState<Kind>('none')
  const [off, setOff] = useState<number | null>(null)
  const [percent, setPercent] = useState('')
  const [reason, setReason] = useState('')
  const [own, setOwn] = useState(false)
  const [typed, setTyped] = useState<number | null>(null)
  const [method, setMethod] = useState<string>('card')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [now, setNow] = useState<Visit | null>(null)

  const whole = price ?? money.price
  const share = Number(percent.replace(',', '.'))
  const badPercent = kind === 'percent' && !(percent !== '' && share >= 0 && share <= 100)
  const discount = discountOf()
  const left = Math.max(0, whole - discount - money.paid + money.refunded)
  const amount = kind === 'free' ? 0 : (typed ?? left)
  const needsReason = kind !== 'none' && reason.trim() === ''
  const errors = {
    percent: badPercent ? t('pay-percent-wrong') : null,
    size: kind === 'rubles' && (off === null || off > whole) ? t('money-wrong') : null,
    reason: needsReason ? t(kind === 'free' ? 'pay-why-free' : 'pay-why-discount') : null,
    amount:
      amount > left
        ? t('pay-too-much', { amount: say(left, style) })
        : amount === 0 && left > 0
          ? t('money-wrong')
          : null,
  }
  const shown = tried ? errors : { percent: null, size: null, reason: null, amount: null }

  function discountOf() {
    if (kind === 'free') return whole
    if (kind === 'rubles') return Math.min(off ?? 0, whole)
    if (kind === 'percent') return badPercent ? 0 : Math.round((whole * share) / 100)
    return money.discount
  }

  const save = async (seen: number) => {
    setTried(true)
    if (Object.values(errors).some((error) => error !== null)) {
      // The errors are on the screen after this render.
      setTimeout(() => showFirstError(form.current ?? document))
      return
    }
    setBusy(true)
    try {
      const marked = await call<Marked>('POST', `/api/appointments/${visit.id}/payment`, {
        version: seen,
        amount,
        method,
        free: kind === 'free',
        ...(whole !== money.price && { price: whole }),
        ...(kind === 'rubles' && { discount: { amount: discount } }),
        ...(kind === 'percent' && { discount: { percent: share } }),
        ...(kind !== 'none' && { reason: reason.trim() }),
      })
      fresh(marked.visit)
      bar.done(kind === 'free' ? t('visit-free-bar') : t('visit-paid-bar', { amount: say(amount, style) }), {
        id: visit.id,
        ...marked,
      })
      onClose()
    } catch (error) {
      const other = conflictOf(error)
      if (other) setNow(other)
      else bar.failed(error)
    } finally {
      setBusy(false)
    }
  }

  const differences = (other: Visit): Difference[] => [
    {
      label: t('pay-total', { amount: '' }).trim(),
      now: say(other.money?.left ?? 0, style),
      yours: say(amount, style),
    },
    ...(other.status === visit.status
      ? []
      : [{ label: t('visit'), now: t(`state-${stateWord(other)}`), yours: t(`state-${stateWord(visit)}`) }]),
  ]

  return (
    <div className="sheet-form" ref={form}>
      {now && (
        <Conflict
          who={now.history[0]?.who ?? undefined}
          at={now.history[0]?.at}
          differences={differences(now)}
          onKeep={() => {
            fresh(now)
            onClose()
          }}
          onWrite={() => {
            setVersion(now.version)
            setNow(null)
            void save(now.version)
          }}
        />
      )}
      {money.priceFrom && <MoneyField label={t('pay-price')} kopecks={price} onKopecks={setPrice} />}
      {kind !== 'free' && (
        <MoneyField label={t('pay-amount')} kopecks={amount} onKopecks={setTyped} error={shown.amount} />
      )}
      <ChipRow label={t('pay-discount')}>
        {KINDS.map((one) => (
          <Chip key={one} chosen={kind === one} onPress={() => setKind(one)}>
            {t(`pay-${one}`)}
          </Chip>
        ))}
      </ChipRow>
      {kind === 'rubles' && <MoneyField label={t('pay-size')} kopecks={off} onKopecks={setOff} error={shown.size} />}
      {kind === 'percent' && (
        <TextField
          label={`${t('pay-size')}, %`}
          value={percent}
          onValue={setPercent}
          inputMode="decimal"
          error={shown.percent}
        />
      )}
      {kind !== 'none' && (
        <>
          <ChipRow label={t('pay-why')}>
            {REASONS.map((one) => (
              <Chip
                key={one}
                chosen={!own && reason === t(one)}
                onPress={() => {
                  setOwn(false)
                  setReason(t(one))
                }}
              >
                {t(one)}
              </Chip>
            ))}
            <Chip
              chosen={own}
              onPress={() => {
                setOwn(true)
                setReason('')
              }}
            >
              {t('pay-own')}
            </Chip>
          </ChipRow>
          <TextField
            label={t('pay-why')}
            value={reason}
            onValue={(value) => {
              setOwn(true)
              setReason(value)
            }}
            hint={kind === 'free' ? t('pay-why-free') : undefined}
            error={shown.reason}
            maxLength={300}
          />
        </>
      )}
      {kind !== 'free' && (
        <Select
          label={t('pay-method')}
          value={method}
          onValue={setMethod}
          options={METHODS.map((value) => ({ value, label: t(`pay-${value}`) }))}
        />
      )}
      <ActionBar
        text={kind === 'free' ? t('pay-do-free') : t('pay-do', { amount: say(amount, style) })}
        busy={busy}
        onPress={() => void save(version)}
      />
    </div>
  )
}

const stateWord = ({ status }: Visit) =>
  status === 'arrived' ? 'here' : status === 'no_show' ? 'noshow' : status === 'booked' ? 'planned' : status
