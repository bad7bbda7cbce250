import type { Answer, Bitrix, Command, Refusal } from './client.ts'
import { listAll } from './pages.ts'

export type SurveyStage = { id: string; rowId: number; name: string; sort: number; kind: 'open' | 'won' | 'lost' }
export type SurveyPipeline = { id: number; name: string; stages: SurveyStage[] }
export type SurveySource = { id: string; name: string }
/** `name` is what settings and requests use (`ufCrm…`), `original` what the portal calls it (`UF_CRM_…`). */
export type SurveyField = { name: string; original: string; label: string; type: string }

/** What there is in a portal, for mapping ours onto it. */
export type PortalSurvey = {
  pipelines: SurveyPipeline[]
  sources: SurveySource[]
  /** User fields of deals. */
  fields: SurveyField[]
  /** Active people of the portal; empty without the right `user`. */
  users: { id: number; name: string; position: string }[]
  /** Bookable resources, and whether Bitrix24 writes to clients about them by itself; empty without the right `booking`. */
  resources: { id: number; name: string; notifies: boolean }[]
}

type StatusRow = {
  ID: string
  STATUS_ID: string
  NAME: string
  SORT: string
  SEMANTICS?: string | null
  EXTRA?: { SEMANTICS?: string }
}
type FieldRow = { type: string; title: string; upperName?: string; isDynamic?: boolean }
type UserRow = { ID: string; NAME?: string; LAST_NAME?: string; WORK_POSITION?: string }
type ResourceRow = { id: number; name: string } & Record<string, unknown>

const DEAL = 2

const statuses = (entityId: string): Command => ({
  method: 'crm.status.list',
  params: { order: { SORT: 'ASC' }, filter: { ENTITY_ID: entityId } },
})

/** Looks around in a portal: pipelines with their stages, sources, fields, people, resources. */
export async function surveyPortal(bitrix: Bitrix): Promise<{ ok: true; survey: PortalSurvey } | Refusal> {
  const crm = await surveyCrm(bitrix)
  if (!crm.ok) return crm
  const users = await listAll<UserRow, UserRow[]>(
    bitrix,
    'user.get',
    { FILTER: { ACTIVE: true } },
    listed,
    ({ ID }) => ID,
  )
  if (!users.ok && users.trouble !== 'rights') return users
  const resources = await listAll<ResourceRow, { resource: ResourceRow[] }>(
    bitrix,
    'booking.v1.resource.list',
    {},
    ({ resource }) => listed(resource),
    ({ id }) => id,
  )
  // A portal without online booking doesn't know the method at all.
  if (!resources.ok && resources.trouble !== 'rights' && resources.trouble !== 'refused') return resources
  return {
    ok: true,
    survey: {
      ...crm.result,
      users: (users.ok ? users.result : []).map(({ ID, NAME, LAST_NAME, WORK_POSITION }) => ({
        id: Number(ID),
        name: [NAME, LAST_NAME].filter(Boolean).join(' '),
        position: WORK_POSITION ?? '',
      })),
      resources: (resources.ok ? resources.result : []).map((row) => ({
        id: row.id,
        name: row.name,
        notifies: Object.entries(row).some(([key, value]) => /^is\w+NotificationOn$/.test(key) && value === 'Y'),
      })),
    },
  }
}

/** The part of it that preparing needs. */
export async function surveyCrm(
  bitrix: Bitrix,
): Promise<Answer<Pick<PortalSurvey, 'pipelines' | 'sources' | 'fields'>>> {
  const about = { entityTypeId: DEAL }
  const first = await bitrix.batch({
    categories: { method: 'crm.category.list', params: about },
    sources: statuses('SOURCE'),
    fields: { method: 'crm.item.fields', params: about },
  })
  if (!first.categories.ok) return first.categories
  if (!first.sources.ok) return first.sources
  if (!first.fields.ok) return first.fields
  const { categories } = first.categories.result as { categories: { id: number; name: string }[] }
  const stages = await bitrix.batch(Object.fromEntries(categories.map(({ id }) => [`c${id}`, statuses(stageList(id))])))
  const pipelines: SurveyPipeline[] = []
  for (const { id, name } of categories) {
    const answer = stages[`c${id}`]!
    if (!answer.ok) return answer
    pipelines.push({ id, name, stages: listed<StatusRow>(answer.result).map(stageOf) })
  }
  const { fields } = first.fields.result as { fields: Record<string, FieldRow> }
  return {
    ok: true,
    next: null,
    total: null,
    result: {
      pipelines,
      sources: listed<StatusRow>(first.sources.result).map(({ STATUS_ID, NAME }) => ({ id: STATUS_ID, name: NAME })),
      fields: Object.entries(fields)
        .filter(([, { upperName }]) => upperName?.startsWith('UF_'))
        .map(([name, { type, title, upperName }]) => ({ name, original: upperName!, label: title, type })),
    },
  }
}

/** The list in which a pipeline's stages are. */
export const stageList = (pipeline: number): string => (pipeline === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${pipeline}`)

function stageOf({ ID, STATUS_ID, NAME, SORT, SEMANTICS, EXTRA }: StatusRow): SurveyStage {
  const kind =
    SEMANTICS === 'S' || EXTRA?.SEMANTICS === 'success'
      ? 'won'
      : SEMANTICS === 'F' || EXTRA?.SEMANTICS === 'failure' || EXTRA?.SEMANTICS === 'apology'
        ? 'lost'
        : 'open'
  return { id: STATUS_ID, rowId: Number(ID), name: NAME, sort: Number(SORT), kind }
}

/** What PHP gives for a list: sometimes a map. */
const listed = <T>(value: T[] | unknown): T[] =>
  Array.isArray(value) ? value : value !== null && typeof value === 'object' ? (Object.values(value) as T[]) : []
