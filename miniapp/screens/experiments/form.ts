import type { Text } from '../../texts/texts.ts'
import type { Experiment, Kind, Places } from './data.ts'

export type Form = {
  step: number
  /** Of the thing that is made: it is made once. */
  key: string
  name: string
  kind: Kind | ''
  target: string
  outcome: Experiment['outcome']
  /** Smallest change worth seeing, percentage points. */
  points: number
  /** What variant «б» says; empty: as now. */
  text: string
  textEn: string
  percent: string
  ask: number[] | null
}

export const EMPTY: Form = {
  step: 1,
  key: crypto.randomUUID(),
  name: '',
  kind: '',
  target: '',
  outcome: 'visit',
  points: 5,
  text: '',
  textEn: '',
  percent: '',
  ask: null,
}

/** What stands now where it would be tried. */
export const standing = ({ kind, target }: Form, places: Places): string =>
  (kind === 'text'
    ? places.texts.find((one) => one.target === target)?.ru
    : places.landings.find((one) => one.target === target)?.now) ?? ''

/** Text id of what is wrong on a step; null when the next may follow. */
export function wrongAt(form: Form, places: Places): string | null {
  const { step, kind, target } = form
  if (step === 1) {
    if (kind === '') return 'required'
    const targeted = kind === 'text' || kind === 'landing' || kind === 'offer' || kind === 'chain'
    if (targeted && !target.trim()) return 'required'
    return kind === 'landing' && !/^[\w-]+$/.test(target.trim()) ? 'exp-campaign-wrong' : null
  }
  if (step !== 2) return null
  if (kind === 'text' || kind === 'landing') {
    const said = form.text.trim()
    if (!said && !(kind === 'text' && form.textEn.trim())) return 'required'
    return said === standing(form, places) ? 'exp-alike' : null
  }
  if (kind === 'offer') {
    const now = places.offers.find((one) => one.target === target)?.percent
    if (!/^\d{1,2}$/.test(form.percent)) return 'exp-percent-wrong'
    return Number(form.percent) === now ? 'exp-alike' : null
  }
  if (kind === 'questions') {
    const now = places.questions.map(({ id }) => id)
    return JSON.stringify(form.ask ?? now) === JSON.stringify(now) ? 'exp-alike' : null
  }
  return null
}

/** A name to begin with. */
export function nameOf(t: Text, { kind, target }: Form, places: Places): string {
  if (kind === '') return ''
  const group = places.texts.find((one) => one.target === target)?.group
  return [t(`exp-kind-${kind}`), kind === 'text' ? group : target].filter(Boolean).join(': ')
}

/** The form as the API takes it. */
export function madeOf(t: Text, form: Form, places: Places): object {
  const { kind, outcome, points } = form
  const target = form.target.trim() || null
  const words = (text: string) => text.trim() || null
  const about = { name: form.name.trim() || nameOf(t, form, places), kind, target, outcome, effect: points / 100 }
  return { ...about, variants: variantsOf(form, places, target, words) }
}

function variantsOf(form: Form, places: Places, target: string | null, words: (text: string) => string | null) {
  switch (form.kind) {
    case 'text':
      return { a: { ru: null, en: null }, b: { ru: words(form.text), en: words(form.textEn) } }
    case 'landing':
      return { a: { text: null }, b: { text: words(form.text) } }
    case 'offer': {
      const now = places.offers.find((one) => one.target === target)?.percent ?? 0
      return { a: { percent: now }, b: { percent: Number(form.percent) } }
    }
    case 'chain': {
      const on = places.chains.find((one) => one.target === target)?.on ?? true
      return { a: { on }, b: { on: !on } }
    }
    case 'questions': {
      const now = places.questions.map(({ id }) => id)
      return { a: { ask: now }, b: { ask: form.ask ?? now } }
    }
    case 'prepayment':
      return { a: { prepay: false }, b: { prepay: true } }
    default: {
      const other = places.first === 'assistant' ? 'people' : 'assistant'
      return { a: { first: places.first }, b: { first: other } }
    }
  }
}
