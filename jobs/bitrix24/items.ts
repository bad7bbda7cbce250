import type { Multi } from '../../domain/crm/contact.ts'
import type { Command } from './client.ts'
import { given, type Session } from './session.ts'

export const DEAL = 2
export const CONTACT = 3
/** Stands in every item of ours beside its id with us. */
export const ORIGINATOR = 'okoshko'

/** A deal or a contact as the portal gives it. */
export type Item = Record<string, unknown> & { id: number; fm?: Multi[] }

export const entityOf = (kind: 'contact' | 'deal'): number => (kind === 'deal' ? DEAL : CONTACT)

/** One page of items: by ids of the portal, or by ours. */
const page = (kind: 'contact' | 'deal', filter: object): Command => ({
  method: 'crm.item.list',
  params: { entityTypeId: entityOf(kind), select: ['*'], filter, order: { id: 'ASC' }, start: -1 },
})

export type Looked = Record<'contact' | 'deal', { byId: Map<number, Item>; byOrigin: Map<string, Item> }>

/** Which items are looked for, 50 of each at most: those that are known there, and those that may have been made without our knowing. */
export type Looking = Record<'contact' | 'deal', { ids: readonly number[]; origins: readonly string[] }>

/** Looks all of them up in one request. */
export async function lookUp({ bitrix }: Session, wanted: Looking): Promise<Looked> {
  const commands: Record<string, Command> = {}
  for (const kind of ['contact', 'deal'] as const) {
    const { ids, origins } = wanted[kind]
    if (ids.length > 0) commands[`${kind}_ids`] = page(kind, { '@id': ids })
    if (origins.length > 0) commands[`${kind}_origins`] = page(kind, { originatorId: ORIGINATOR, '@originId': origins })
  }
  const answers = Object.keys(commands).length > 0 ? await bitrix.batch(commands) : {}
  const items = (key: string): Item[] => {
    const answer = answers[key as keyof typeof answers]
    return answer ? given<{ items: Item[] }>(answer).items : []
  }
  const found = (kind: 'contact' | 'deal') => ({
    byId: new Map(items(`${kind}_ids`).map((item) => [Number(item.id), item])),
    // The oldest, where somebody has copied it.
    byOrigin: new Map(
      items(`${kind}_origins`)
        .reverse()
        .map((item) => [String(item.originId), item]),
    ),
  })
  return { contact: found('contact'), deal: found('deal') }
}

/** Items that a list did not show: read one by one, since a list also hides what the webhook's user may not see. Null: deleted. */
export async function readMissing(
  { bitrix }: Session,
  kind: 'contact' | 'deal',
  ids: readonly number[],
): Promise<Map<number, Item | null | 'hidden'>> {
  if (ids.length === 0) return new Map()
  const params = (id: number) => ({ entityTypeId: entityOf(kind), id })
  const answers = await bitrix.batch(
    Object.fromEntries(ids.map((id) => [`i${id}`, { method: 'crm.item.get', params: params(id) }])),
  )
  const read = (id: number): Item | null | 'hidden' => {
    const answer = answers[`i${id}`]!
    if (!answer.ok && answer.trouble === 'missing') return null
    if (!answer.ok && answer.trouble === 'rights') return 'hidden'
    return given<{ item: Item }>(answer).item
  }
  return new Map(ids.map((id) => [id, read(id)]))
}

/** Contacts of the portal by their phones: for each key those with one of its numbers, the oldest first. */
export async function findByPhones(
  { bitrix }: Session,
  wanted: readonly { key: number; values: readonly string[] }[],
): Promise<Map<number, number[]>> {
  if (wanted.length === 0) return new Map()
  const answers = await bitrix.batch(
    Object.fromEntries(
      wanted.map(({ key, values }) => [
        `p${key}`,
        { method: 'crm.duplicate.findbycomm', params: { type: 'PHONE', values, entity_type: 'CONTACT' } },
      ]),
    ),
  )
  return new Map(
    wanted.map(({ key }) => {
      // Nobody: PHP writes an empty map as a list.
      const found = given<{ CONTACT?: number[] }>(answers[`p${key}`]!)
      return [key, (found.CONTACT ?? []).map(Number).sort((a, b) => a - b)]
    }),
  )
}
