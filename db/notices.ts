import type { Minute } from '../domain/catalog.ts'
import { type News, newsOf, type Standing } from '../domain/news.ts'
import type { VisitStatus } from '../domain/visitstate.ts'
import { json, list, type Sql, type Tx } from './sql.ts'

/** What tells a client about a staff action waits so long, that an undo sends nothing. */
const PATIENCE_MS = 10_000
const NO_SHOW_PATIENCE_MS = 600_000

/** What follows a staff action. */
export type NoticeKind = News | 'no_show'
const NEWS = `('booked', 'moved', 'cancelled', 'no_show')`

/**
 * `start`: of the visit that a reminder is about. `known`: what the client knew; `is`: what they are told. `by`: who wanted a cancellation.
 * `chatId`: where a client is told what is about no visit, while that chat reaches them. `byHand`: somebody of the staff wants it sent now.
 */
export type NoticeData = {
  start?: Minute
  known?: Standing
  is?: Standing
  by?: 'client' | 'member'
  chatId?: number
  byHand?: true
}

export type Planned = { id: number; kind: NoticeKind; dueAt: Date }

/** A change of a visit, for who is told of it. */
export type About = {
  businessId: number
  appointmentId: number
  /** Of the visit, after the change. */
  version: number
  clientId: number
  memberId: number | null
  now: Date
  /** False: staff don't want it told; the row says so. */
  tell: boolean
}

/**
 * Plans what a client is told about a new place of their visit, or that there is none. What is still to be told of earlier changes
 * becomes one with it: back at the place that the client knows, nothing is told. The visit's row is locked by the caller.
 */
export async function planNews(
  tx: Tx,
  about: About & { known: Standing; is: Standing; by?: 'client' | 'member' },
): Promise<Planned | null> {
  const waiting = (await waitingOf(tx, about)).filter(({ kind }) => kind !== 'no_show')
  // Null is knowledge too: the client has not heard of the visit yet.
  const first = waiting.find(({ data }) => data?.known !== undefined)
  const known = first ? (first.data?.known ?? null) : about.known
  const kind = newsOf(known, about.is)
  await silence(tx, waiting, kind === null ? 'undone' : 'superseded', about.now)
  return kind && plan(tx, about, kind, PATIENCE_MS, { known, is: about.is, by: about.by })
}

/** Plans the word to a client who did not come. */
export async function planNoShow(tx: Tx, about: About): Promise<Planned | null> {
  return plan(tx, about, 'no_show', NO_SHOW_PATIENCE_MS, {})
}

/** A client who did come after all is not told that they didn't. */
export async function silenceNoShow(tx: Tx, about: Pick<About, 'businessId' | 'appointmentId' | 'now'>): Promise<void> {
  const waiting = (await waitingOf(tx, about)).filter(({ kind }) => kind === 'no_show')
  await silence(tx, waiting, 'undone', about.now)
}

type Waiting = { id: number; kind: NoticeKind; data: NoticeData | null }

function waitingOf(tx: Tx, about: Pick<About, 'businessId' | 'appointmentId'>): Promise<Waiting[]> {
  return tx.query<Waiting>(
    `select id, kind, data from notices where business_id = $1 and appointment_id = $2 and status = 'planned' and kind in ${NEWS} order by id for no key update`,
    [about.businessId, about.appointmentId],
  )
}

async function silence(tx: Tx, waiting: readonly Waiting[], reason: string, now: Date): Promise<void> {
  if (waiting.length === 0) return
  await tx.query(
    `update notices set status = 'skipped', reason = $2, done_at = $3::timestamptz where id = any($1::bigint[])`,
    [list(waiting.map(({ id }) => id)), reason, now],
  )
}

async function plan(tx: Tx, about: About, kind: NoticeKind, waitMs: number, data: NoticeData): Promise<Planned | null> {
  const dueAt = new Date(about.now.getTime() + waitMs)
  const [row] = await tx.query<{ id: number }>(
    `insert into notices (business_id, kind, appointment_id, version, client_id, status, reason, due_at, member_id, data,
       created_at, done_at)
     values ($1, $2, $3, $4, $5, case when $6 then 'planned' else 'skipped' end, case when $6 then null else 'unwanted' end,
       $7::timestamptz, $8, $9::jsonb, $10::timestamptz, case when $6 then null else $10::timestamptz end)
     on conflict do nothing returning id`,
    [
      about.businessId,
      kind,
      about.appointmentId,
      about.version,
      about.clientId,
      about.tell,
      dueAt,
      about.memberId,
      json(data),
      about.now,
    ],
  )
  return row && about.tell ? { id: row.id, kind, dueAt } : null
}

/** What waits to be told of staff's own doings with a visit is due now, or (`never`) is not told; null when nothing waits. */
export async function hurryNotice(
  tx: Tx,
  about: { businessId: number; appointmentId: number; now: Date; never: boolean },
): Promise<{ id: number; kind: NoticeKind } | null> {
  const [row] = await tx.query<{ id: number; kind: NoticeKind }>(
    `update notices set due_at = case when $3 then due_at else $4::timestamptz end,
       status = case when $3 then 'skipped' else status end, reason = case when $3 then 'unwanted' else reason end,
       done_at = case when $3 then $4::timestamptz end
     where business_id = $1 and appointment_id = $2 and status = 'planned' and kind in ${NEWS} returning id, kind`,
    [about.businessId, about.appointmentId, about.never, about.now],
  )
  return row ?? null
}

/** A notice that this node sends, if it still is true; about no visit: `appointmentId` is null. */
export type Claimed = {
  id: number
  businessId: number
  appointmentId: number | null
  clientId: number
  kind: string
  /** Of a step of a chain: which, and the visit that started it. */
  chain: string | null
  step: number | null
  triggerId: number | null
  data: NoticeData
  memberId: number | null
  dueAt: Date
  attempts: number
  until: Date
}

/** A claimed notice, of table `n`. */
export const CLAIMED = `n.id, n.business_id as "businessId", n.appointment_id as "appointmentId", n.client_id as "clientId", n.kind,
  n.chain, n.step, n.trigger_id as "triggerId", coalesce(n.data, '{}') as data, n.member_id as "memberId", n.due_at as "dueAt",
  n.attempts, n.lease_until as until`

/** Leases up to `limit` notices that are due, those whose lease ran out among them. */
export async function claimNotices(sql: Sql, lease: { now: Date; until: Date; limit: number }): Promise<Claimed[]> {
  const rows = await sql.query<Claimed>(
    `update notices n set lease_until = $2::timestamptz, attempts = n.attempts + 1
     from (select id from notices where status = 'planned' and due_at <= $1::timestamptz
             and (lease_until is null or lease_until <= $1::timestamptz)
           order by due_at, id limit $3 for update skip locked) due
     where n.id = due.id returning ${CLAIMED}`,
    [lease.now, lease.until, lease.limit],
  )
  return rows.toSorted((a, b) => a.id - b.id)
}

/** The chat in which somebody is reached. */
export type ChatRoute = {
  id: number
  channelId: number
  kind: string
  language: 'ru' | 'en'
  owner: 'bot' | 'queue' | 'member'
  blocked: boolean
  /** Until when free words reach them there, as JSON has it; null: always, or not at all where the platform has windows. */
  windowUntil: string | null
}

/** What the sending of a notice rests on, read at that moment. `status`: of the visit; null where it is about none. */
export type Addressee = {
  status: VisitStatus | null
  erased: boolean
  barred: boolean
  test: boolean
  chat: ChatRoute | null
}

/**
 * In which order a client's chats `r` of channels `k` are tried: the channel that they prefer, the chat that it is about, then the order
 * of the business `b`; a web page that may be closed comes last.
 */
export const byPreference = (
  chat: string,
) => `i.blocked_at is not null, k.kind is not distinct from c.preferred_channel desc,
    r.id is not distinct from ${chat} desc,
    (select o.n from jsonb_array_elements_text(b.settings -> 'channelOrder') with ordinality as o(kind, n) where o.kind = k.kind),
    k.kind = 'web', r.id desc`

const routeBy = (
  chat: string,
) => `(select json_build_object('id', r.id, 'channelId', r.channel_id, 'kind', k.kind, 'language', r.language,
    'owner', r.owner, 'blocked', i.blocked_at is not null, 'windowUntil', r.window_until)
  from chats r join channels k on k.id = r.channel_id join businesses b on b.id = r.business_id
    left join identities i on i.channel_id = r.channel_id and i.external_id = r.external_id
  where r.business_id = c.business_id and r.client_id in (c.id, c.merged_into)
  order by ${byPreference(chat)} limit 1)`

/** The chat by which a client is told about a visit: one that is not blocked, the visit's own first. Of tables `a` and `c`. */
export const ROUTE = routeBy('a.chat_id')

/** Of table `c`. */
export const ADDRESSEE = 'c.erased_at is not null as erased, c.barred_at is not null as barred'
const OF_VISIT = `select a.status, ${ADDRESSEE}, a.test, ${ROUTE} as chat
  from appointments a join clients c on c.id = a.client_id where a.business_id = $1 and a.id = $2 for no key update of a`
const OF_CLIENT = `select null as status, ${ADDRESSEE}, false as test, ${routeBy('$3::bigint')} as chat
  from clients c where c.business_id = $1 and c.id = $2`

/** Locks the visit of a claimed notice, if it is about one, then the notice; null when it is not this node's to send any more. */
export async function lockClaimed(tx: Tx, claimed: Claimed): Promise<Addressee | null> {
  const { businessId, appointmentId, clientId, data } = claimed
  const [[addressee], mine] = await Promise.all([
    appointmentId === null
      ? tx.query<Addressee>(OF_CLIENT, [businessId, clientId, data.chatId ?? null])
      : tx.query<Addressee>(OF_VISIT, [businessId, appointmentId]),
    tx.query(
      `select 1 from notices where id = $1 and status = 'planned' and lease_until = $2::timestamptz for no key update`,
      [claimed.id, claimed.until],
    ),
  ])
  return mine.length === 1 && addressee ? addressee : null
}

/** Ends a notice: it is a message now, or it was not told for this reason. */
export async function closeNotice(
  tx: Sql,
  id: number,
  end: { messageId: number } | { reason: string; failed?: boolean },
  now: Date,
): Promise<void> {
  const sent = 'messageId' in end
  await tx.query(
    `update notices set status = $2, reason = $3, message_id = $4, done_at = $5::timestamptz, lease_until = null
     where id = $1 and status = 'planned'`,
    [id, sent ? 'sent' : end.failed ? 'failed' : 'skipped', sent ? null : end.reason, sent ? end.messageId : null, now],
  )
}

/** A notice whose time is not now waits until then, as if it had not been claimed. */
export async function postponeNotice(tx: Tx, id: number, dueAt: Date): Promise<void> {
  await tx.query(
    `update notices set due_at = $2::timestamptz, lease_until = null, attempts = 0 where id = $1 and status = 'planned'`,
    [id, dueAt],
  )
}

/** A notice has an offer inside: it counts against the month's limit of its client. */
export async function noteMarketing(tx: Tx, id: number): Promise<void> {
  await tx.query('update notices set marketing = true where id = $1', [id])
}

/** Whether a notice has an offer inside. */
export async function isMarketing(sql: Sql, id: number): Promise<boolean> {
  const [row] = await sql.query<{ marketing: boolean }>('select marketing from notices where id = $1', [id])
  return row?.marketing === true
}

/** A notice that broke is tried again later. */
export async function deferNotice(sql: Sql, id: number, error: string, dueAt: Date): Promise<void> {
  await sql.query(
    `update notices set due_at = $3::timestamptz, lease_until = null, last_error = $2 where id = $1 and status = 'planned'`,
    [id, error, dueAt],
  )
}

/** How many notices were due before a moment and wait still. */
export async function countLate(sql: Sql, before: Date): Promise<number> {
  const [row] = await sql.query<{ late: number }>(
    `select count(*)::int as late from notices where status = 'planned' and due_at <= $1::timestamptz`,
    [before],
  )
  return row?.late ?? 0
}
