import type { ReactNode } from 'react'
import { money, type Style } from '../../format.ts'
import { MoneyField, Select, Switch, TextArea, TextField } from '../../kit/fields.tsx'
import { type Text, useText } from '../../texts/texts.ts'

export type FieldSpec = {
  key: string
  /** Text ids. */
  label: string
  /** What it is called where that is no text of ours, but somebody's name. */
  name?: string
  hint?: string
  kind: 'text' | 'area' | 'money' | 'number' | 'date' | 'switch' | 'words' | 'hours' | 'select'
  options?: { value: string; label: string }[]
  /** May be left empty: null is saved. */
  optional?: boolean
  least?: number
  most?: number
}

const MOST_HOURS = 4

/** The choice of none, where a choice may be left out. */
const NOTHING = 'none'

export type Values = Record<string, unknown>

/** What is wrong with a value; null when it may be saved. */
export function wrongIn(t: Text, spec: FieldSpec, value: unknown): string | null {
  if (spec.kind === 'switch' || spec.kind === 'words') return null
  const { least = 0, most = 1_000_000 } = spec
  const within = (one: unknown) => Number.isInteger(one) && (one as number) >= least && (one as number) <= most
  if (spec.kind === 'hours') {
    const hours = hoursOf(value)
    return hours.length <= MOST_HOURS && hours.every(within) ? null : t('settings-remind-wrong', { least, most })
  }
  const empty = value === null || value === undefined || value === ''
  if (empty) return spec.optional ? null : t('required')
  if (spec.kind !== 'number') return null
  return within(value) ? null : t('settings-number', { least, most })
}

/** The fields of a form, in a column; `after` puts something beneath a field. */
export function Fields({
  specs,
  values,
  set,
  tried,
  after = {},
}: {
  specs: readonly FieldSpec[]
  values: Values
  set: (key: string, value: unknown) => void
  /** A save was tried: what is wrong is said. */
  tried: boolean
  after?: Record<string, ReactNode>
}) {
  const t = useText()
  return specs.map((spec) => (
    <div key={spec.key} className="form-field">
      <OneField
        spec={spec}
        value={values[spec.key]}
        set={(value) => set(spec.key, value)}
        error={tried ? wrongIn(t, spec, values[spec.key]) : null}
      />
      {after[spec.key]}
    </div>
  ))
}

function OneField({
  spec,
  value,
  set,
  error,
}: {
  spec: FieldSpec
  value: unknown
  set: (value: unknown) => void
  error: string | null
}) {
  const t = useText()
  const label = spec.name ?? t(spec.label)
  const hint = spec.hint ? t(spec.hint) : undefined
  const typed = (text: string) => set(text === '' && spec.optional ? null : text)
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  switch (spec.kind) {
    case 'switch':
      return <Switch label={label} hint={hint} on={value === true} onChange={set} />
    case 'money':
      return <MoneyField label={label} hint={hint} error={error} kopecks={value as number | null} onKopecks={set} />
    case 'select':
      return (
        <Select
          label={label}
          hint={hint}
          error={error}
          value={spec.optional && text === '' ? NOTHING : text}
          onValue={(chosen) => set(chosen === NOTHING ? null : chosen)}
          options={[...(spec.optional ? [{ value: NOTHING, label: '—' }] : []), ...(spec.options ?? [])]}
        />
      )
    case 'area':
      return <TextArea label={label} hint={hint} error={error} value={text} onValue={typed} />
    case 'words':
      return (
        <TextField
          label={label}
          hint={hint}
          error={error}
          value={Array.isArray(value) ? value.join(', ') : text}
          onValue={set}
          onBlur={() => set(wordsOf(value))}
        />
      )
    case 'hours':
      return (
        <TextField
          label={label}
          hint={hint}
          error={error}
          value={Array.isArray(value) ? value.join(', ') : text}
          onValue={set}
        />
      )
    case 'date':
      return <TextField label={label} hint={hint} error={error} type="date" value={text} onValue={typed} />
    case 'number':
      return (
        <TextField
          label={label}
          hint={hint}
          error={error}
          inputMode="numeric"
          value={text}
          onValue={(next) => set(next === '' ? null : /^\d+$/.test(next) ? Number(next) : next)}
        />
      )
    default:
      return <TextField label={label} hint={hint} error={error} value={text} onValue={typed} />
  }
}

/** «один, два» as a list; a list stays one. */
export const wordsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : String(value ?? '')
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean)

/** «24, 2» as numbers; what is none becomes NaN. */
export const hoursOf = (value: unknown): number[] => [...new Set(wordsOf(value).map(Number))]

/** A value in words, for the two columns of a conflict and the journal. */
export function inWords(
  t: Text,
  style: Style,
  spec: Pick<FieldSpec, 'kind' | 'options'> | null,
  value: unknown,
): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return t(value ? 'settings-yes' : 'settings-no')
  if (spec?.kind === 'money' && typeof value === 'number') return money(value, style)
  if (Array.isArray(value))
    return value.length === 0 ? '—' : value.map((one) => (typeof one === 'object' ? '…' : String(one))).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${inWords(t, style, null, inner)}`)
      .join(', ')
  return spec?.options?.find((option) => option.value === value)?.label ?? String(value)
}
