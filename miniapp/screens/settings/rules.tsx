import { call } from '../../api/client.ts'
import { city } from '../../format.ts'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
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
const ASSISTANT: FieldSpec[] = [
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
  const specs: FieldSpec[] = [
    ...RULES,
    { key: 'name', label: 'settings-business', kind: 'text' },
    { key: 'timezone', label: 'settings-zone', kind: 'select', options: zones },
  ]
  const save = async ({ name, timezone, ...rules }: Values, version: number) =>
    flat(await call<Settings>('PATCH', '/api/settings', { name, timezone, rules, version }), 'rules')
  return (
    <Page title={t('settings-rules')}>
      {data ? (
        <Edit draft="settings-rules" specs={specs} item={flat(data, 'rules')} save={save} />
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
        <Edit draft="settings-assistant" specs={ASSISTANT} item={flat(data, 'assistant')} save={save} />
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
