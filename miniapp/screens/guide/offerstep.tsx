import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Button } from '../../kit/button.tsx'
import { MoneyField, Switch, showFirstError, TextField } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { type Catalog, MASTER, type Resource, readSegments, useCatalog, useRefresh } from '../settings/data.ts'
import { NameForms } from '../settings/masters.tsx'
import { Invite } from '../settings/team.tsx'
import { type StepProps, useKept } from './data.ts'

type Typed = { active?: boolean; price?: number | null; minutes?: string }
type Offer = Record<string, Typed>

/** Step 4: services as rows, then masters. */
export function OfferStep(props: StepProps) {
  const t = useText()
  const { data } = useCatalog()
  if (!data) return <Skeleton label={t('loading')} />
  return <OfferFields {...props} catalog={data} />
}

function OfferFields({ guide, onNext, catalog }: StepProps & { catalog: Catalog }) {
  const t = useText()
  const [offer, setOffer] = useState<Offer>(() => (guide.values.offer as Offer | null | undefined) ?? {})
  const [tried, setTried] = useState(false)
  useKept({ offer })
  const set = (id: number, change: Typed) => setOffer((known) => ({ ...known, [id]: { ...known[id], ...change } }))
  const wrongMinutes = (typed: Typed) => typed.minutes !== undefined && readSegments(typed.minutes) === null
  const save = async () => {
    const edits = Object.entries(offer)
    if (edits.some(([, typed]) => typed.price === null || wrongMinutes(typed))) {
      setTried(true)
      requestAnimationFrame(() => showFirstError())
      return false
    }
    for (const [id, { active, price, minutes }] of edits) {
      const known = catalog.services.find((one) => String(one.id) === id)
      if (!known) continue
      const segments = minutes === undefined ? undefined : readSegments(minutes)!
      await call('PATCH', `/api/services/${id}`, {
        version: known.version,
        active,
        price: price ?? undefined,
        segments,
      })
    }
    await call('PATCH', '/api/guide', { values: { offer: null } })
    return true
  }
  useEffect(() => onNext(save), [offer, catalog])
  return (
    <>
      {catalog.services.map((service) => {
        const typed = offer[service.id] ?? {}
        const on = typed.active ?? service.active
        return (
          <div key={service.id} className="guide-service">
            <Switch label={service.name} on={on} onChange={(active) => set(service.id, { active })} />
            {on && (
              <div className="guide-pair">
                <MoneyField
                  label={t('settings-price')}
                  error={tried && typed.price === null ? t('required') : null}
                  kopecks={typed.price === undefined ? service.price : typed.price}
                  onKopecks={(price) => set(service.id, { price })}
                />
                <TextField
                  label={t('settings-minutes')}
                  error={tried && wrongMinutes(typed) ? t('settings-minutes-wrong') : null}
                  inputMode="numeric"
                  value={typed.minutes ?? service.segments.join(' + ')}
                  onValue={(minutes) => set(service.id, { minutes })}
                />
              </div>
            )}
          </div>
        )
      })}
      <Team catalog={catalog} />
    </>
  )
}

/** Masters: their names and forms, a new one, the link to send; or work alone. */
function Team({ catalog }: { catalog: Catalog }) {
  const t = useText()
  const refresh = useRefresh()
  const { session } = useSession()
  const invite = useSheet('invite')
  const [name, setName] = useState('')
  const { busy, work } = useWork(refresh)
  const masters = catalog.resources.filter(({ kind, active }) => kind === MASTER && active)
  const run = (todo: () => Promise<unknown>) =>
    work(async () => {
      await todo()
      setName('')
    })
  const skills = (id: number) => ({ resourceId: id, segments: null, price: null })
  const add = () =>
    run(async () => {
      const body = { name: name.trim(), locationId: catalog.locations[0]!.id }
      const made = await call<Resource>('POST', '/api/resources', body, { key: crypto.randomUUID() })
      for (const { id, version, masters } of catalog.services)
        await call('PATCH', `/api/services/${id}`, { version, masters: [...masters, skills(made.id)] })
    })
  const off = ({ id, version }: Resource) =>
    run(() => call('PATCH', `/api/resources/${id}`, { version, active: false }))
  const alone = () =>
    run(async () => {
      const [first, ...others] = masters
      if (!first) return
      for (const { id, version } of others) await call('PATCH', `/api/resources/${id}`, { version, active: false })
      const own = session?.member.name || first.name
      await call('PATCH', `/api/resources/${first.id}`, { version: first.version, name: own, about: null })
      for (const { id, version } of catalog.services)
        await call('PATCH', `/api/services/${id}`, { version, masters: [skills(first.id)] })
    })
  return (
    <Card title={t('settings-masters-only')}>
      {masters.map((one) => (
        <div key={one.id} className="stack">
          <strong>{one.name}</strong>
          <NameForms name={one.name} most={5} />
          <div className="buttons">
            <Button aria-label={`${t('guide-call')}: ${one.name}`} onClick={() => invite.show(String(one.id))}>
              {t('guide-call')}
            </Button>
            <Button
              look="danger"
              writes
              aria-label={`${t('settings-remove')}: ${one.name}`}
              onClick={() => void off(one)}
            >
              {t('settings-remove')}
            </Button>
          </div>
        </div>
      ))}
      <TextField label={t('guide-master-name')} value={name} onValue={setName} />
      {name.trim().length > 1 && <NameForms name={name} />}
      <div className="buttons">
        <Button writes busy={busy} why={name.trim() ? null : t('guide-master-why')} onClick={() => void add()}>
          {t('guide-master-add')}
        </Button>
        {masters.length > 1 && (
          <Button look="plain" writes busy={busy} onClick={() => void alone()}>
            {t('guide-alone')}
          </Button>
        )}
      </div>
      <Sheet open={invite.open} onClose={invite.close} title={t('guide-call')}>
        <Invite
          key={invite.arg}
          asRole="master"
          name={masters.find(({ id }) => String(id) === invite.arg)?.name ?? ''}
          resource={invite.arg ?? ''}
        />
      </Sheet>
    </Card>
  )
}
