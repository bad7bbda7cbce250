import { useRef, useState } from 'react'
import { MIRROR_FIELDS, MIRROR_STAGES, PAID_BY } from '../../../../domain/crm/settings.ts'
import { ApiError, call } from '../../../api/client.ts'
import { Select } from '../../../kit/fields.tsx'
import { Page } from '../../../kit/page.tsx'
import { Skeleton, Trouble } from '../../../kit/states.tsx'
import { type Text, useText } from '../../../texts/texts.ts'
import { type Catalog, MASTER, useCatalog } from '../data.ts'
import { Edit } from '../edit.tsx'
import type { FieldSpec, Values } from '../form.tsx'
import { type Portal, type Settings, type Survey, useKeep, useSurvey, wordOf } from './data.ts'
import { flat, grown } from './flat.ts'

/** The groups in which what is written where is edited; each has its address. */
export const MAPPINGS = ['rules', 'stages', 'sources', 'fields', 'people', 'busy'] as const
export type MappingPart = (typeof MAPPINGS)[number]

type Known = { survey: Survey; catalog: Catalog; settings: Settings }

/** One group of the mapping, chosen from what the portal has. */
export function Mapping({ part, portal, settings }: { part: MappingPart; portal: Portal; settings: Settings }) {
  const t = useText()
  const survey = useSurvey()
  const catalog = useCatalog()
  const trouble = survey.error ?? catalog.error
  return (
    <Page title={t(`bitrix24-${part}`)}>
      {survey.data && catalog.data ? (
        <Group part={part} portal={portal} known={{ survey: survey.data, catalog: catalog.data, settings }} />
      ) : trouble ? (
        <Trouble error={trouble} onAgain={() => void Promise.all([survey.refetch(), catalog.refetch()])} />
      ) : (
        <Skeleton label={t('bitrix24-asking')} />
      )}
    </Page>
  )
}

function Group({ part, portal, known }: { part: MappingPart; portal: Portal; known: Known }) {
  const t = useText()
  const keep = useKeep()
  const [pipeline, setPipeline] = useState(known.settings.pipeline)
  // What was typed is put into what it was typed over, or into what stands after somebody else's change.
  const base = useRef(known.settings)
  const version = useRef(portal.version)
  if (portal.version > version.current) {
    version.current = portal.version
    base.current = known.settings
  }
  const form = (settings: Settings, at: number): Values & { version: number } => ({
    ...flat(settings),
    ...(part === 'stages' && pipeline !== settings.pipeline && UNCHOSEN),
    version: at,
  })
  // Another pipeline was chosen: the way back leads to what was left, not to stages that nobody has chosen.
  const left = useRef<Pick<Settings, 'pipeline' | 'stages'> | null>(null)
  const stagesOf = ({ pipeline: from, stages }: Settings, to: Settings['stages']) => {
    const back = Object.values(to).includes('') ? left.current : null
    left.current = { pipeline: from, stages }
    if (back) setPipeline(back.pipeline)
    return back ?? { pipeline, stages: to }
  }
  const save = async (change: Values, at: number) => {
    const settings = grown(base.current, change)
    const sent = part === 'stages' ? stagesOf(base.current, settings.stages) : GROUPS[part](settings)
    try {
      const now = await call<Portal>('PATCH', '/api/bitrix24/settings', { ...sent, version: at })
      keep(now)
      return form(now.settings!, now.version)
    } catch (error) {
      const stands = error instanceof ApiError && error.code === 'changed' ? (error.details.now as Portal) : null
      if (!stands?.settings) throw error
      base.current = stands.settings
      version.current = stands.version
      throw new ApiError(409, 'changed', '', { now: form(stands.settings, stands.version) })
    }
  }
  const { pipelines } = known.survey
  const specs = specsOf(t, part, known, pipeline)
  return (
    <>
      <div className="form">
        <p>{t(`bitrix24-${part}-lead`)}</p>
        {part === 'stages' && (
          <Select
            label={t('bitrix24-pipeline')}
            value={String(pipeline)}
            onValue={(chosen) => setPipeline(Number(chosen))}
            options={pipelines.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        )}
        {(part === 'people' || part === 'busy') && known.survey.users.length === 0 && (
          <p className="breaks">{t('bitrix24-lack-scopeUser')}</p>
        )}
        {part === 'busy' && <Notifying survey={known.survey} />}
      </div>
      <Edit
        key={pipeline}
        draft={`settings-bitrix24-${part}${part === 'stages' ? `-${pipeline}` : ''}`}
        specs={specs}
        item={form(known.settings, portal.version)}
        save={save}
      />
    </>
  )
}

/** Another pipeline has other stages: each is chosen anew. */
const UNCHOSEN: Values = Object.fromEntries(MIRROR_STAGES.map((stage) => [`stages.${stage}`, '']))

/** What a group writes. */
const GROUPS: Record<Exclude<MappingPart, 'stages'>, (settings: Settings) => Partial<Settings>> = {
  rules: ({ dealPer, paidBy, handoverMinutes, sensitive }) => ({ dealPer, paidBy, handoverMinutes, sensitive }),
  sources: ({ sources }) => ({ sources }),
  fields: ({ fields }) => ({ fields }),
  people: ({ responsible }) => ({ responsible }),
  busy: ({ busy }) => ({ busy }),
}

/** Bitrix24 would write to clients by itself as well. */
function Notifying({ survey }: { survey: Survey }) {
  const t = useText()
  const names = survey.resources.filter(({ notifies }) => notifies).map(({ name }) => name)
  return names.length > 0 ? <p className="breaks">{t('bitrix24-notifies', { names: names.join(', ') })}</p> : null
}

/** Who brings clients, and where they write. */
const SOURCES = ['bot', 'site', 'manager', 'telegram', 'whatsapp', 'instagram', 'vk', 'max', 'web', 'sms', 'email']

type Option = { value: string; label: string }

function specsOf(t: Text, part: MappingPart, { survey, catalog, settings }: Known, pipeline: number): FieldSpec[] {
  const select = (key: string, name: string, options: Option[], more: Partial<FieldSpec> = {}): FieldSpec => ({
    key,
    label: key,
    name,
    kind: 'select',
    options: withNow(t, options, flat(settings)[key]),
    ...more,
  })
  const users = survey.users.map(({ id, name, position }) => ({
    value: String(id),
    label: position ? `${name}, ${position}` : name,
  }))
  const masters = catalog.resources.filter(({ kind }) => kind === MASTER)
  switch (part) {
    case 'rules':
      return [
        select(
          'dealPer',
          t('bitrix24-dealPer'),
          (['lead', 'appointment'] as const).map((value) => ({ value, label: t(`bitrix24-dealPer-${value}`) })),
        ),
        select(
          'paidBy',
          t('bitrix24-paidBy'),
          PAID_BY.map((value) => ({ value, label: t(`pay-${value}`) })),
          { hint: 'bitrix24-paidBy-hint' },
        ),
        {
          key: 'handoverMinutes',
          label: 'bitrix24-handover',
          hint: 'bitrix24-handover-hint',
          kind: 'number',
          least: 1,
          most: 1440,
        },
        { key: 'sensitive', label: 'bitrix24-sensitive', hint: 'bitrix24-sensitive-hint', kind: 'switch' },
      ]
    case 'stages': {
      const stages = survey.pipelines.find(({ id }) => id === pipeline)?.stages ?? []
      const options = stages.map(({ id, name }) => ({ value: id, label: name }))
      return MIRROR_STAGES.map((stage) => ({
        ...select(`stages.${stage}`, t(`bitrix24-stage-${stage}`), options),
        ...(pipeline !== settings.pipeline && { options }),
      }))
    }
    case 'sources': {
      const options = survey.sources.map(({ id, name }) => ({ value: id, label: name }))
      return [...new Set([...SOURCES, ...Object.keys(settings.sources)])].map((key) =>
        select(`sources.${key}`, wordOf(t, 'source', key), options, { optional: true }),
      )
    }
    case 'fields': {
      const options = survey.fields.map(({ name, label }) => ({ value: name, label }))
      return MIRROR_FIELDS.map((field) =>
        select(`fields.${field}`, t(`bitrix24-field-${field}`), options, { optional: true }),
      )
    }
    case 'people':
      return [
        select('responsible.default', t('bitrix24-responsible'), users, {
          optional: true,
          hint: 'bitrix24-responsible-hint',
        }),
        ...catalog.locations.map(({ id, name }) =>
          select(`responsible.byLocation.${id}`, t('bitrix24-branch', { name }), users, { optional: true }),
        ),
        ...masters.map(({ id, name }) =>
          select(`responsible.byResource.${id}`, t('bitrix24-master', { name }), users, { optional: true }),
        ),
      ]
    case 'busy': {
      const resources = survey.resources.map(({ id, name }) => ({ value: String(id), label: name }))
      return [
        select(
          'busy.read',
          t('bitrix24-read'),
          (['nothing', 'resources', 'calendars', 'both'] as const).map((value) => ({
            value,
            label: t(`bitrix24-read-${value}`),
          })),
        ),
        { key: 'busy.write', label: 'bitrix24-write', hint: 'bitrix24-write-hint', kind: 'switch' },
        ...masters.flatMap(({ id, name }) => [
          select(`busy.resources.${id}`, t('bitrix24-resource', { name }), resources, { optional: true }),
          select(`busy.users.${id}`, t('bitrix24-calendar', { name }), users, { optional: true }),
        ]),
      ]
    }
  }
}

/** What was chosen and is there no more stays to be seen. */
const withNow = (t: Text, options: Option[], now: unknown): Option[] =>
  typeof now !== 'string' || options.some(({ value }) => value === now)
    ? options
    : [{ value: now, label: t('bitrix24-vanished', { name: now }) }, ...options]
