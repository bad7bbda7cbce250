import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { keep, refreshMe, type Session, useBranch, useSession } from '../api/session.ts'
import { useText } from '../texts/texts.ts'
import { say } from './bar.ts'
import { List, ListRow } from './list.tsx'
import { Sheet } from './sheet.tsx'
import { troubleOf } from './states.tsx'

/** Whether there is anything to pick: one business with one branch shows nothing. */
export function useManyPlaces(): boolean {
  const { session } = useSession()
  return session !== null && (session.locations.length > 1 || session.businesses.length > 1)
}

/** «Салон на Мира ▾»: picks the business and the branch. Nothing at all where there is one of each. */
export function Where() {
  const t = useText()
  const { session } = useSession()
  const branch = useBranch()
  const [open, setOpen] = useState(false)
  const many = useManyPlaces()
  if (!session || !many) return null
  const { business, businesses, locations, member } = session
  const run = async (work: () => Promise<void>) => {
    setOpen(false)
    try {
      await work()
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
  const choose = (location: number) =>
    run(async () => {
      try {
        await call('PATCH', '/api/me', { version: member.version, preferences: { location } })
      } finally {
        await refreshMe()
      }
    })
  const enter = (id: number) =>
    run(async () => keep(await call<Session>('POST', '/api/session/switch', { business: id })))
  const rows = (label: string, items: { id: number; name: string }[], now: number | undefined, act: typeof choose) =>
    items.length > 1 && (
      <section>
        <h3>{label}</h3>
        <List label={label}>
          {items.map(({ id, name }) => (
            <ListRow
              key={id}
              title={name}
              current={id === now}
              side={
                id === now && (
                  <>
                    <span aria-hidden="true">✓</span>
                    <span className="unseen">{t('where-here')}</span>
                  </>
                )
              }
              onPress={() => (id === now ? setOpen(false) : void act(id))}
            />
          ))}
        </List>
      </section>
    )
  const shown = locations.length > 1 ? branch?.name : business.name
  return (
    <>
      <button
        type="button"
        className="where"
        aria-haspopup="dialog"
        aria-label={t('where-now', { name: shown ?? business.name })}
        onClick={() => setOpen(true)}
      >
        <span>{shown ?? business.name}</span>
        <ChevronDown size={20} aria-hidden="true" />
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('where')}>
        {rows(t('where-branches'), locations, branch?.id, choose)}
        {rows(t('where-businesses'), businesses, business.id, enter)}
      </Sheet>
    </>
  )
}
