import { z } from '@hono/zod-openapi'
import type { Texts } from '../../bot/texts.ts'
import type { Experiment } from '../../db/experimenting.ts'
import type { Catalog } from '../../domain/catalog.ts'
import { chainsOn } from '../../domain/chains.ts'
import { type ExperimentKind, isTriedText, KINDS, notYet } from '../../domain/experiments.ts'
import { type Arms, verdictOf } from '../../domain/verdict.ts'

const outcome = z.enum(['visit', 'payment'])
const target = z.string().min(1).max(80).nullable().default(null)
const effect = z.number().min(0.01).max(0.5).default(0.05)
const words = (most: number) => z.string().trim().min(1).max(most).nullable()

/** What the size is asked for. */
export const guess = z.object({ kind: z.enum(KINDS), target, outcome: outcome.default('visit'), effect })

const pair = <T extends z.ZodType>(change: T) => z.object({ a: change, b: change })
const of = <K extends ExperimentKind, T extends z.ZodType>(kind: K, change: T) =>
  z.object({
    name: z.string().trim().min(1).max(100),
    kind: z.literal(kind),
    target,
    outcome: outcome.default('visit'),
    effect,
    variants: pair(change),
  })

/** An experiment as it is written down; a text that is null stands as it is now. */
export const toMake = z.discriminatedUnion('kind', [
  of('text', z.object({ ru: words(2000), en: words(2000).default(null) })),
  of('landing', z.object({ text: words(1000) })),
  of('offer', z.object({ percent: z.number().int().min(0).max(90) })),
  of('chain', z.object({ on: z.boolean() })),
  of('questions', z.object({ ask: z.array(z.number().int().positive()).max(10) })),
  of('first', z.object({ first: z.enum(['assistant', 'people']) })),
  of('prepayment', z.object({ prepay: z.boolean() })),
])

const arm = z.object({
  exposed: z.number(),
  judged: z.number(),
  came: z.number().nullable().openapi({ description: 'null, пока обе группы не набраны: подглядывать нельзя' }),
})
const share = z.number().optional()

export const experiment = z
  .object({
    id: z.number(),
    version: z.number(),
    name: z.string(),
    kind: z.enum(KINDS),
    target: z.string().nullable(),
    variants: pair(z.record(z.string(), z.unknown())),
    outcome,
    windowDays: z.number(),
    baseline: z.number(),
    baselineOf: z.number(),
    effect: z.number(),
    size: z.number().openapi({ description: 'клиентов на вариант' }),
    status: z.enum(['draft', 'running', 'stopped', 'decided']),
    winner: z.enum(['a', 'b']).nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    arms: z.object({ a: arm, b: arm }),
    verdict: z.object({
      kind: z.enum(['early', 'lopsided', 'better', 'same']),
      clients: z.number().optional(),
      outcomes: z.number().optional(),
      variant: z.enum(['a', 'b']).optional(),
      points: share,
      from: share,
      to: share,
    }),
  })
  .openapi('Experiment')

export type ExperimentView = z.infer<typeof experiment>

/** An experiment as it is shown: who came is told when both groups are full, not before. */
export function viewOf(one: Experiment, arms: Arms): ExperimentView {
  const full = Math.min(arms.a.judged, arms.b.judged) >= one.size
  const seen = (which: Arms['a']) => ({ ...which, came: full ? which.came : null })
  return {
    ...one,
    variants: one.variants as ExperimentView['variants'],
    createdAt: one.createdAt.toISOString(),
    startedAt: one.startedAt?.toISOString() ?? null,
    endedAt: one.endedAt?.toISOString() ?? null,
    arms: { a: seen(arms.a), b: seen(arms.b) },
    verdict: verdictOf(arms, one.size, one.baseline),
  }
}

const choice = z.object({ target: z.string(), now: z.string() })
export const places = z.object({
  texts: z.array(z.object({ target: z.string(), group: z.string(), ru: z.string(), en: z.string() })),
  landings: z.array(choice),
  offers: z.array(z.object({ target: z.string(), percent: z.number() })),
  chains: z.array(z.object({ target: z.string(), on: z.boolean() })),
  questions: z.array(z.object({ id: z.number(), text: z.string() })),
  first: z.enum(['assistant', 'people']),
  /** Where something is tried already. */
  busy: z.array(z.object({ kind: z.enum(KINDS), target: z.string().nullable() })),
  /** What can't be started yet. */
  later: z.array(z.enum(KINDS)),
})

/** All places where something may be tried, as they stand now. */
export function describePlaces(texts: Texts, catalog: Catalog) {
  const standing = (language: 'ru' | 'en', key: string, shipped: string) =>
    catalog.wordings?.find((own) => own.key === key && own.language === language)?.text ?? shipped
  const english = new Map(texts.entries('en').map(({ key, text }) => [key, text]))
  const shown: z.infer<typeof places> = {
    texts: texts
      .entries('ru')
      .filter(({ key }) => isTriedText(key))
      .map(({ key, group, text }) => ({
        target: key,
        group,
        ru: standing('ru', key, text),
        en: standing('en', key, english.get(key) ?? ''),
      })),
    landings: catalog.promos.map(({ campaign, text }) => ({ target: campaign, now: text })),
    offers: [{ target: 'no_show', percent: catalog.settings.noShowPercent }],
    chains: chainsOn(catalog).map(({ name }) => ({ target: name, on: true })),
    questions: catalog.questions.map(({ id, text }) => ({ id, text })),
    first: catalog.settings.first,
    busy: (catalog.trials ?? []).map(({ kind, target }) => ({ kind, target })),
    later: KINDS.filter((kind) => notYet(kind) !== null),
  }
  const lists: Partial<Record<ExperimentKind, readonly { target: string }[]>> = {
    text: shown.texts,
    offer: shown.offers,
    chain: shown.chains,
  }
  return {
    shown,
    /** A campaign may be tried before it has a greeting. */
    knows: (kind: ExperimentKind, target: string | null) =>
      target === null || kind === 'landing' || lists[kind]?.some((one) => one.target === target) === true,
  }
}
