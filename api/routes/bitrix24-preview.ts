import { z } from '@hono/zod-openapi'
import type { MirrorPreview } from '../../db/crm/preview.ts'
import { dealFields } from '../../domain/crm/deal.ts'
import { MIRROR_STAGES, type MirrorSettings } from '../../domain/crm/settings.ts'
import { stageIn } from '../../domain/crm/stages.ts'
import type { PrepareStep } from '../../jobs/bitrix24/making.ts'

export const stepShape = z.object({
  what: z.enum(['pipeline', 'stage', 'source', 'field']),
  key: z.string(),
  name: z.string(),
  state: z.enum(['found', 'created', 'renamed', 'removed', 'refused']),
})

const value = z.union([z.string(), z.number(), z.boolean()])

export const previewShape = z.object({
  steps: z.array(stepShape),
  /** How many would be made; who is there already is found by the phone. */
  contacts: z.number(),
  deals: z.number(),
  examples: z.array(
    z.object({
      title: z.string(),
      stage: z.enum(MIRROR_STAGES).nullable(),
      contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
      /** As they would be written: the portal's own name of the field, or ours of what the portal has by itself. */
      fields: z.array(z.object({ key: z.string(), value })),
    }),
  ),
})

/** Fields of the portal itself that are shown apart, or say nothing to a person. */
const APART = ['title', 'stageId', 'currencyId', 'assignedById']

/** A dry run as a person reads it. */
export function previewJson(
  { contacts, deals, examples }: MirrorPreview,
  { settings, steps }: { settings: MirrorSettings; steps: readonly PrepareStep[] },
  linkOf: (facts: MirrorPreview['examples'][number]['facts']) => string | null,
): z.infer<typeof previewShape> {
  const ours = new Map(Object.entries(settings.fields).map(([field, name]) => [name, field]))
  const sources = new Map(Object.entries(settings.sources).map(([key, id]) => [id, key]))
  const sourceName = (id: unknown) =>
    steps.find(({ what, key }) => what === 'source' && key === sources.get(String(id)))?.name ?? String(id)
  return {
    steps: [...steps],
    contacts,
    deals,
    examples: examples.map(({ facts, name, phone }) => {
      const written = dealFields(facts, settings, linkOf(facts))
      return {
        title: String(written.title),
        stage: stageIn(settings, String(written.stageId)),
        contact: { name, phone },
        fields: Object.entries(written).flatMap(([key, one]) =>
          APART.includes(key) || one === null || one === undefined || one === ''
            ? []
            : [{ key: ours.get(key) ?? key, value: key === 'sourceId' ? sourceName(one) : one }],
        ),
      }
    }),
  }
}
