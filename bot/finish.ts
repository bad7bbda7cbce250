import { closeTurn } from '../db/closeturn.ts'
import type { Leased } from '../db/leases.ts'
import { type Outbound, rewriteQueued } from '../db/outbox.ts'
import type { Taken } from '../db/turns.ts'
import type { Answer, SaidRow } from './bridge.ts'
import type { Turn } from './context.ts'
import { fitted } from './fit.ts'
import { closeJoined } from './listen.ts'
import type { ModelRequest } from './model/client.ts'
import { TYPED } from './ordinal.ts'
import { shownIn } from './trying.ts'
import { understandingOf } from './understood.ts'

/** What is to be done after a turn's commit. */
export type Outcome = {
  inboundId: number
  chatId: number
  /** The chat's id on the platform. */
  chat: string
  channel: { id: number; kind: string }
  /** Rows that this node delivers now, in order, under `token`. */
  leased: Leased[]
  token: string
  /** Earlier rows were still on their way: what was said waits in the queue behind them. */
  queued: boolean
  /** Further messages of this chat wait to be handled. */
  more: boolean
  answers: Turn['said']['answers']
  /** Other chats with something to handle. */
  told: Iterable<number>
  /** Other chats with something to deliver. */
  cards: Iterable<number>
  /** The message was not handled yet: more of it may come until then. */
  later?: Date
  /** The message was not handled yet: the model is to be asked first. */
  asks?: { token: string; ask: ModelRequest }
  /** When the chat itself falls due, whether anybody writes or not. */
  dueAt: Date | null
}

/** How long this node may take to deliver one message before another picks it up; longer than any call may take. */
const LEASE_MS = 15_000

/** Writes all that a turn decided: what was said, what became of the chat, and that its message is dealt with. */
export async function finishTurn(turn: Turn, taken: Taken, status: 'handled' | 'failed'): Promise<Outcome> {
  const { tx, now, chat, said, inbound } = turn
  const token = crypto.randomUUID()
  const until = new Date(now.getTime() + LEASE_MS)
  const answers = sayAnswers(turn)
  const rows = await newRows(turn)
  // Only the message that was tapped is known with its id on the platform; what changes another is leased with it.
  const direct = !taken.outboxBusy && rows.every((row) => row.targetId === null || row.targetId === turn.pointsAt?.id)
  const own: Outbound[] = rows.map((row) => ({
    ...row,
    chatId: chat.id,
    channelId: chat.channelId,
    lease: direct ? { token, until } : null,
  }))
  const others: Outbound[] = turn.elsewhere.flatMap((card) =>
    fitted({
      ...card,
      author: 'system',
      method: card.method ?? 'sendMessage',
      targetId: card.targetId ?? null,
    }).map((row) => ({ ...card, ...row })),
  )
  await closeJoined(turn)
  const ids = await closeTurn(tx, {
    chat,
    clientId: turn.client.id,
    draft: turn.draft,
    inboundId: inbound.id,
    status,
    reason: status === 'failed' ? inbound.reason : null,
    masked: turn.masked,
    rows: [...own, ...others],
    understanding: understandingOf(turn, taken, status),
    now,
  })
  return {
    ...quiet(taken),
    leased: direct ? own.map((row, index) => leasedOf(turn, row, ids[index]!, until)) : [],
    token,
    // Also where all went into rows that waited: whoever was about to send them found them held by this turn and went away.
    queued: !direct && said.rows.length > 0,
    answers,
    told: turn.told,
    cards: new Set(turn.elsewhere.map((card) => card.chatId)),
    dueAt: chat.owner === 'queue' ? chat.callAt : chat.owner === 'member' ? chat.returnAt : null,
  }
}

/** Channels that show nothing over the screen. */
const BUBBLELESS: ReadonlySet<string> = new Set(['whatsapp', 'instagram'])

/** Answers to taps as they go out; where there is no bubble over the screen, or nobody tapped, their words become a message. */
function sayAnswers({ said, channel }: Turn): Answer[] {
  const shown = (answer: Answer) => answer.at || !(answer.queryId.startsWith(TYPED) || BUBBLELESS.has(channel.kind))
  for (const { text } of said.answers.filter((answer) => !shown(answer)))
    if (text) said.rows.push({ author: 'system', method: 'sendMessage', body: { text }, text, targetId: null })
  return said.answers.filter(shown)
}

/** What a turn that said nothing leaves to be done. */
export function quiet({ inbound, chat, channel, more }: Taken): Outcome {
  return {
    inboundId: inbound.id,
    chatId: chat.id,
    chat: chat.externalId,
    channel: { id: chat.channelId, kind: channel.kind },
    leased: [],
    token: '',
    queued: false,
    more,
    answers: [],
    told: [],
    cards: [],
    dueAt: null,
  }
}

/** What was said as rows: in lengths that go out, and without edits that found their message still in the queue. */
async function newRows({ said, chat, outboxBusy, tx, tried }: Turn): Promise<Written[]> {
  const rows: Written[] = []
  const all = said.rows.filter((one) => !one.dropped).flatMap(fitted)
  const first = all.find((one) => one.text !== null)
  for (const plain of all) {
    const row = { ...plain, exposes: shownIn(tried, plain.text, plain === first) }
    const { targetId, method } = row
    const edit = outboxBusy && targetId !== null && method !== 'deleteMessage'
    if (!edit || !(await rewriteQueued(tx, { ...row, chatId: chat.id, targetId }))) rows.push(row)
  }
  return rows
}

type Written = SaidRow & Pick<Outbound, 'exposes'>

function leasedOf(turn: Turn, row: Outbound, id: number, until: Date): Leased {
  const { chat, pointsAt } = turn
  return {
    id,
    businessId: chat.businessId,
    channelId: chat.channelId,
    chatId: chat.id,
    chat: chat.externalId,
    author: row.author,
    method: row.method,
    body: row.body as Record<string, unknown>,
    target: row.targetId != null && row.targetId === pointsAt?.id ? pointsAt.platformId : null,
    attempts: 0,
    createdAt: turn.now,
    until,
    paced: false,
    exposes: row.exposes != null,
    recent: null,
    // Who has just written may be answered, whatever is written down of it yet.
    windowUntil: turn.inbound.author === 'client' ? null : chat.windowUntil,
    arrived: false,
  }
}
