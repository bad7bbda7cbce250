import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { refreshMe } from '../../api/session.ts'
import { city, time } from '../../format.ts'
import { Select, showFirstError, TextField } from '../../kit/fields.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Catalog, type Settings, useCatalog, useGroup } from '../settings/data.ts'
import { zoneOfCity, zonesFor } from '../settings/zones.ts'
import { type StepProps, useKept } from './data.ts'

type Typed = { name: string; address: string; phone: string; timezone: string }

/** Step 2: name, address, phone; the zone is guessed from the city. */
export function PlaceStep(props: StepProps) {
  const t = useText()
  const { data: catalog } = useCatalog()
  const { data: settings } = useGroup<Settings>('business', '/api/settings')
  if (!catalog || !settings) return <Skeleton label={t('loading')} rows={3} />
  return <PlaceFields {...props} catalog={catalog} settings={settings} />
}

function PlaceFields({ guide, onNext, catalog, settings }: StepProps & { catalog: Catalog; settings: Settings }) {
  const t = useText()
  const style = useStyle()
  const place = catalog.locations[0]!
  const stored = { name: settings.name, address: place.address, phone: place.phone ?? '', timezone: place.timezone }
  const [typed, setTyped] = useState<Typed>(() => ({ ...stored, ...(guide.values.place as Partial<Typed> | null) }))
  const [tried, setTried] = useState(false)
  useKept({ place: typed })
  const set = (change: Partial<Typed>) => setTyped((known) => ({ ...known, ...change }))
  const required = (value: string) => (tried && value.trim() === '' ? t('required') : null)
  const save = async () => {
    if (typed.name.trim() === '' || typed.address.trim() === '') {
      setTried(true)
      requestAnimationFrame(() => showFirstError())
      return false
    }
    const { name, address, timezone } = typed
    const phone = typed.phone.trim() || null
    await call('PATCH', `/api/locations/${place.id}`, { version: place.version, address, phone, timezone })
    await call('PATCH', '/api/settings', { version: settings.version, name, timezone })
    await call('PATCH', '/api/guide', { values: { place: null } })
    await refreshMe()
    return true
  }
  useEffect(() => onNext(save), [typed, place.version, settings.version])
  const zones = zonesFor(typed.timezone).map((value) => ({ value, label: city(value, style.language) }))
  return (
    <>
      <TextField
        label={t('guide-name')}
        error={required(typed.name)}
        value={typed.name}
        onValue={(name) => set({ name })}
      />
      <TextField
        label={t('settings-address')}
        error={required(typed.address)}
        value={typed.address}
        onValue={(address) => set({ address, timezone: zoneOfCity(address) ?? typed.timezone })}
      />
      <TextField label={t('settings-phone')} type="tel" value={typed.phone} onValue={(phone) => set({ phone })} />
      <Select
        label={t('settings-zone')}
        hint={t('guide-zone', {
          city: city(typed.timezone, style.language),
          time: time(new Date(), { ...style, zone: typed.timezone }),
        })}
        value={typed.timezone}
        onValue={(timezone) => set({ timezone })}
        options={zones}
      />
    </>
  )
}
