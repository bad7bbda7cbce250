import { MIRROR_STAGES, type MirrorStage } from '../../domain/crm/settings.ts'
import type { Refusal } from './client.ts'
import { fatal, make, type PrepareStep, type Work } from './making.ts'
import { PIPELINE, plainName, STAGE_NAMES } from './names.ts'
import { type SurveyPipeline, type SurveyStage, stageList } from './survey.ts'

const KIND: Record<MirrorStage, SurveyStage['kind']> = {
  new: 'open',
  confirmed: 'open',
  visited: 'open',
  paid: 'won',
  lost: 'lost',
}

const standardOf = ({ id }: SurveyStage): string => id.replace(/^C\d+:/, '')

/** The pipeline's stage for each of ours; those of a pipeline that we made get our names, an owner's keep theirs. */
export async function placeStages(
  work: Work,
  pipeline: SurveyPipeline,
  mapped: Record<MirrorStage, string> | null,
): Promise<Record<MirrorStage, string> | Refusal> {
  const { stages } = pipeline
  const result = {} as Record<MirrorStage, string>
  if (pipeline.id === -1) {
    for (const key of MIRROR_STAGES) {
      work.steps.push({ what: 'stage', key, name: STAGE_NAMES[key].name, state: 'created' })
      result[key] = STAGE_NAMES[key].standard
    }
    return result
  }
  const ours = mapped === null && plainName(pipeline.name) === plainName(PIPELINE) && pipeline.id !== 0
  // The first stage gets its name last: where it has it, ours has been set up, and what people changed since is theirs.
  const fresh = ours && stages.some((stage) => standardOf(stage) === 'NEW' && !named(stage, 'new'))
  if (fresh) {
    const refused = await clear(work, stages)
    if (refused) return refused
  }
  for (const key of [...MIRROR_STAGES].reverse()) {
    const placed = await placeStage(work, pipeline, key, mapped?.[key], fresh)
    if (typeof placed !== 'string') return placed
    result[key] = placed
  }
  return result
}

const named = ({ name }: SurveyStage, key: MirrorStage): boolean => plainName(name) === plainName(STAGE_NAMES[key].name)

/** Stages of a new pipeline that none of ours becomes, by the codes that Bitrix24 itself gives: what people made has others. */
const SPARE = ['PREPAYMENT_INVOICE', 'FINAL_INVOICE', 'APOLOGY']

/** Takes them away. Where a deal is in one, the portal keeps it. */
async function clear(work: Work, stages: SurveyStage[]): Promise<Refusal | null> {
  for (const stage of stages.filter((one) => SPARE.includes(standardOf(one)))) {
    const step: PrepareStep = { what: 'stage', key: standardOf(stage), name: stage.name, state: 'removed' }
    work.steps.push(step)
    if (work.dryRun) continue
    const answer = await work.bitrix.call('crm.status.delete', { id: stage.rowId, params: { FORCED: 'Y' } })
    if (answer.ok || answer.trouble === 'missing') continue
    if (fatal(answer)) return answer
    step.state = 'refused'
  }
  return null
}

async function placeStage(
  work: Work,
  pipeline: SurveyPipeline,
  key: MirrorStage,
  mapped: string | undefined,
  fresh: boolean,
): Promise<string | Refusal> {
  const { stages } = pipeline
  const { name, standard, code } = STAGE_NAMES[key]
  const step = (state: PrepareStep['state'], called = name) =>
    work.steps.push({ what: 'stage', key, name: called, state })
  const found =
    stages.find(({ id }) => id === mapped) ?? stages.find((stage) => stage.kind === KIND[key] && named(stage, key))
  if (found) {
    step('found', found.name)
    return found.id
  }
  const base = stages.find((stage) => standardOf(stage) === standard && stage.kind === KIND[key])
  if (fresh && base) {
    if (!work.dryRun) {
      const answer = await work.bitrix.call('crm.status.update', { id: base.rowId, fields: { NAME: name } })
      if (fatal(answer)) return answer
      if (!answer.ok) {
        step('refused', base.name)
        return base.id
      }
    }
    step('renamed')
    return base.id
  }
  // A pipeline of the owner's: it begins, succeeds and fails where it does.
  const natural = key === 'new' || KIND[key] !== 'open' ? stages.find(({ kind }) => kind === KIND[key]) : undefined
  if (natural) {
    step('found', natural.name)
    return natural.id
  }
  return createStage(work, pipeline, key, code, name)
}

async function createStage(
  work: Work,
  { id, stages }: SurveyPipeline,
  key: MirrorStage,
  code: string,
  name: string,
): Promise<string | Refusal> {
  const STATUS_ID = id === 0 ? code : `C${id}:${code}`
  work.steps.push({ what: 'stage', key, name, state: 'created' })
  if (work.dryRun) return STATUS_ID
  const won = stages.find(({ kind }) => kind === 'won')?.sort ?? 1000
  // On the way means before success: the visit right before it, the confirmation before the visit.
  const SORT = { new: 1, confirmed: Math.max(1, won - 2), visited: Math.max(1, won - 1), paid: won, lost: won + 100 }[
    key
  ]
  const SEMANTICS = { open: '', won: 'S', lost: 'F' }[KIND[key]]
  const fields = { ENTITY_ID: stageList(id), STATUS_ID, NAME: name, SORT, SEMANTICS }
  const exists = () => work.survey.pipelines.some((one) => one.stages.some((stage) => stage.id === STATUS_ID))
  const made = await make(work, 'crm.status.add', { fields }, exists)
  return made.made ? STATUS_ID : made.refusal
}
