import { chosen, trialAt, type Variant, type Variants, variantsOf } from '../db/experiments.ts'
import type { Sql } from '../db/sql.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { ExperimentKind, Shown, Trial } from '../domain/experiments.ts'
import type { Turn } from './context.ts'
import { reworded, type Say, type Texts } from './texts.ts'

/** What of an experiment was said: in these words, or (null) with whatever is said first. */
export type Tried = Shown & { text: string | null }

/**
 * Texts as one client gets them: where a text is being tried, in that client's variant, and what was said of it is noted in `tried`.
 * Who has no variants (staff) gets them as they stand. A language in which no variant differs is not part of the experiment.
 */
export function sayTried(say: Say, { trials = [] }: Catalog, variants: Variants, tried: Tried[]): Say {
  const { language } = say
  const worded = new Map<string, Trial<'text'>>()
  for (const trial of trials) {
    if (trial.kind !== 'text' || trial.target === null || !variants.has(trial.id)) continue
    const { a, b } = trial.variants
    if ((a[language] ?? b[language]) !== null) worded.set(trial.target, trial)
  }
  if (worded.size === 0) return say
  const told = (key: string, values?: Record<string, string | number>): string => {
    const trial = worded.get(key)
    if (!trial) return say(key, values)
    const { experiment, variant, does } = chosen<'text'>(trial, variants)
    const wording = does[language]
    const text = (wording === null ? say : reworded(say, key, wording))(key, values)
    tried.push({ experiment, variant, text: text.trimEnd() })
    return text
  }
  return Object.assign(told, { language })
}

/** Texts for a message to one client outside of a turn, and what of experiments a text made of them shows: its row's `exposes`. */
export async function sayTo(
  sql: Sql,
  { texts, catalog, language, clientId }: { texts: Texts; catalog: Catalog; language: 'ru' | 'en'; clientId: number },
): Promise<{ say: Say; exposes: (text: string) => Shown[] | null }> {
  const tried: Tried[] = []
  const variants = await variantsOf(sql, catalog, clientId)
  const say = sayTried(texts.of(catalog).in(language), catalog, variants, tried)
  return { say, exposes: (text) => shownIn(tried, text) }
}

/** The variant of a turn's client where something is tried; null where nothing is. */
export function variantHere<K extends ExperimentKind>(
  { catalog, variants }: Pick<Turn, 'catalog' | 'variants'>,
  place: { kind: K; target?: string | null },
): Variant<K> | null {
  const trial = trialAt(catalog, place)
  return trial && variants.has(trial.id) ? chosen(trial, variants) : null
}

/** The same, and noted: whatever the turn says first shows it. */
export function tryHere<K extends ExperimentKind>(
  turn: Turn,
  place: { kind: K; target?: string | null },
): Variant<K> | null {
  const found = variantHere(turn, place)
  if (found) turn.tried.push({ experiment: found.experiment, variant: found.variant, text: null })
  return found
}

/** What of experiments a text shows (`first`: it is the first that the turn says), each once; null: nothing. */
export function shownIn(tried: readonly Tried[], text: string | null, first = true): Shown[] | null {
  const here = tried.filter((one) => (one.text === null ? first : text?.includes(one.text)))
  const shown = new Map(here.map(({ experiment, variant }) => [experiment, { experiment, variant }]))
  return shown.size > 0 ? [...shown.values()] : null
}
