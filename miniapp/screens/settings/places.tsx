import { call } from '../../api/client.ts'
import { city } from '../../format.ts'
import { List, ListRow } from '../../kit/list.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Location, useCatalog } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { AddLink } from './services.tsx'
import { Split } from './split.tsx'
import { WeekEditor } from './week.tsx'
import { zonesFor } from './zones.ts'

/** Branches, and the form of one. */
export function Places({ id }: { id: string | undefined }) {
  const t = useText()
  const { data, error, refetch } = useCatalog()
  if (!data)
    return (
      <Split
        title={t('settings-places')}
        list={error ? <Trouble error={error} onAgain={() => void refetch()} /> : <Skeleton label={t('loading')} />}
        form={null}
      />
    )
  const chosen = data.locations.find((one) => String(one.id) === id)
  return (
    <Split
      title={t('settings-places')}
      chosenTitle={chosen?.name ?? t('settings-place-new')}
      tools={<AddLink to="/settings/places/new" label={t('settings-place-new')} />}
      list={
        <List label={t('settings-places')}>
          {data.locations.map((one) => (
            <ListRow
              key={one.id}
              to={`/settings/places/${one.id}`}
              current={one.id === chosen?.id}
              title={one.name}
              note={one.address}
            />
          ))}
        </List>
      }
      form={
        id === 'new' ? (
          <PlaceForm key="new" place={null} zone={data.locations[0]?.timezone ?? 'Europe/Moscow'} />
        ) : chosen ? (
          <PlaceForm key={chosen.id} place={chosen} zone={chosen.timezone} />
        ) : null
      }
    />
  )
}

function PlaceForm({ place, zone }: { place: Location | null; zone: string }) {
  const t = useText()
  const { language } = useStyle()
  const zones = zonesFor(zone).map((value) => ({ value, label: city(value, language) }))
  const specs: FieldSpec[] = [
    { key: 'name', label: 'settings-title', kind: 'text' },
    { key: 'address', label: 'settings-address', kind: 'text' },
    { key: 'district', label: 'settings-district', kind: 'text', optional: true },
    { key: 'directions', label: 'settings-directions', kind: 'area', optional: true },
    { key: 'phone', label: 'settings-phone', kind: 'text', optional: true },
    { key: 'reviewUrl', label: 'settings-review', hint: 'settings-review-hint', kind: 'text', optional: true },
    { key: 'timezone', label: 'settings-zone', kind: 'select', options: zones },
  ]
  const save = async (change: Values, version: number) => {
    if (place) return call<Location>('PATCH', `/api/locations/${place.id}`, { ...change, version })
    await call('POST', '/api/locations', change, { key: crypto.randomUUID() })
    return undefined
  }
  const empty = {
    name: '',
    address: '',
    district: null,
    directions: null,
    phone: null,
    reviewUrl: null,
    timezone: zone,
  }
  return (
    <Edit
      draft={`settings-place-${place?.id ?? 'new'}`}
      specs={specs}
      item={place}
      empty={empty}
      save={save}
      verb={place ? undefined : t('settings-add')}
      after={() => ({ end: place && <WeekEditor owner={{ location: place.id }} title={t('settings-hours')} /> })}
    />
  )
}
