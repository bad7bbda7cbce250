import { editSettings, settingsFrom, settingsOf } from './businesssettings.ts'
import type { By, LoggedChange } from './changes.ts'
import { addRow, editRow, KINDS, type Kind, removeRow, rowOf, same } from './editing.ts'
import type { Sql, Tx } from './sql.ts'
import { type Language, reword, wordingsOf } from './wordings.ts'

/** `done`: it is undone already; `fixed`: nothing of the settings; `changed`: somebody has changed the same since. */
export type Undone = { ok: true } | { ok: false; reason: 'gone' | 'done' | 'fixed' | 'changed' }

type Line = Pick<LoggedChange, 'object' | 'objectId' | 'action'> & {
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  undoneAt: Date | null
}

/** True for a line of the log that can be taken back: the settings of the business. */
export const isUndoable = ({ object, undoneAt }: { object: string; undoneAt: Date | null }): boolean =>
  undoneAt === null && (object in KINDS || object === 'settings' || object === 'text')

/** Takes a change of the settings back, if what it made still stands. The taking back is a change of its own. */
export async function undoChange(tx: Tx, by: By, id: number): Promise<Undone> {
  const [line] = await tx.query<Line>(
    `select object, object_id as "objectId", action, before, after, undone_at as "undoneAt" from changes
     where business_id = $1 and id = $2 for no key update`,
    [by.businessId, id],
  )
  if (!line) return { ok: false, reason: 'gone' }
  if (line.undoneAt) return { ok: false, reason: 'done' }
  if (!isUndoable(line)) return { ok: false, reason: 'fixed' }
  const undone = await takeBack(tx, by, line)
  if (undone.ok)
    await tx.query('update changes set undone_at = $3::timestamptz where business_id = $1 and id = $2', [
      by.businessId,
      id,
      by.now,
    ])
  return undone
}

function takeBack(tx: Tx, by: By, line: Line): Promise<Undone> {
  if (line.object === 'settings') return takeBackSettings(tx, by, line)
  if (line.object === 'text') return takeBackWording(tx, by, line)
  return takeBackRow(tx, by, KINDS[line.object as keyof typeof KINDS], line)
}

async function takeBackSettings(tx: Tx, by: By, { before, after }: Line): Promise<Undone> {
  const now = await settingsOf(tx, by.businessId)
  const standing = settingsFrom(after ?? {}) as Record<string, unknown>
  if (!stands(standing, now)) return { ok: false, reason: 'changed' }
  const edited = await editSettings(tx, by, { version: now.version, change: settingsFrom(before ?? {}) })
  return edited.ok ? { ok: true } : { ok: false, reason: 'changed' }
}

async function takeBackWording(tx: Tx, by: By, { before, after }: Line): Promise<Undone> {
  const { key, language } = after as { key: string; language: Language }
  const now = (await wordingsOf(tx, by.businessId)).find((one) => one.key === key && one.language === language)
  if ((now?.text ?? null) !== (after?.text ?? null)) return { ok: false, reason: 'changed' }
  const text = (before?.text as string | null) ?? null
  await reword(tx, by, { key, language, text, version: now?.version ?? 0 })
  return { ok: true }
}

async function takeBackRow(tx: Tx, by: By, kind: Kind, { objectId: id, action, before, after }: Line): Promise<Undone> {
  if (action === 'removed') {
    await addRow(tx, kind, by, before ?? {})
    return { ok: true }
  }
  const now = await rowOf(tx, kind, by.businessId, id)
  if (!now) return { ok: false, reason: 'gone' }
  if (!stands(after ?? {}, now)) return { ok: false, reason: 'changed' }
  if (action === 'added' && !kind.fields.includes('active'))
    return (await removeRow(tx, kind, by, id)) ? { ok: true } : { ok: false, reason: 'gone' }
  const change = action === 'added' ? { active: false } : (before ?? {})
  const edited = await editRow(tx, kind, by, { id, version: now.version, change })
  return edited.ok ? { ok: true } : { ok: false, reason: edited.reason }
}

/** True while everything that was written then is so now. */
function stands(written: Record<string, unknown>, now: Record<string, unknown>): boolean {
  return Object.entries(written).every(([key, value]) => {
    const current = now[key]
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value)
    return nested && typeof current === 'object' && current !== null
      ? stands(value as Record<string, unknown>, current as Record<string, unknown>)
      : same(value, current)
  })
}

/** Names of what the lines of a log are about, by object and id: for people to read. */
export async function namesOf(sql: Sql, businessId: number): Promise<Map<string, string>> {
  const rows = await sql.query<{ key: string; name: string }>(
    `select 'service:' || id as key, name from services where business_id = $1
     union all select 'resource:' || id, name from resources where business_id = $1
     union all select 'location:' || id, name from locations where business_id = $1
     union all select 'reply:' || id, title from replies where business_id = $1
     union all select 'faq:' || id, question from faq where business_id = $1
     union all select 'promo:' || id, campaign from promos where business_id = $1
     union all select 'question:' || id, text from questions where business_id = $1
     union all select 'member:' || id, name from members where business_id = $1`,
    [businessId],
  )
  return new Map(rows.map(({ key, name }) => [key, name]))
}
