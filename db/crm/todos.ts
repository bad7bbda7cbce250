import type { Sql, Tx } from '../sql.ts'
import { logBoth } from './links.ts'
import { noteOnDeal } from './notes.ts'

/** A to-do of ours in the CRM that was made for a dialogue which still has, or waits for, a person. */
export type OpenTodo = { id: number; dealId: number; chatId: number; remoteId: number }

/** To-dos that stand open as far as we know; what was closed, there or by us, is marked in `synced`. */
export function openTodos(sql: Sql, businessId: number, limit: number): Promise<OpenTodo[]> {
  return sql.query<OpenTodo>(
    `select k.id, k.deal_id as "dealId", k.chat_id as "chatId", k.remote_id as "remoteId" from crm_links k join chats h on h.id = k.chat_id
     where k.business_id = $1 and k.kind = 'todo' and k.remote_id is not null and k.gone_at is null and k.due_at is null
       and h.owner <> 'bot' and not coalesce(k.synced ? 'completed', false) order by k.id desc limit $2`,
    [businessId, limit],
  )
}

/**
 * Somebody has closed a to-do in the CRM: that stands in its dialogue and in the log, once, and the dialogue stays whose it was. Where nobody has
 * taken it yet, a comment of the deal says that the client waits.
 */
export async function noteClosed(
  tx: Tx,
  { id, dealId, chatId, businessId, by, now }: OpenTodo & { businessId: number; by: string | null; now: Date },
): Promise<void> {
  const [marked] = await tx.query<{ owner: string }>(
    `update crm_links k set synced = coalesce(k.synced, '{}') || '{"completed": [null, "Y"]}'::jsonb from chats h
     where k.business_id = $1 and k.id = $2 and h.id = k.chat_id and not coalesce(k.synced ? 'completed', false) returning h.owner`,
    [businessId, id],
  )
  if (!marked) return
  await logBoth(tx, businessId, [{ linkId: id, field: 'completed', theirs: by, won: 'noted' }], now)
  await tx.query(
    `insert into events (business_id, kind, at, chat_id, data) values ($1, 'todo_closed', $2::timestamptz, $3, jsonb_build_object('link', $4::bigint))`,
    [businessId, now, chatId, id],
  )
  if (marked.owner === 'queue') await noteOnDeal(tx, { businessId, dealId, chatId, about: `waiting:${id}`, now })
}

/** SQL: who has closed a to-do in the CRM, by the event `e`; null where the CRM did not say. */
export const CLOSED_BY = `(select g.theirs #>> '{}' from crm_log g where g.link_id = (e.data ->> 'link')::bigint and g.field = 'completed' limit 1)`
