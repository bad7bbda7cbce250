import { Plus } from 'lucide-react'
import { call } from '../../api/client.ts'
import { duration, money } from '../../format.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { Check, MoneyField, TextField } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { BreaksOf } from './breaks.tsx'
import { type Catalog, MASTER, readSegments, type Service, totalOf, useCatalog } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { Split } from './split.tsx'

/** Services with their prices, and the form of one. */
export function Services({ id }: { id: string | undefined }) {
  const t = useText()
  const style = useStyle()
  const { data, error, refetch } = useCatalog()
  if (!data)
    return (
      <Split
        title={t('settings-services')}
        list={error ? <Trouble error={error} onAgain={() => void refetch()} /> : <Skeleton label={t('loading')} />}
        form={null}
      />
    )
  const chosen = data.services.find((one) => String(one.id) === id)
  const groups = Map.groupBy(data.services, ({ category }) => category ?? '')
  const list =
    data.services.length === 0 ? (
      <Empty text={t('settings-services-none')}>
        <Button look="main" onClick={() => go('/settings/services/new')}>
          {t('settings-service-new')}
        </Button>
      </Empty>
    ) : (
      <div className="sections">
        {[...groups].map(([category, services]) => (
          <div key={category} className="section">
            {category && <h2>{category}</h2>}
            <List label={category || t('settings-services')}>
              {services.map((one) => (
                <ListRow
                  key={one.id}
                  to={`/settings/services/${one.id}`}
                  current={one.id === chosen?.id}
                  title={one.name}
                  note={one.active ? duration(totalOf(one.segments), style.language) : t('settings-off')}
                  side={money(one.price, style)}
                />
              ))}
            </List>
          </div>
        ))}
      </div>
    )
  const form =
    id === 'new' ? (
      <ServiceForm key="new" catalog={data} service={null} />
    ) : chosen ? (
      <ServiceForm key={chosen.id} catalog={data} service={chosen} />
    ) : null
  return (
    <Split
      title={t('settings-services')}
      chosenTitle={chosen?.name ?? t('settings-service-new')}
      tools={<AddLink to="/settings/services/new" label={t('settings-service-new')} />}
      list={list}
      form={form}
    />
  )
}

/** «＋» of a list. */
export function AddLink({ to, label }: { to: string; label: string }) {
  return (
    <GoLink to={to} className="icon-button" aria-label={label} title={label}>
      <Plus size={24} aria-hidden="true" />
    </GoLink>
  )
}

const SPECS: FieldSpec[] = [
  { key: 'name', label: 'settings-title', kind: 'text' },
  { key: 'category', label: 'settings-category', kind: 'text', optional: true },
  { key: 'minutes', label: 'settings-minutes', hint: 'settings-minutes-hint', kind: 'text' },
  { key: 'price', label: 'settings-price', kind: 'money' },
  { key: 'priceFrom', label: 'settings-price-from', kind: 'switch' },
  { key: 'variableCost', label: 'settings-cost', hint: 'settings-cost-hint', kind: 'money' },
  { key: 'bufferBefore', label: 'settings-before', kind: 'number', most: 240 },
  { key: 'bufferAfter', label: 'settings-after', kind: 'number', most: 240 },
  { key: 'capacity', label: 'settings-capacity', hint: 'settings-capacity-hint', kind: 'number', least: 1, most: 200 },
  { key: 'synonyms', label: 'settings-synonyms', hint: 'settings-synonyms-hint', kind: 'words' },
  { key: 'noticeMinutes', label: 'settings-notice', hint: 'settings-own-rule', kind: 'number', optional: true },
  { key: 'cancelHours', label: 'settings-cancel', hint: 'settings-own-rule', kind: 'number', optional: true },
  { key: 'cycleDays', label: 'settings-cycle', hint: 'settings-cycle-hint', kind: 'number', most: 730, optional: true },
  { key: 'trial', label: 'settings-trial', kind: 'switch' },
  { key: 'active', label: 'settings-active', kind: 'switch' },
]

const EMPTY = {
  name: '',
  category: null,
  minutes: '60',
  price: null,
  priceFrom: false,
  variableCost: 0,
  bufferBefore: 0,
  bufferAfter: 0,
  capacity: 1,
  needs: [],
  synonyms: [],
  noticeMinutes: null,
  cancelHours: null,
  cycleDays: null,
  goesWith: [],
  trial: false,
  active: true,
  masters: [],
}

/** A service as the form types it: minutes in words, its rules one by one. */
const typedOf = ({ segments, rules, ...service }: Service): Values & { version: number } => ({
  ...service,
  minutes: segments.join(' + '),
  rules,
  noticeMinutes: rules.noticeMinutes ?? null,
  cancelHours: rules.cancelHours ?? null,
})

function ServiceForm({ catalog, service }: { catalog: Catalog; service: Service | null }) {
  const t = useText()
  const save = async ({ minutes, noticeMinutes, cancelHours, ...change }: Values, version: number) => {
    const own = { noticeMinutes, cancelHours }
    const ruled = Object.entries(own).filter(([, value]) => value !== undefined)
    const rules = { ...service?.rules, ...Object.fromEntries(ruled) }
    const body = {
      ...change,
      ...(minutes !== undefined && { segments: readSegments(String(minutes)) }),
      ...(ruled.length > 0 && { rules: Object.fromEntries(Object.entries(rules).filter(([, v]) => v !== null)) }),
    }
    if (!service) {
      await call('POST', '/api/services', body, { key: crypto.randomUUID() })
      return undefined
    }
    return typedOf(await call<Service>('PATCH', `/api/services/${service.id}`, { ...body, version }))
  }
  return (
    <Edit
      draft={`settings-service-${service?.id ?? 'new'}`}
      specs={SPECS}
      item={service && typedOf(service)}
      empty={EMPTY}
      save={save}
      check={({ minutes }) => (readSegments(String(minutes ?? '')) ? null : t('settings-minutes-wrong'))}
      verb={service ? undefined : t('settings-add')}
      after={(values, set) => ({
        active: service?.active && values.active === false && <BreaksOf path={`/api/services/${service.id}/breaks`} />,
        end: (
          <>
            <Needs catalog={catalog} values={values} set={set} />
            <Skills catalog={catalog} values={values} set={set} />
            <Goes catalog={catalog} values={values} set={set} own={service?.id} />
          </>
        ),
      })}
    />
  )
}

type PartProps = { catalog: Catalog; values: Values; set: (key: string, value: unknown) => void }

/** What it needs besides the master: kinds of rooms that the business has. */
function Needs({ catalog, values, set }: PartProps) {
  const t = useText()
  const kinds = [...new Set(catalog.resources.map(({ kind }) => kind))].filter((kind) => kind !== MASTER)
  const needs = values.needs as string[]
  if (kinds.length === 0) return null
  return (
    <fieldset className="skills">
      <legend>{t('settings-needs')}</legend>
      {kinds.map((kind) => (
        <Check
          key={kind}
          label={kind}
          on={needs.includes(kind)}
          onChange={(on) => set('needs', on ? [...needs, kind] : needs.filter((one) => one !== kind))}
        />
      ))}
    </fieldset>
  )
}

/** What goes well with it, in the order in which it was chosen. */
function Goes({ catalog, values, set, own }: PartProps & { own: number | undefined }) {
  const t = useText()
  const goes = values.goesWith as number[]
  const others = catalog.services.filter(({ id, active }) => active && id !== own)
  if (others.length === 0) return null
  return (
    <fieldset className="skills">
      <legend>{t('settings-goes')}</legend>
      {others.map(({ id, name }) => (
        <Check
          key={id}
          label={name}
          on={goes.includes(id)}
          onChange={(on) => set('goesWith', on ? [...goes, id] : goes.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  )
}

type Skill = { resourceId: number; segments: number[] | null; price: number | null }

/** Who does it; own price or minutes where they differ. */
function Skills({ catalog, values, set }: PartProps) {
  const t = useText()
  const skills = values.masters as Skill[]
  const put = (id: number, skill: Partial<Skill> | null) => {
    const others = skills.filter(({ resourceId }) => resourceId !== id)
    const known = skills.find(({ resourceId }) => resourceId === id)
    const next = skill && { resourceId: id, segments: null, price: null, ...known, ...skill }
    const all = next ? [...others, next] : others
    set(
      'masters',
      all.sort((a, b) => a.resourceId - b.resourceId),
    )
  }
  return (
    <fieldset className="skills">
      <legend>{t('settings-who')}</legend>
      {catalog.resources
        .filter(({ kind, active }) => kind === MASTER && active)
        .map(({ id, name }) => {
          const skill = skills.find(({ resourceId }) => resourceId === id)
          return (
            <fieldset key={id} className="skill">
              <legend className="unseen">{name}</legend>
              <Check label={name} on={skill !== undefined} onChange={(on) => put(id, on ? {} : null)} />
              {skill && (
                <div className="skill-own">
                  <MoneyField
                    label={t('settings-own-price')}
                    kopecks={skill.price}
                    onKopecks={(price) => put(id, { price })}
                  />
                  <TextField
                    label={t('settings-own-minutes')}
                    inputMode="numeric"
                    value={skill.segments?.join(' + ') ?? ''}
                    onValue={(typed) => put(id, { segments: typed === '' ? null : readSegments(typed) })}
                  />
                </div>
              )}
            </fieldset>
          )
        })}
    </fieldset>
  )
}
