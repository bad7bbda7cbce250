import type { MirrorSettings } from '../../domain/crm/settings.ts'
import type { Bitrix, Refusal } from './client.ts'
import { placeFields, placeSources } from './lists.ts'
import { make, type PrepareStep, type Work } from './making.ts'
import { PIPELINE, plainName } from './names.ts'
import { placeStages } from './stages.ts'
import { type SurveyPipeline, surveyCrm } from './survey.ts'

export type Prepared = { ok: true; settings: MirrorSettings; steps: PrepareStep[] }

export type PrepareOptions = {
  /** Nothing is written; what would be made has the id that it would have, a pipeline −1. */
  dryRun?: boolean
  /** A pipeline of the owner's instead of ours. */
  pipeline?: number
}

/** A portal without a single setting of ours. */
export const FIRST_SETTINGS: Omit<MirrorSettings, 'pipeline' | 'stages' | 'sources' | 'fields'> = {
  dealPer: 'lead',
  responsible: { default: null, byLocation: {}, byResource: {} },
  handoverMinutes: 15,
  paidBy: 'transfer',
  sensitive: false,
  busy: { read: 'nothing', write: false, resources: {}, users: {} },
}

/**
 * Finds or makes once what the mirror needs: the pipeline with its stages, sources, fields. What the owner has mapped and
 * still exists is kept. Broken off at any moment, another run goes on where this one stopped: everything is found by its name.
 */
export async function prepare(
  bitrix: Bitrix,
  settings: MirrorSettings | null,
  { dryRun = false, pipeline }: PrepareOptions = {},
): Promise<Prepared | Refusal> {
  const found = await surveyCrm(bitrix)
  if (!found.ok) return found
  const work: Work = { bitrix, dryRun, survey: found.result, steps: [] }
  const place = await placePipeline(work, pipeline ?? settings?.pipeline)
  if ('trouble' in place) return place
  const stages = await placeStages(work, place, place.id === settings?.pipeline ? settings.stages : null)
  if ('trouble' in stages) return stages as Refusal
  const sources = await placeSources(work, settings?.sources ?? {})
  if ('trouble' in sources) return sources as Refusal
  const fields = await placeFields(work, settings?.fields ?? {})
  if ('trouble' in fields) return fields as Refusal
  return {
    ok: true,
    settings: { ...(settings ?? structuredClone(FIRST_SETTINGS)), pipeline: place.id, stages, sources, fields },
    steps: work.steps,
  }
}

async function placePipeline(work: Work, wanted: number | undefined): Promise<SurveyPipeline | Refusal> {
  const byName = () => work.survey.pipelines.find(({ name }) => plainName(name) === plainName(PIPELINE))
  const known = work.survey.pipelines.find(({ id }) => id === wanted) ?? byName()
  if (known) {
    work.steps.push({ what: 'pipeline', key: 'pipeline', name: known.name, state: 'found' })
    return known
  }
  work.steps.push({ what: 'pipeline', key: 'pipeline', name: PIPELINE, state: 'created' })
  if (work.dryRun) return { id: -1, name: PIPELINE, stages: [] }
  const params = { entityTypeId: 2, fields: { name: PIPELINE, sort: 100 } }
  const made = await make(work, 'crm.category.add', params, () => byName() !== undefined)
  if (!made.made) return made.refusal
  // Its stages come with it: they are read, not guessed.
  const again = await surveyCrm(work.bitrix)
  if (!again.ok) return again
  work.survey = again.result
  return byName() ?? lost('crm.category.add')
}

const lost = (code: string): Refusal => ({
  ok: false,
  trouble: 'broken',
  code,
  description: 'made and not found',
  retryAt: null,
})
