import { MIRROR_FIELDS, type MirrorField } from '../../domain/crm/settings.ts'
import type { Refusal } from './client.ts'
import { fatal, make, type PrepareStep, type Work } from './making.ts'
import { FIELD_NAMES, plainName, SOURCE_NAMES } from './names.ts'
import { surveyCrm } from './survey.ts'

/** The list's values for our sources, those that the owner chose first. */
export async function placeSources(
  work: Work,
  mapped: Record<string, string>,
): Promise<Record<string, string> | Refusal> {
  // What the owner mapped by hand stays, also for keys that we don't make.
  const result: Record<string, string> = {}
  for (const [key, id] of Object.entries(mapped)) if (work.survey.sources.some((one) => one.id === id)) result[key] = id
  for (const [key, names] of Object.entries(SOURCE_NAMES)) {
    const STATUS_ID = `OKOSHKO_${key.toUpperCase()}`
    const plain = names.map(plainName)
    const here = (id: string) => work.survey.sources.find((one) => one.id === id)
    const known =
      here(result[key] ?? '') ??
      here(STATUS_ID) ??
      work.survey.sources.find(({ name }) => plain.includes(plainName(name)))
    const step: PrepareStep = { what: 'source', key, name: known?.name ?? names[0], state: known ? 'found' : 'created' }
    work.steps.push(step)
    result[key] = known?.id ?? STATUS_ID
    if (known || work.dryRun) continue
    const fields = { ENTITY_ID: 'SOURCE', STATUS_ID, NAME: names[0], SORT: 500 }
    const made = await make(work, 'crm.status.add', { fields }, () => here(STATUS_ID) !== undefined)
    if (made.made) continue
    if (fatal(made.refusal)) return made.refusal
    step.state = 'refused'
    delete result[key]
  }
  return result
}

/** Deals' fields for ours, those that the owner chose first. */
export async function placeFields(
  work: Work,
  mapped: Partial<Record<MirrorField, string>>,
): Promise<Partial<Record<MirrorField, string>> | Refusal> {
  const result: Partial<Record<MirrorField, string>> = {}
  const originals = new Map<MirrorField, string>()
  for (const key of MIRROR_FIELDS) {
    const { code, label, type } = FIELD_NAMES[key]
    const original = `UF_CRM_${code}`
    const here = () => work.survey.fields.find((one) => one.original === original)
    const known = work.survey.fields.find(({ name }) => name === mapped[key]) ?? here()
    const step: PrepareStep = { what: 'field', key, name: known?.label ?? label, state: known ? 'found' : 'created' }
    work.steps.push(step)
    if (known) result[key] = known.name
    if (known) continue
    if (work.dryRun) {
      result[key] = camelOf(original)
      continue
    }
    const labels = { LABEL: label, EDIT_FORM_LABEL: label, LIST_COLUMN_LABEL: label, LIST_FILTER_LABEL: label }
    const fields = { FIELD_NAME: code, USER_TYPE_ID: type, XML_ID: code, SHOW_FILTER: 'Y', ...labels }
    const made = await make(work, 'crm.deal.userfield.add', { fields }, () => here() !== undefined)
    if (made.made) originals.set(key, original)
    else if (fatal(made.refusal)) return made.refusal
    else step.state = 'refused'
  }
  if (originals.size === 0) return result
  // The portal says itself how a new field is called in requests.
  const again = await surveyCrm(work.bitrix)
  if (!again.ok) return again
  for (const [key, original] of originals)
    result[key] = again.result.fields.find((one) => one.original === original)?.name ?? camelOf(original)
  return result
}

/** `UF_CRM_OKOSHKO_LINK` → `ufCrmOkoshkoLink`. */
const camelOf = (original: string): string =>
  original.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
