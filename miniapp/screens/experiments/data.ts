import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import { call } from '../../api/client.ts'
import type { Language } from '../../format.ts'
import type { Text } from '../../texts/texts.ts'

type Client = ReturnType<typeof hc<Api>>['api']['experiments']
export type Experiment = InferResponseType<Client[':id']['$get'], 200>
export type Places = InferResponseType<Client['places']['$get'], 200>
export type Size = InferResponseType<Client['size']['$post'], 200>
export type Kind = Experiment['kind']
export type VariantKey = 'a' | 'b'

export const useExperiments = () =>
  useQuery({
    queryKey: ['experiments'],
    queryFn: () => call<{ items: Experiment[] }>('GET', '/api/experiments'),
  })

export const usePlaces = () =>
  useQuery({ queryKey: ['experiments', 'places'], queryFn: () => call<Places>('GET', '/api/experiments/places') })

/** Asks anew for experiments, and for what they may have changed; `known` is an answer that came already. */
export function useRefresh(): (known?: Experiment) => void {
  const queries = useQueryClient()
  return (known) => {
    if (known)
      queries.setQueryData<{ items: Experiment[] }>(
        ['experiments'],
        (was) => was && { items: was.items.map((one) => (one.id === known.id ? known : one)) },
      )
    for (const key of ['experiments', 'settings']) void queries.invalidateQueries({ queryKey: [key] })
  }
}

/** Starts, stops or decides; the bar says refusals. */
export const setStatus = (
  { id, version }: Pick<Experiment, 'id' | 'version'>,
  change: { status: 'running' | 'stopped' } | { status: 'decided'; winner: VariantKey },
) => call<Experiment>('POST', `/api/experiments/${id}/status`, { version, ...change })

/** «4,2», in percentage points; `sign`: «+4,2». */
export const points = (share: number, language: Language, sign = false): string =>
  new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: sign ? 'exceptZero' : 'auto',
  })
    .format(share * 100)
    .replace('-', '−')

export const letter = (t: Text, variant: VariantKey) => t(`exp-variant-${variant}`)

/** The verdict as a sentence: what may be said, and what is still missing. */
export function verdictWords(t: Text, language: Language, { verdict, outcome, arms }: Experiment): string {
  const { kind, clients = 0, outcomes = 0, points: share = 0, from = 0, to = 0, variant = 'b' } = verdict
  switch (kind) {
    case 'early':
      return outcomes > 0 ? t(`exp-early-${outcome}`, { outcomes }) : t('exp-early-clients', { clients })
    case 'lopsided':
      return t('exp-lopsided', { a: arms.a.exposed, b: arms.b.exposed })
    case 'better':
      return t('exp-better', {
        variant: letter(t, variant),
        points: points(share, language, true),
        from: points(from, language),
        to: points(to, language),
      })
    case 'same':
      return t('exp-same', { from: points(from, language, true), to: points(to, language, true) })
  }
}

export const SIGNS: Record<Experiment['verdict']['kind'], string> = {
  early: '…',
  lopsided: '!',
  better: '▲',
  same: '=',
}

/** True when both groups are full: there is a verdict that stays. */
export const isFull = ({ arms, size }: Experiment) => Math.min(arms.a.judged, arms.b.judged) >= size

/** What a variant does, in words; a text that is null stands as it was. */
export function variantWords(
  t: Text,
  places: Places | undefined,
  one: Pick<Experiment, 'kind' | 'variants'>,
  key: VariantKey,
) {
  const does = one.variants[key]
  switch (one.kind) {
    case 'text':
      return String(does.ru ?? does.en ?? t('exp-as-now'))
    case 'landing':
      return String(does.text ?? t('exp-as-now'))
    case 'offer':
      return t('exp-percent', { percent: Number(does.percent) })
    case 'chain':
      return t(does.on ? 'exp-on' : 'exp-off')
    case 'questions': {
      const asked = (does.ask as number[]).map((id) => places?.questions.find((known) => known.id === id)?.text ?? '…')
      return asked.length > 0 ? asked.join('\n') : t('exp-no-questions')
    }
    case 'first':
      return t(`exp-first-${String(does.first)}`)
    case 'prepayment':
      return t(does.prepay ? 'exp-prepay' : 'exp-remind')
  }
}
