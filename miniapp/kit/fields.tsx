import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { money, readMoney } from '../format.ts'
import { feel } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { useStyle } from '../use-style.ts'

type FieldProps = {
  label: string
  /** What is wrong; read out with the field. */
  error?: string | null
  /** A line of help beneath. */
  hint?: ReactNode
}

/** Label, control, help and error in one; the control gets the ids that tie them together. */
export function Field({
  label,
  error,
  hint,
  children,
}: FieldProps & { children: (tied: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p className="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

type Typed = { value: string; onValue: (value: string) => void }

/** One line of text. */
export function TextField({
  label,
  error,
  hint,
  value,
  onValue,
  ...rest
}: FieldProps & Typed & Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'id'>) {
  return (
    <Field label={label} error={error} hint={hint}>
      {(tied) => (
        <input type="text" {...rest} {...tied} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  )
}

/** Several lines, which grow with what is typed. */
export function TextArea({
  label,
  error,
  hint,
  value,
  onValue,
  ...rest
}: FieldProps & Typed & Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'id'>) {
  return (
    <Field label={label} error={error} hint={hint}>
      {(tied) => (
        <textarea rows={3} {...rest} {...tied} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  )
}

/** An amount in kopecks; null while what is typed is none. */
export function MoneyField({
  label,
  error,
  hint,
  kopecks,
  onKopecks,
}: FieldProps & { kopecks: number | null; onKopecks: (kopecks: number | null) => void }) {
  const t = useText()
  const style = useStyle()
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && typed !== '' && readMoney(typed) === null
  return (
    <Field label={label} error={error ?? (wrong ? t('money-wrong') : null)} hint={hint}>
      {(tied) => (
        <input
          {...tied}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          className="amount"
          value={typed ?? (kopecks === null ? '' : money(kopecks, style))}
          onFocus={(event) => {
            setTyped(kopecks === null ? '' : String(kopecks / 100).replace('.', style.language === 'ru' ? ',' : '.'))
            event.target.select()
          }}
          onBlur={() => setTyped((now) => (now && readMoney(now) === null ? now : null))}
          onChange={(event) => {
            setTyped(event.target.value)
            onKopecks(readMoney(event.target.value))
          }}
        />
      )}
    </Field>
  )
}

/** On or off; the whole row is the target. */
export function Switch({
  label,
  hint,
  on,
  onChange,
  disabled,
}: {
  label: string
  hint?: ReactNode
  on: boolean
  onChange: (on: boolean) => void
  disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="switch-row">
      <label htmlFor={id}>
        {label}
        {hint && <span className="note">{hint}</span>}
      </label>
      <BaseSwitch.Root
        id={id}
        className="switch"
        checked={on}
        disabled={disabled}
        onCheckedChange={(next) => {
          feel('select')
          onChange(next)
        }}
      >
        <BaseSwitch.Thumb className="switch-thumb" />
      </BaseSwitch.Root>
    </div>
  )
}

/** One of a list; the platform's own picker. `options` are value and words. */
export function Select({
  label,
  error,
  hint,
  value,
  onValue,
  options,
  empty,
}: FieldProps & Typed & { options: { value: string; label: string; disabled?: boolean }[]; empty?: string }) {
  const t = useText()
  return (
    <Field label={label} error={error} hint={hint}>
      {(tied) => (
        <select {...tied} value={value} onChange={(event) => onValue(event.target.value)}>
          {value === '' && <option value="">{empty ?? t('choose')}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** A tick with its words: «Сообщить: Telegram». */
export function Check({
  label,
  on,
  onChange,
  hint,
}: {
  label: ReactNode
  on: boolean
  onChange: (on: boolean) => void
  hint?: ReactNode
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint && <span className="note">{hint}</span>}
      </span>
    </label>
  )
}

/** Scrolls to the first field that is wrong and puts the focus there; false when none is. */
export function showFirstError(form: ParentNode = document): boolean {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]')
  wrong?.scrollIntoView({ block: 'center' })
  wrong?.focus({ preventScroll: true })
  if (wrong) feel('refused')
  return wrong !== null
}
