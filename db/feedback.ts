import type { Sql, Tx } from './sql.ts'

export type Score = {
  businessId: number
  appointmentId: number
  clientId: number
  chatId: number
  /** 1 to 5. */
  score: number
  now: Date
}

/** So long what a client said of a visit may be put right. */
const OPEN_DAYS = 7

/** Keeps a client's score of their own visit that took place; null when there is none, or it is too late to change it. */
export async function keepScore(tx: Tx, { businessId, appointmentId, clientId, chatId, score, now }: Score) {
  const [row] = await tx.query<{ id: number; anew: boolean }>(
    `insert into feedback as f (business_id, appointment_id, client_id, chat_id, score, at)
     select $1, a.id, $3, $4, $5, $6::timestamptz from appointments a
     where a.business_id = $1 and a.id = $2 and a.client_id = $3 and a.status in ('arrived', 'paid')
     on conflict (business_id, appointment_id) do update set score = excluded.score
       where f.at > $6::timestamptz - interval '${OPEN_DAYS} days'
     returning f.id, f.at = $6::timestamptz as anew`,
    [businessId, appointmentId, clientId, chatId, score, now],
  )
  return row ?? null
}

/** So long what a client writes after their score belongs to it. */
const WORDS_HOURS = 24

/**
 * Keeps what a client writes after a score, once; null when none waits for words. `low`: whether the score was a low one, `appointmentId`:
 * of which visit.
 */
export async function keepWords(
  tx: Tx,
  { businessId, chatId, text, now }: { businessId: number; chatId: number; text: string; now: Date },
): Promise<{ score: number; appointmentId: number } | null> {
  const [row] = await tx.query<{ score: number; appointmentId: number }>(
    `update feedback set text = $3 where id = (select id from feedback where business_id = $1 and chat_id = $2
       and at > $4::timestamptz - interval '${WORDS_HOURS} hours' order by at desc, id desc limit 1) and text is null
     returning score, appointment_id as "appointmentId"`,
    [businessId, chatId, text, now],
  )
  return row ?? null
}

/** True when a score that this client gave here waits for words. */
export async function awaitsWords(
  sql: Sql,
  { businessId, chatId, now }: { businessId: number; chatId: number; now: Date },
): Promise<boolean> {
  const [row] = await sql.query<{ open: boolean }>(
    `select text is null as open from feedback where business_id = $1 and chat_id = $2
       and at > $3::timestamptz - interval '${WORDS_HOURS} hours' order by at desc, id desc limit 1`,
    [businessId, chatId, now],
  )
  return row?.open === true
}
