import { isReady } from '../domain/templatetext.ts'
import { json, list, type Sql, type Tx } from './sql.ts'

/** A text that the platform has approved, or is to. */
export type MessageTemplate = {
  id: number
  channelId: number
  name: string
  language: 'ru' | 'en'
  locale: string
  body: string
  /** Names of what is put into {{1}}, {{2}} …, see `PARAMETERS`. */
  parameters: string[]
  /** Captions of its quick replies, and what each does: how the data of that button begins. */
  buttons: string[]
  taps: string[]
  category: string
  status: TemplateStatus
  reason: string | null
  notice: string | null
  version: number
}

export type TemplateStatus = 'pending' | 'approved' | 'rejected' | 'paused' | 'disabled'

const TEMPLATE = `select id, channel_id as "channelId", name, language, locale, body, to_json(parameters) as parameters, to_json(buttons) as buttons, to_json(taps) as taps, category, status, reason,
  notice, version from message_templates`

/** All templates of a channel. */
export function templatesOf(sql: Sql, businessId: number, channelId: number): Promise<MessageTemplate[]> {
  return sql.query<MessageTemplate>(`${TEMPLATE} where business_id = $1 and channel_id = $2 order by name, language`, [
    businessId,
    channelId,
  ])
}

/** One template of a channel; null when there is none of this id. */
export async function templateById(
  sql: Sql,
  template: { businessId: number; channelId: number; id: number },
): Promise<MessageTemplate | null> {
  const { businessId, channelId, id } = template
  const [row] = await sql.query<MessageTemplate>(`${TEMPLATE} where business_id = $1 and channel_id = $2 and id = $3`, [
    businessId,
    channelId,
    id,
  ])
  return row ?? null
}

/**
 * The approved template by which a notice goes out in a channel: of this very kind, else of its first word (`remind_24h`: `remind`); in
 * the client's language, else in Russian. One whose text was changed at the platform since is none until its places are set anew.
 */
export async function templateFor(
  sql: Sql,
  wanted: { businessId: number; channelId: number; kind: string; language: 'ru' | 'en' },
): Promise<MessageTemplate | null> {
  const { businessId, channelId, kind, language } = wanted
  const rows = await sql.query<MessageTemplate>(
    `${TEMPLATE} where business_id = $1 and channel_id = $2 and status = 'approved' and notice in ($3, split_part($3, '_', 1))
       and language in ($4, 'ru') order by notice = $3 desc, language = $4 desc`,
    [businessId, channelId, kind, language],
  )
  return rows.find(isReady) ?? null
}

export type KnownTemplate = Pick<
  MessageTemplate,
  'name' | 'language' | 'locale' | 'body' | 'buttons' | 'taps' | 'category' | 'status' | 'reason'
>

/** Keeps what the platform lists; what it does not list any more is disabled. Names of parameters and the notice stay as they were set. */
export async function keepTemplates(
  tx: Tx,
  channel: { businessId: number; channelId: number; now: Date },
  known: readonly KnownTemplate[],
): Promise<void> {
  const { businessId, channelId, now } = channel
  await tx.query(
    `with given as (select * from jsonb_to_recordset($3::jsonb) as r(name text, language text, locale text, body text, buttons jsonb, taps jsonb,
       category text, status text, reason text)),
     kept as (
       insert into message_templates (business_id, channel_id, name, language, locale, body, buttons, taps, category, status, reason,
         updated_at)
       select $1, $2, name, language, locale, body, array(select jsonb_array_elements_text(buttons)),
         array(select jsonb_array_elements_text(taps)), category, status, reason, $4::timestamptz from given
       on conflict (channel_id, name, language) do update set locale = excluded.locale, body = excluded.body, buttons = excluded.buttons,
         taps = case when message_templates.buttons = excluded.buttons then message_templates.taps else excluded.taps end,
         category = excluded.category, status = excluded.status, reason = excluded.reason, updated_at = excluded.updated_at)
     update message_templates t set status = 'disabled', reason = 'gone', updated_at = $4::timestamptz
     where t.business_id = $1 and t.channel_id = $2
       and not exists (select 1 from given g where g.name = t.name and g.language = t.language)`,
    [businessId, channelId, json(known), now],
  )
}

/** What the platform says of a template by itself; nothing for one that we don't know. */
export async function noteTemplate(
  sql: Sql,
  told: {
    channelIds: readonly number[]
    name: string
    locale: string
    status: TemplateStatus
    reason: string | null
    now: Date
  },
): Promise<void> {
  await sql.query(
    `update message_templates set status = $4, reason = $5, updated_at = $6::timestamptz
     where channel_id = any($1::bigint[]) and name = $2 and locale = $3`,
    [list(told.channelIds), told.name, told.locale, told.status, told.reason, told.now],
  )
}

/** Which notice goes out by a template, and what is put into it; another one that had this notice loses it. `changed`: a stale version. */
export async function assignTemplate(
  tx: Tx,
  wanted: {
    businessId: number
    channelId: number
    id: number
    version: number
    notice: string | null
    parameters: string[]
    taps: string[]
    now: Date
  },
): Promise<'kept' | 'changed'> {
  const { businessId, channelId, id, version, notice, parameters, taps, now } = wanted
  const [mine] = await tx.query<{ language: string }>(
    `select language from message_templates where business_id = $1 and channel_id = $2 and id = $3 and version = $4 for no key update`,
    [businessId, channelId, id, version],
  )
  if (!mine) return 'changed'
  await tx.query(
    `update message_templates set notice = null, version = version + 1
     where business_id = $1 and channel_id = $2 and language = $3 and notice = $4 and id <> $5`,
    [businessId, channelId, mine.language, notice, id],
  )
  await tx.query(
    `update message_templates set notice = $2, parameters = array(select jsonb_array_elements_text($3::jsonb)),
       taps = array(select jsonb_array_elements_text($5::jsonb)), version = version + 1,
       updated_at = $4::timestamptz where id = $1`,
    [id, notice, JSON.stringify(parameters), now, JSON.stringify(taps)],
  )
  return 'kept'
}
