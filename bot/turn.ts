import { Bot, type MiddlewareObj } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import type { Catalogs } from '../db/catalog.ts'
import { clientOf } from '../db/clients.ts'
import { type Leased, type Outbound, writeOutbound } from '../db/messages.ts'
import { type Db, minuteOf, type Tx } from '../db/sql.ts'
import { closeInbound, saveChat, type Taken, takeInbound } from '../db/turns.ts'
import { bridge, newSaid, translated } from './bridge.ts'
import type { Ctx, Turn } from './context.ts'
import type { Draft } from './draft.ts'
import { handleEvent, isEvent } from './events.ts'
import { callPerson } from './handover.ts'
import { speak } from './show.ts'
import type { Texts } from './texts.ts'

export type Dialogue = {
  db: Db
  catalogs: Catalogs
  texts: Texts
  /** What the assistant does with an update, built once. */
  composer: MiddlewareObj<Ctx>
  publicUrl: string | null
  clock: () => Date
}

/** What is to be done after a turn's commit. */
export type Outcome = {
  inboundId: number
  chatId: number
  channel: { id: number; kind: string }
  /** Rows that this node delivers now, in order, under `token`. */
  leased: Leased[]
  token: string
  /** Earlier rows were still on their way: what was said waits in the queue behind them. */
  queued: boolean
  answers: Turn['said']['answers']
  /** Other chats with something to handle. */
  told: Iterable<number>
  /** Other chats with something to deliver. */
  cards: Iterable<number>
}

/** How long this node may take to deliver what a turn said before another picks it up. */
const LEASE_MS = 30_000

/** A turn that threw: its transaction is rolled back, the message still waits. */
export class TurnFailed extends Error {
  readonly inboundId: number
  constructor(inboundId: number, cause: unknown) {
    super(`message ${inboundId} could not be handled`, { cause })
    this.name = 'TurnFailed'
    this.inboundId = inboundId
  }
}

/**
 * Handles the oldest unhandled message of a chat in one transaction: every effect and every outbound row, or nothing.
 * Null: nothing to handle yet. A message that failed before is taken without its open conversations: after a deploy
 * they may not replay, and the draft says where to go on.
 */
export async function takeTurn(dialogue: Dialogue, chatId: number): Promise<Outcome | null> {
  return dialogue.db.transaction(async (tx) => {
    const taken = await takeInbound(tx, chatId)
    const now = dialogue.clock()
    if (!taken || (taken.inbound.attempts > 0 && taken.inbound.dueAt > now)) return null
    try {
      const turn = await beginTurn(dialogue, tx, taken, now)
      if (taken.inbound.attempts > 0) turn.chat.state = null
      await decide(dialogue, turn, taken)
      return await finishTurn(turn, 'handled')
    } catch (error) {
      throw new TurnFailed(taken.inbound.id, error)
    }
  })
}

/** Gives up a message that failed too often: the client gets a kind line, the dialogue goes to a person, the draft stays. */
export async function giveUp(dialogue: Dialogue, chatId: number, reason: string): Promise<Outcome | null> {
  return dialogue.db.transaction(async (tx) => {
    const taken = await takeInbound(tx, chatId)
    if (!taken) return null
    const turn = await beginTurn(dialogue, tx, taken, dialogue.clock())
    turn.chat.state = null
    if (turn.chat.owner !== 'member') {
      speak(turn, turn.say('trouble'))
      await callPerson(turn, 'trouble')
    }
    return finishTurn(turn, 'failed', reason)
  })
}

async function beginTurn(dialogue: Dialogue, tx: Tx, taken: Taken, now: Date): Promise<Turn> {
  const { chat, channel, inbound, pointsAt, member } = taken
  const catalog = await dialogue.catalogs.of(tx, chat.businessId, taken.catalogVersion)
  return {
    tx,
    now,
    minute: minuteOf(now),
    catalogs: dialogue.catalogs,
    catalog,
    channel,
    inbound,
    pointsAt,
    chat,
    client: taken.client ?? (await clientOf(tx, { ...chat, now })),
    isNew: taken.client === null,
    member,
    publicUrl: dialogue.publicUrl,
    texts: dialogue.texts,
    say: dialogue.texts.in(chat.language),
    draft: chat.draft as Draft | null,
    said: newSaid(),
    outboxBusy: taken.outboxBusy,
    masked: null,
    elsewhere: [],
    told: new Set(),
  }
}

async function decide(dialogue: Dialogue, turn: Turn, taken: Taken): Promise<void> {
  const { update } = taken.inbound
  if (isEvent(update)) return handleEvent(turn, update)
  // The token never leaves: the bridge answers in the platform's place.
  const bot = new Bot<Ctx>('turn', {
    botInfo: (taken.channel.profile ?? NOBODY) as UserFromGetMe,
    client: { fetch: bridge(turn.said, turn.now) as never },
  })
  bot.use((ctx, next) => {
    ctx.turn = turn
    return next()
  }, dialogue.composer)
  await bot.handleUpdate(translated(update as Update, turn.pointsAt?.id ?? null))
}

async function finishTurn(turn: Turn, status: 'handled' | 'failed', reason?: string): Promise<Outcome> {
  const { tx, now, chat, said, inbound } = turn
  const token = crypto.randomUUID()
  const until = new Date(now.getTime() + LEASE_MS)
  const own: Outbound[] = said.rows.map((row) => ({
    ...row,
    chatId: chat.id,
    channelId: chat.channelId,
    lease: turn.outboxBusy ? null : { token, until },
  }))
  const others: Outbound[] = turn.elsewhere.map((card) => ({ ...card, author: 'system', method: 'sendMessage' }))
  const [ids] = await Promise.all([
    writeOutbound(tx, chat.businessId, [...own, ...others], now),
    saveChat(tx, {
      chatId: chat.id,
      clientId: turn.client.id,
      language: chat.language,
      state: chat.state,
      draft: turn.draft,
      owner: chat.owner,
      ownerMemberId: chat.ownerMemberId,
      queueReason: chat.queueReason,
      now,
    }),
    closeInbound(tx, inbound.id, status, { reason, masked: turn.masked }),
  ])
  return {
    inboundId: inbound.id,
    chatId: chat.id,
    channel: { id: chat.channelId, kind: turn.channel.kind },
    leased: turn.outboxBusy ? [] : own.map((row, index) => leasedOf(turn, row, ids[index]!)),
    token,
    queued: turn.outboxBusy && own.length > 0,
    answers: said.answers,
    told: turn.told,
    cards: new Set(turn.elsewhere.map((card) => card.chatId)),
  }
}

function leasedOf(turn: Turn, row: Outbound, id: number): Leased {
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
  }
}

const NOBODY: UserFromGetMe = {
  id: 0,
  is_bot: true,
  first_name: 'Okoshko',
  username: 'okoshko',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
} as UserFromGetMe
