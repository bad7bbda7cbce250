import { Api, BotError, Context, HttpError, type MiddlewareObj } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import type { Catalogs } from '../db/catalog.ts'
import { clientOf, markAllowed } from '../db/clients.ts'
import { variantsOf } from '../db/experiments.ts'
import { abandonInbound } from '../db/inbox.ts'
import { type Db, minuteOf, type Tx } from '../db/sql.ts'
import { type Taken, takeInbound } from '../db/turns.ts'
import { bridge, directly, newSaid, translated } from './bridge.ts'
import type { Ctx, Turn } from './context.ts'
import { draftFrom } from './draft.ts'
import { handleEvent, isEvent } from './events.ts'
import { finishTurn, type Outcome, quiet } from './finish.ts'
import { callPerson, passOn } from './handover.ts'
import { type Listening, listen } from './listen.ts'
import type { Understood as ModelWord } from './model/check.ts'
import { asTap } from './ordinal.ts'
import { withoutPhones } from './phone.ts'
import { promiseWords } from './promise.ts'
import { speak } from './show.ts'
import { untagged } from './tagged.ts'
import type { Texts } from './texts.ts'
import { sayTried } from './trying.ts'

export type Dialogue = {
  db: Db
  catalogs: Catalogs
  texts: Texts
  /** What the assistant does with an update, built once. */
  composer: MiddlewareObj<Ctx>
  publicUrl: string | null
  clock: () => Date
  listening: Listening
}

/** What the model said about a chat's oldest message, with the token of the lease under which it was asked. */
export type Advice = { token: string; word: ModelWord | null }

/** So many tries has a message; then it is given up, and the chat goes on. */
const TRIES = 3

const LONGEST_MS = 20_000

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
 * they may not replay, and the draft says where to go on. One that failed three times is given up.
 */
export async function takeTurn(
  dialogue: Dialogue,
  chatId: number,
  advice: Advice | null = null,
): Promise<Outcome | null> {
  return dialogue.db.transaction(async (tx) => {
    const taken = await takeInbound(tx, chatId)
    const now = dialogue.clock()
    if (!taken) return null
    const { id, attempts, dueAt, reason } = taken.inbound
    if (attempts > 0 && dueAt > now) return null
    const asked = advice !== null && taken.lease?.token === advice.token
    // The model is being asked about this very message; whoever asks comes back, or the lease runs out. A person goes before.
    if (taken.lease && taken.lease.until > now && !asked && taken.inbound.author === 'client') return null
    try {
      if (attempts > TRIES) {
        await abandonInbound(tx, taken, { reason: reason ?? '', masked: maskOf(taken.inbound), now })
        return quiet(taken)
      }
      const turn = await beginTurn(dialogue, tx, taken, now)
      if (attempts > 0) turn.chat.state = null
      if (attempts < TRIES) {
        const heard = await listen(turn, taken, dialogue.listening, asked ? advice.word : undefined)
        if (heard.kind === 'wait') return { ...quiet(taken), more: false, later: heard.until }
        if (heard.kind === 'ask') return { ...quiet(taken), more: false, asks: heard }
        await inTime(decide(dialogue, turn, taken))
      } else await giveUp(turn)
      return await finishTurn(turn, taken, attempts < TRIES ? 'handled' : 'failed')
    } catch (error) {
      throw new TurnFailed(id, unwrapped(error))
    }
  })
}

/** A replay that went wrong may wait for ever for a step that never comes: a turn must not hold its chat as long. */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the turn took longer than ${LONGEST_MS} ms`)), LONGEST_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** A message failed too often: the client gets a kind line, the dialogue goes to a person, the draft stays. */
async function giveUp(turn: Turn): Promise<void> {
  const { chat, inbound } = turn
  const update = inbound.update as Update
  if (update.callback_query) turn.said.answers.push({ queryId: update.callback_query.id, text: null, alert: false })
  const said = update.message ?? update.edited_message ?? update.callback_query
  // Nobody knows how far it came: what the dialogue would have hidden is hidden.
  turn.masked = maskOf(inbound)
  if (chat.owner === 'member') return passOn(turn, turn.masked ?? inbound.text ?? turn.say('trouble'))
  if (isEvent(update) || (said && !turn.member)) await callPerson(turn, 'trouble')
  if (said) speak(turn, `${turn.say('trouble')} ${promiseWords(turn)}`)
}

function maskOf({ text }: Taken['inbound']): string | null {
  const shown = withoutPhones(text ?? '')
  return shown === (text ?? '') ? null : shown
}

/** grammY and its HTTP client keep what was thrown in `error`, and a copy of its words. */
function unwrapped(error: unknown): unknown {
  let inner = error
  while (inner instanceof BotError || inner instanceof HttpError) inner = inner.error
  return inner
}

async function beginTurn(dialogue: Dialogue, tx: Tx, taken: Taken, now: Date): Promise<Turn> {
  const { chat, channel, pointsAt, member } = taken
  const { inbound, cameBy } = await untagged(tx, chat.businessId, taken.inbound)
  const catalog = await dialogue.catalogs.of(tx, chat.businessId, taken.catalogVersion)
  const texts = dialogue.texts.of(catalog)
  // Who writes to us wants our answers, even if the platform's word of it was lost.
  if (taken.blocked && inbound.author === 'client' && !(inbound.update as Update).my_chat_member)
    await markAllowed(tx, { channelId: chat.channelId, externalId: chat.externalId, now })
  const client = taken.client ?? (await clientOf(tx, { ...chat, username: usernameIn(inbound.update), now }))
  const variants = member ? new Map() : await variantsOf(tx, catalog, client.id)
  const tried: Turn['tried'] = []
  return {
    tx,
    now,
    minute: minuteOf(now),
    catalogs: dialogue.catalogs,
    catalog,
    channel,
    inbound,
    joined: [],
    understood: null,
    pointsAt,
    chat: { ...chat, unclear: inbound.author === 'client' ? 0 : chat.unclear },
    unclearBefore: chat.unclear,
    client,
    isNew: taken.client === null || taken.unheard,
    cameBy,
    member,
    publicUrl: dialogue.publicUrl,
    texts,
    say: sayTried(texts.in(chat.language), catalog, variants, tried),
    draft: draftFrom(chat.draft),
    said: newSaid(),
    variants,
    tried,
    outboxBusy: taken.outboxBusy,
    masked: null,
    elsewhere: [],
    told: new Set(),
  }
}

/** The public name that an update of a person carries. */
function usernameIn(update: unknown): string | null {
  const { message, callback_query, my_chat_member } = (update ?? {}) as Partial<Update>
  return (message ?? callback_query ?? my_chat_member)?.from?.username ?? null
}

async function decide(dialogue: Dialogue, turn: Turn, taken: Taken): Promise<void> {
  const update = (await asTap(turn)) ?? turn.inbound.update
  if (isEvent(update)) return handleEvent(turn, update)
  // The token never leaves: the bridge answers in the platform's place.
  const api = new Api('turn', { fetch: bridge(turn.said, turn.now) as never })
  api.config.use(directly(turn.said, turn.now))
  const me = (taken.channel.profile ?? NOBODY) as UserFromGetMe
  const ctx = new Context(translated(update as Update, turn.pointsAt?.id ?? null), api, me)
  await dialogue.composer.middleware()(Object.assign(ctx, { turn }) as Ctx, async () => {})
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
