import { AFTER_NO_SHOWS } from '../../../domain/offers.ts'
import { call } from '../../api/client.ts'
import { city } from '../../format.ts'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Settings, useGroup } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { zonesFor } from './zones.ts'

const RULES: FieldSpec[] = [
  { key: 'stepMinutes', label: 'settings-step', hint: 'settings-step-hint', kind: 'number', least: 5, most: 240 },
  { key: 'noticeMinutes', label: 'settings-notice', hint: 'settings-notice-hint', kind: 'number', most: 43_200 },
  { key: 'windowDays', label: 'settings-window', kind: 'number', least: 1, most: 365 },
  { key: 'holdMinutes', label: 'settings-hold', hint: 'settings-hold-hint', kind: 'number', least: 1, most: 120 },
  { key: 'cancelHours', label: 'settings-cancel', hint: 'settings-cancel-hint', kind: 'number', most: 336 },
  { key: 'remindHours', label: 'settings-remind', hint: 'settings-remind-hint', kind: 'hours', least: 1, most: 168 },
]
/** What follows a visit to which the client did not come; kept with what the assistant does. */
const missed = (t: Text): FieldSpec[] => [
  {
    key: 'noShowPercent',
    label: 'settings-missed-percent',
    hint: 'settings-missed-percent-hint',
    kind: 'number',
    most: 100,
  },
  { key: 'noShowDays', label: 'settings-missed-days', kind: 'number', least: 1, most: 365 },
  {
    key: 'noShowsFrom',
    label: 'settings-missed-from',
    hint: 'settings-missed-from-hint',
    kind: 'number',
    least: 1,
    most: 20,
  },
  {
    key: 'afterNoShows',
    label: 'settings-missed-then',
    hint: 'settings-missed-then-hint',
    kind: 'select',
    options: AFTER_NO_SHOWS.map((value) => ({ value, label: t(`settings-missed-${value}`) })),
  },
  { key: 'askMarks', label: 'settings-ask-marks', hint: 'settings-ask-marks-hint', kind: 'switch' },
]
const assistantSpecs = (t: Text): FieldSpec[] => [
  { key: 'tone', label: 'settings-tone', hint: 'settings-tone-hint', kind: 'area', optional: true },
  { key: 'facts', label: 'settings-facts', hint: 'settings-facts-hint', kind: 'area', optional: true },
  { key: 'callMinutes', label: 'settings-call', kind: 'number', least: 1, most: 240 },
  {
    key: 'returnMinutes',
    label: 'settings-return',
    hint: 'settings-return-hint',
    kind: 'number',
    least: 10,
    most: 10_080,
  },
  {
    key: 'askSource',
    label: 'settings-ask-source',
    hint: 'settings-ask-source-hint',
    kind: 'select',
    options: (['off', 'booked'] as const).map((value) => ({ value, label: t(`settings-ask-source-${value}`) })),
  },
  { key: 'marketingPerMonth', label: 'settings-marketing', kind: 'number', most: 30 },
  { key: 'tokensPerDay', label: 'settings-tokens', hint: 'settings-tokens-hint', kind: 'number', most: 10_000_000 },
]

const useSettings = () => useGroup<Settings>('business', '/api/settings')

/** Name, zone and the rules of booking. */
export function Rules() {
  const t = useText()
  const { language } = useStyle()
  const { data, error, refetch } = useSettings()
  const zones = zonesFor(data?.timezone ?? 'Europe/Moscow').map((value) => ({ value, label: city(value, language) }))
  const ofMissed = missed(t)
  const specs: FieldSpec[] = [
    ...RULES,
    ...ofMissed,
    { key: 'name', label: 'settings-business', kind: 'text' },
    { key: 'timezone', label: 'settings-zone', kind: 'select', options: zones },
  ]
  const item = (settings: Settings) => ({ ...settings.assistant, ...flat(settings, 'rules') })
  const save = async ({ name, timezone, ...rest }: Values, version: number) => {
    const isMissed = ([key]: [string, unknown]) => ofMissed.some((spec) => spec.key === key)
    const entries = Object.entries(rest)
    const assistant = Object.fromEntries(entries.filter(isMissed))
    const rules = Object.fromEntries(entries.filter((entry) => !isMissed(entry)))
    return item(await call<Settings>('PATCH', '/api/settings', { name, timezone, rules, assistant, version }))
  }
  return (
    <Page title={t('settings-rules')}>
      {data ? (
        <Edit draft="settings-rules" specs={specs} item={item(data)} save={save} />
      ) : error ? (
        <Trouble error={error} onAgain={() => void refetch()} />
      ) : (
        <Skeleton label={t('loading')} />
      )}
    </Page>
  )
}

/** How the assistant behaves. */
export function AssistantSettings() {
  const t = useText()
  const { data, error, refetch } = useSettings()
  const save = async (change: Values, version: number) => {
    const assistant = Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? '']))
    return flat(await call<Settings>('PATCH', '/api/settings', { assistant, version }), 'assistant')
  }
  return (
    <Page title={t('settings-assistant')}>
      {data ? (
        <Edit draft="settings-assistant" specs={assistantSpecs(t)} item={flat(data, 'assistant')} save={save} />
      ) : error ? (
        <Trouble error={error} onAgain={() => void refetch()} />
      ) : (
        <Skeleton label={t('loading')} />
      )}
    </Page>
  )
}

const flat = ({ name, timezone, version, ...groups }: Settings, group: 'rules' | 'assistant') => ({
  name,
  timezone,
  version,
  ...groups[group],
})
