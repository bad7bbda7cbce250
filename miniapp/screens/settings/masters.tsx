import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useRight, useSession } from '../../api/session.ts'
import { dateAt } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go, useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { BlockSheet } from '../schedule/blocksheet.tsx'
import '../schedule/schedule.css'
import { BreaksOf } from './breaks.tsx'
import { type Catalog, MASTER, type Resource, useCatalog } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { AddLink } from './services.tsx'
import { Split } from './split.tsx'
import { WeekEditor } from './week.tsx'

/** Masters and rooms, and the form of one. */
export function Masters({ id }: { id: string | undefined }) {
  const t = useText()
  const { data, error, refetch } = useCatalog()
  if (!data)
    return (
      <Split
        title={t('settings-masters')}
        list={error ? <Trouble error={error} onAgain={() => void refetch()} /> : <Skeleton label={t('loading')} />}
        form={null}
      />
    )
  const chosen = data.resources.find((one) => String(one.id) === id)
  const section = (label: string, resources: Resource[]) =>
    resources.length > 0 && (
      <div className="section">
        <h2>{label}</h2>
        <List label={label}>
          {resources.map((one) => (
            <ListRow
              key={one.id}
              to={`/settings/masters/${one.id}`}
              current={one.id === chosen?.id}
              title={one.name}
              note={one.active ? (one.kind === MASTER ? one.about : one.kind) : t('settings-off')}
            />
          ))}
        </List>
      </div>
    )
  const masters = data.resources.filter(({ kind }) => kind === MASTER)
  const list = (
    <div className="sections">
      {masters.length === 0 && (
        <Empty text={t('settings-masters-none')}>
          <Button look="main" onClick={() => go('/settings/masters/new')}>
            {t('settings-master-new')}
          </Button>
        </Empty>
      )}
      {section(t('settings-masters-only'), masters)}
      {section(
        t('settings-rooms'),
        data.resources.filter(({ kind }) => kind !== MASTER),
      )}
      <Button onClick={() => go('/settings/masters/room')}>{t('settings-room-new')}</Button>
    </div>
  )
  const form =
    id === 'new' || id === 'room' ? (
      <MasterForm key={id} catalog={data} resource={null} room={id === 'room'} />
    ) : chosen ? (
      <MasterForm key={chosen.id} catalog={data} resource={chosen} room={chosen.kind !== MASTER} />
    ) : null
  return (
    <Split
      title={t('settings-masters')}
      chosenTitle={chosen?.name ?? t(id === 'room' ? 'settings-room-new' : 'settings-master-new')}
      tools={<AddLink to="/settings/masters/new" label={t('settings-master-new')} />}
      list={list}
      form={form}
    />
  )
}

function MasterForm({ catalog, resource, room }: { catalog: Catalog; resource: Resource | null; room: boolean }) {
  const t = useText()
  const places = catalog.locations.map(({ id, name }) => ({ value: String(id), label: name }))
  const specs: FieldSpec[] = [
    { key: 'name', label: room ? 'settings-title' : 'settings-name', kind: 'text' },
    ...(room
      ? ([{ key: 'kind', label: 'settings-room-kind', hint: 'settings-room-kind-hint', kind: 'text' }] as const)
      : ([
          { key: 'about', label: 'settings-about', hint: 'settings-about-hint', kind: 'text', optional: true },
          { key: 'synonyms', label: 'settings-called', hint: 'settings-called-hint', kind: 'words' },
        ] as const)),
    ...(places.length > 1
      ? ([{ key: 'locationId', label: 'settings-place', kind: 'select', options: places }] as const)
      : []),
    { key: 'active', label: 'settings-active', kind: 'switch' },
  ]
  const save = async (change: Values, version: number) => {
    const body = { ...change, ...(change.locationId !== undefined && { locationId: Number(change.locationId) }) }
    if (resource) return call<Resource>('PATCH', `/api/resources/${resource.id}`, { ...body, version })
    await call('POST', '/api/resources', body, { key: crypto.randomUUID() })
    return undefined
  }
  const empty = {
    name: '',
    kind: room ? '' : MASTER,
    about: null,
    synonyms: [],
    active: true,
    locationId: catalog.locations[0]?.id,
  }
  return (
    <Edit
      draft={`settings-master-${resource?.id ?? (room ? 'room' : 'new')}`}
      specs={specs}
      item={resource}
      empty={empty}
      save={save}
      verb={resource ? undefined : t('settings-add')}
      after={(values) => ({
        name: room ? null : <NameForms name={String(values.name ?? '')} />,
        active: resource?.active && values.active === false && (
          <BreaksOf path={`/api/resources/${resource.id}/breaks`} />
        ),
        end: resource && (
          <>
            <WeekEditor owner={{ resource: resource.id }} title={t('settings-hours')} />
            <Closing resource={resource} />
          </>
        ),
      })}
    />
  )
}

/** Days off, holidays, closed hours: the sheet of the schedule, for this one. */
function Closing({ resource }: { resource: Resource }) {
  const t = useText()
  const style = useStyle()
  const { session } = useSession()
  const own = useRight('blocks.write') === 'own'
  const block = useSheet('block')
  return (
    <section className="stack">
      <h2>{t('settings-away')}</h2>
      <p className="note">{t('settings-away-hint')}</p>
      <Button onClick={() => block.show(`new.${resource.id}`)}>{t('sched-block')}</Button>
      <BlockSheet date={dateAt(session?.now ?? new Date(), style.zone)} style={style} own={own} />
    </section>
  )
}

type Forms = { cases: { case: string; form: string }[]; also: string[] }

/** How the name stands in messages, and what clients' messages may call it. */
export function NameForms({ name, most = 12 }: { name: string; most?: number }) {
  const t = useText()
  const asked = name.trim()
  const { data } = useQuery({
    queryKey: ['settings', 'name', asked],
    queryFn: () => call<Forms>('GET', `/api/names/${encodeURIComponent(asked)}`),
    enabled: asked.length > 1,
    placeholderData: (before) => before,
  })
  if (asked.length < 2) return null
  const forms = [...new Set(data?.cases.map(({ form }) => form).slice(1) ?? [])]
  return (
    <div className="names">
      <p>{t('settings-name-preview', { name: asked })}</p>
      {forms.length > 0 && (
        <p>{t('settings-name-forms', { forms: [...forms, ...(data?.also ?? [])].slice(0, most).join(', ') })}</p>
      )}
    </div>
  )
}
