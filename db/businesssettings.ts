import type { AssistantSettings, BookingRules } from '../domain/catalog.ts'
import { DEFAULT_RULES, DEFAULT_SETTINGS } from '../domain/catalog.ts'
import { type By, logChange } from './changes.ts'
import { same } from './editing.ts'
import { replanReminders } from './reminders.ts'
import { json, type Sql, type Tx } from './sql.ts'

/** What holds for the whole business: its name, the rules of booking, how the assistant behaves. */
export type BusinessSettings = {
  name: string
  timezone: string
  rules: BookingRules
  assistant: AssistantSettings
  version: number
}

export type SettingsChange = {
  name?: string
  timezone?: string
  rules?: Partial<BookingRules>
  assistant?: Partial<AssistantSettings>
}

type Stored = Omit<BusinessSettings, 'rules' | 'assistant'> & { rules: object; settings: object }

/** The settings of a business, defaults filled in. */
export async function settingsOf(sql: Sql, businessId: number, lock = ''): Promise<BusinessSettings> {
  const [row] = await sql.query<Stored>(
    `select name, timezone, rules, settings, settings_version as version from businesses where id = $1 ${lock}`,
    [businessId],
  )
  if (!row) throw new Error(`no business ${businessId}`)
  const { name, timezone, version } = row
  return {
    name,
    timezone,
    version,
    rules: { ...DEFAULT_RULES, ...row.rules },
    assistant: { ...DEFAULT_SETTINGS, ...row.settings },
  }
}

export type SettingsEdited = { ok: true; now: BusinessSettings } | { ok: false; now: BusinessSettings }

/** Changes the settings if they still are as the caller saw them; catalogs are read anew. */
export async function editSettings(
  tx: Tx,
  by: By,
  { version, change }: { version: number; change: SettingsChange },
): Promise<SettingsEdited> {
  const { businessId, memberId, now: at } = by
  const now = await settingsOf(tx, businessId, 'for no key update')
  if (now.version !== version) return { ok: false, now }
  const flat = flattened(now)
  const after = Object.fromEntries(Object.entries(flattened(change)).filter(([key, value]) => !same(value, flat[key])))
  if (Object.keys(after).length === 0) return { ok: true, now }
  await tx.query(
    `update businesses set name = coalesce($2, name), timezone = coalesce($3, timezone), rules = rules || $4::jsonb,
       settings = settings || $5::jsonb, settings_version = settings_version + 1, version = version + 1 where id = $1`,
    [businessId, change.name, change.timezone, json(change.rules ?? {}), json(change.assistant ?? {})],
  )
  if ('rules.remindHours' in after) await replanReminders(tx, businessId, at)
  const before = Object.fromEntries(Object.keys(after).map((key) => [key, flat[key]]))
  const object = { object: 'settings', objectId: businessId, action: 'changed' }
  await logChange(tx, { businessId, at, memberId, ...object, before, after })
  return {
    ok: true,
    now: {
      name: change.name ?? now.name,
      timezone: change.timezone ?? now.timezone,
      rules: { ...now.rules, ...change.rules },
      assistant: { ...now.assistant, ...change.assistant },
      version: version + 1,
    },
  }
}

/** Settings as one level of keys, as the audit log keeps them: `rules.stepMinutes`. */
function flattened({ name, timezone, rules, assistant }: SettingsChange): Record<string, unknown> {
  const under = (group: string, values: object = {}) =>
    Object.entries(values).map(([key, value]) => [`${group}.${key}`, value] as const)
  const all = [['name', name] as const, ['timezone', timezone] as const, ...under('rules', rules)]
  return Object.fromEntries([...all, ...under('assistant', assistant)].filter(([, value]) => value !== undefined))
}

/** What `flattened` made, as a change again. */
export function settingsFrom(flat: Record<string, unknown>): SettingsChange {
  const change: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(flat)) {
    const [group = '', inner] = key.split('.')
    if (inner === undefined) change[group] = value
    else change[group] = { ...(change[group] as object), [inner]: value }
  }
  return change
}
