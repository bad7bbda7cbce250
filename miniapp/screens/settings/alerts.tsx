import { useQuery } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import { DIGEST_HOUR, DIGEST_HOURS } from '../../../domain/kpi/digest.ts'
import { type Targets, THRESHOLDS, UNITS, type Watched, wrongBounds } from '../../../domain/kpi/thresholds.ts'
import { call } from '../../api/client.ts'
import { refreshMe, useSession } from '../../api/session.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Select, Switch } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Settings, useGroup } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'

type Targeted = InferResponseType<ReturnType<typeof hc<Api>>['api']['targets']['$get'], 200>

/** What is above its bound is good news there, and asked of nobody. */
const SIDES: Record<Watched, readonly ('below' | 'above')[]> = {
  responseWithin60: ['below'],
  responseMedian: ['above'],
  botResponseMedian: ['above'],
  accuracy: ['below'],
  fallback: ['above'],
  handover: ['below', 'above'],
  automatic: ['below'],
  leadToBooking: ['below'],
  noShow: ['above'],
  waitingTooLong: ['above'],
  scheduleAhead: ['below'],
}
const MOST_TYPED = { share: 100, seconds: 86_400, count: 1000, days: 1 } as const
const keyOf = (kpi: Watched, side: 'below' | 'above') => `${kpi}-${side}`

const BOUNDS: FieldSpec[] = THRESHOLDS.flatMap(({ kpi }) =>
  SIDES[kpi].map((side): FieldSpec => {
    const spec = { key: keyOf(kpi, side), label: `bound-${keyOf(kpi, side)}`, hint: `bound-${keyOf(kpi, side)}-hint` }
    if (UNITS[kpi] === 'days') return { ...spec, kind: 'switch' }
    return { ...spec, kind: 'number', optional: true, most: MOST_TYPED[UNITS[kpi]] }
  }),
)
const RULES: FieldSpec[] = [
  {
    key: 'stopVisits',
    label: 'alerts-stop-visits',
    hint: 'alerts-stop-visits-hint',
    kind: 'number',
    least: 3,
    most: 1000,
  },
  { key: 'stopDays', label: 'alerts-stop-days', kind: 'number', least: 1, most: 30 },
  { key: 'quietFrom', label: 'alerts-quiet-from', hint: 'alerts-quiet-hint', kind: 'number', most: 23 },
  { key: 'quietTo', label: 'alerts-quiet-to', kind: 'number', most: 23 },
]

/** A bound as it is typed: percent, seconds, people, or whether there is one. */
function typedOf(kpi: Watched, bound: number | null | undefined): unknown {
  if (UNITS[kpi] === 'days') return bound != null
  if (bound == null) return null
  return UNITS[kpi] === 'share' ? Math.round(bound * 100) : bound
}

function boundOf(kpi: Watched, typed: unknown): number | null {
  if (UNITS[kpi] === 'days') return typed === true ? 1 : null
  if (typeof typed !== 'number') return null
  return UNITS[kpi] === 'share' ? typed / 100 : typed
}

/** The settings as the form shows them. */
function formOf({ assistant, version }: Settings): Values & { version: number } {
  const { targets, alarmQuiet, stopVisits, stopDays } = assistant
  const bounds = THRESHOLDS.flatMap((shipped) =>
    SIDES[shipped.kpi].map((side) => {
      const own = targets[shipped.kpi]?.[side]
      return [keyOf(shipped.kpi, side), typedOf(shipped.kpi, own === undefined ? shipped[side] : own)]
    }),
  )
  return {
    ...Object.fromEntries(bounds),
    stopVisits,
    stopDays,
    quietFrom: alarmQuiet.from,
    quietTo: alarmQuiet.to,
    version,
  }
}

/** Only what differs from what is shipped is the business's own. */
function targetsOf(values: Values): Targets {
  const own = THRESHOLDS.flatMap((shipped) => {
    const sides = SIDES[shipped.kpi].flatMap((side) => {
      const typed = values[keyOf(shipped.kpi, side)]
      return typed === typedOf(shipped.kpi, shipped[side]) ? [] : [[side, boundOf(shipped.kpi, typed)] as const]
    })
    return sides.length > 0 ? [[shipped.kpi, Object.fromEntries(sides)] as const] : []
  })
  return Object.fromEntries(own)
}

/** One's own digest, and the bounds past which the bot tells of a number. */
export function Alerts() {
  const t = useText()
  const { data, error, refetch } = useGroup<Settings>('business', '/api/settings')
  return (
    <Page title={t('more-alerts')}>
      <OwnDigest />
      {data ? (
        <Bounds settings={data} />
      ) : error ? (
        <Trouble error={error} onAgain={() => void refetch()} />
      ) : (
        <Skeleton label={t('loading')} />
      )}
    </Page>
  )
}

const KINDS = ['digestDay', 'digestWeek', 'digestMonth'] as const
const HOURS = Array.from({ length: DIGEST_HOURS.to - DIGEST_HOURS.from + 1 }, (_, at) => DIGEST_HOURS.from + at)

/** When the digest comes and which of them, of whoever is in; written at once. */
function OwnDigest() {
  const t = useText()
  const { session } = useSession()
  if (!session) return null
  const { preferences, role, version } = session.member
  const change = async (what: Record<string, string | number>) => {
    try {
      await call('PATCH', '/api/me', { version, preferences: what })
      await refreshMe()
    } catch (error) {
      await refreshMe()
      say({ text: troubleOf(t, error) })
    }
  }
  const asked = preferences.digest ?? (role === 'owner' ? 'all' : 'none')
  const on = asked !== 'none'
  const hour = typeof asked === 'number' ? asked : DIGEST_HOUR
  return (
    <Card title={t('alerts-own')}>
      <Switch
        label={t('more-digest')}
        hint={t('alerts-digest-hint')}
        on={on}
        onChange={(wanted) => void change({ digest: wanted ? hour : 'none' })}
      />
      {on && (
        <>
          <Select
            label={t('alerts-hour')}
            value={String(hour)}
            onValue={(value) => void change({ digest: Number(value) })}
            options={HOURS.map((one) => ({ value: String(one), label: `${one}:00` }))}
          />
          {KINDS.map((kind) => (
            <Switch
              key={kind}
              label={t(`alerts-${kind}`)}
              hint={t(`alerts-${kind}-hint`)}
              on={preferences[kind] !== 'none'}
              onChange={(wanted) => void change({ [kind]: wanted ? 'all' : 'none' })}
            />
          ))}
        </>
      )}
      <Switch
        label={t('alerts-tell')}
        hint={t('alerts-tell-hint')}
        on={preferences.alerts !== 'none'}
        onChange={(wanted) => void change({ alerts: wanted ? 'all' : 'none' })}
      />
    </Card>
  )
}

/** The bounds of the business's numbers, each with what it is now. */
function Bounds({ settings }: { settings: Settings }) {
  const t = useText()
  const style = useStyle()
  const { data } = useQuery({
    queryKey: ['settings', 'targets'],
    queryFn: () => call<Targeted>('GET', '/api/targets'),
  })
  const item = formOf(settings)
  const save = async (change: Values, version: number) => {
    const values = { ...item, ...change }
    const { stopVisits, stopDays, quietFrom: from, quietTo: to } = values
    const assistant = { targets: targetsOf(values), stopVisits, stopDays, alarmQuiet: { from, to } }
    return formOf(await call<Settings>('PATCH', '/api/settings', { version, assistant }))
  }
  const now = ({ kpi, number, cases, alarmedAt }: Targeted['items'][number]) => {
    const value =
      number === null
        ? '—'
        : UNITS[kpi] === 'share'
          ? t('alerts-share', { share: Math.round(number * 100), cases })
          : UNITS[kpi] === 'seconds'
            ? t('num-s', { s: Math.round(number) })
            : String(number)
    return (
      <p className="note">
        {t('alerts-now', { value })}
        {alarmedAt && ` ${t('alerts-out', { at: dayTime(alarmedAt, style) })}`}
      </p>
    )
  }
  const after = Object.fromEntries(
    (data?.items ?? []).flatMap((one) => {
      const side = SIDES[one.kpi].at(-1)!
      return UNITS[one.kpi] === 'days' ? [] : [[keyOf(one.kpi, side), now(one)]]
    }),
  )
  return (
    <section className="alerts" aria-labelledby="alerts-bounds">
      <h2 id="alerts-bounds">{t('alerts-bounds')}</h2>
      <p className="note">{t('alerts-bounds-hint')}</p>
      <Edit
        draft="settings-alerts"
        specs={[...BOUNDS, ...RULES]}
        item={item}
        save={save}
        after={() => after}
        check={(values) => (wrongBounds(targetsOf({ ...item, ...values })) ? t('alerts-crossed') : null)}
      />
    </section>
  )
}
