import type { MiddlewareObj } from 'grammy'
import { type Cascade, goElsewhere } from '../bot/cascade.ts'
import { createInstagramChannel, INSTAGRAM_PACE } from '../bot/channels/instagram/channel.ts'
import type { InstagramCredentials } from '../bot/channels/instagram/wire.ts'
import { createGraph, type Graph } from '../bot/channels/meta/graph.ts'
import { listWords } from '../bot/channels/meta/words.ts'
import { createTelegramApi, type Http, type TelegramApi } from '../bot/channels/telegram/api.ts'
import { createTelegramChannel, TELEGRAM_PACE } from '../bot/channels/telegram/channel.ts'
import { createListeners, createWebChannel, type Listeners } from '../bot/channels/web/channel.ts'
import { createWhatsAppChannel, WHATSAPP_PACE } from '../bot/channels/whatsapp/channel.ts'
import type { WhatsAppCredentials } from '../bot/channels/whatsapp/wire.ts'
import type { Ctx } from '../bot/context.ts'
import type { Delivery } from '../bot/deliver.ts'
import { createDrain, type Drain } from '../bot/drain.ts'
import type { Listening } from '../bot/listen.ts'
import type { Pace } from '../bot/pace.ts'
import type { Language, Texts } from '../bot/texts.ts'
import type { Dialogue } from '../bot/turn.ts'
import { tellUnheard } from '../bot/unheard.ts'
import { newLink } from '../db/access.ts'
import type { Catalogs } from '../db/catalog.ts'
import { marksHumans } from '../db/channels.ts'
import { createIntake, type Intake } from '../db/intake.ts'
import { createMark } from '../db/marks.ts'
import type { Db } from '../db/sql.ts'
import { createTakenOver } from '../db/takeover.ts'
import { createBitrix } from '../jobs/bitrix24/client.ts'
import type { Mirror } from '../jobs/bitrix24/session.ts'
import { createLoop, type Loop } from '../jobs/loop.ts'
import type { HookPost } from '../jobs/webhooks.ts'
import { after } from './after.ts'
import { createConsultant, type ModelSettings } from './consultant.ts'
import { type Credentials, createCredentials } from './credentials.ts'
import type { Draw } from './digestfile.ts'
import { fileAddress } from './fileaddress.ts'
import { createKept, type Kept } from './kept.ts'
import { describe, type Log } from './log.ts'
import { createRender } from './render.ts'
import { renewTokens } from './tokens.ts'
import type { Xlsx } from './xlsx.ts'

export type SystemOptions = {
  db: Db
  texts: Record<Language, string>
  http: Http
  telegramApiRoot: string
  whatsappApiRoot?: string
  instagramApiRoot?: string
  secretKey: string
  publicUrl: string | null
  /** Where the app is reached when there is no public address: on the machine itself. */
  localUrl?: () => string | null
  log: Log
  clock?: () => Date
  /** Chats served at once; less than the pool has connections. */
  width: number
  /** Another send limit per Telegram chat than the platform's; null: none. */
  telegramPace?: Pace
  whatsappPace?: Pace
  instagramPace?: Pace
  /** What the assistant does with an update; the product's own dialogue unless told. */
  composer?: MiddlewareObj<Ctx>
  /** How long the beginning of a wish waits for its end, milliseconds; 0 unless told. */
  patienceMs?: number
  /** A language model to ask where the local path is not sure. */
  model?: ModelSettings | null
  /** Sends to the business's own systems; without it nobody tells them. `closed`: addresses that stand in no open network are called too. */
  hooks?: { post: HookPost; closed: boolean }
  /** Draws the digest's picture; where nothing can, the digest goes without. */
  draw?: Draw
  /** Writes Excel files; where nothing can, there is CSV. */
  xlsx?: Xlsx
  /** Portals of Bitrix24: whether they may be on this machine (never unless told), and how their limits are waited for. */
  portals?: { loopback: boolean; wait: (ms: number) => Promise<void> }
  /** Called when a row waits for a later moment; unless told, the loop's timer is set for it. */
  onLater?: (at: Date) => void
}

/** All that serves dialogues, wired by hand: the same on Node and on Workers. */
export type System = Omit<Credentials, 'kindOf'> & {
  db: Db
  intake: Intake
  catalogs: Catalogs
  texts: Texts
  telegram: TelegramApi
  whatsapp: Graph
  instagram: Graph
  drain: Drain
  delivery: Delivery
  loop: Loop
  /** Speaks to the portals of Bitrix24. */
  mirror: Mirror
  /** Such a portal may be on this very machine. */
  portalsOnLoopback: boolean
  /** Asks the language model; null where there is none. */
  consult: Listening['consult']
  listeners: Listeners
  secretKey: string
  publicUrl: string | null
  clock: () => Date
  log: Log
  /** What notices need to go on by another channel. */
  cascade: Cascade
  /** Whether webhooks may lead to addresses that stand in no open network. */
  closedHooks: boolean
  /** Null: Excel files are written elsewhere. */
  xlsx: Xlsx | null
}

/** Wires the parts; nothing runs until a chat is woken or the loop is started. */
export function createSystem(options: SystemOptions, kept: Kept = createKept(options.texts)): System {
  const { db, log, secretKey, xlsx = null } = options
  const clock = options.clock ?? (() => new Date())
  const { texts, catalogs, pacer } = kept
  const onLater = options.onLater ?? ((at: Date) => loop.expect(at))
  const telegram = createTelegramApi(options.telegramApiRoot, options.http)
  const whatsapp = createGraph(options.whatsappApiRoot ?? GRAPH_ROOT, options.http)
  const instagram = createGraph(options.instagramApiRoot ?? INSTAGRAM_ROOT, options.http)
  const listeners = createListeners()
  const composer = options.composer ?? kept.composer
  const dialogue: Dialogue = {
    db,
    catalogs,
    texts,
    composer,
    publicUrl: options.publicUrl,
    clock,
    listening: {
      patienceMs: options.patienceMs ?? 0,
      consult: options.model ? createConsultant(db, options.model, kept.breaker, log) : null,
    },
  }

  const { kindOf, credentialsOf, tokenOf, forgetToken } = createCredentials(db, secretKey)
  const render = createRender({ db, catalogs, texts, draw: options.draw, xlsx, clock, log })
  const linkFor = async (businessId: number, id: number) => {
    const root = options.publicUrl ?? options.localUrl?.()
    return root ? `${root}/app/?code=${await newLink(db, { businessId, id }, clock())}` : null
  }
  const pace = options.telegramPace === undefined ? TELEGRAM_PACE : options.telegramPace
  const meta = {
    forget: forgetToken,
    fileUrl: async (businessId: number, reference: string) => {
      const root = options.publicUrl
      return root ? root + (await fileAddress(secretKey, businessId, reference)) : null
    },
    wordsFor: (text: string) => listWords(texts, text),
    clock,
  }
  const channels = [
    createTelegramChannel({ api: telegram, tokenOf, forgetToken, render, linkFor, pace }),
    createWhatsAppChannel({
      ...meta,
      graph: whatsapp,
      credentialsOf: (id) => credentialsOf<WhatsAppCredentials>(id),
      pace: options.whatsappPace === undefined ? WHATSAPP_PACE : options.whatsappPace,
    }),
    createInstagramChannel({
      ...meta,
      graph: instagram,
      credentialsOf: (id) => credentialsOf<InstagramCredentials>(id),
      humanAgent: (id) => marksHumans(db, id),
      pace: options.instagramPace === undefined ? INSTAGRAM_PACE : options.instagramPace,
    }),
    createWebChannel(db, listeners),
  ]
  const cascade: Cascade = { db, catalogs, texts, clock }
  const delivery: Delivery = {
    db,
    channels: new Map(channels.map((channel) => [channel.kind, channel])),
    kindOf,
    pacer,
    mark: createMark(db),
    takenOver: createTakenOver(db),
    clock,
    onLater,
    failures: new Map(),
    onFailed: (row, reason) => log('error', 'message.failed', { messageId: row.id, channelId: row.channelId, reason }),
    elsewhere: (row, how) => goElsewhere(cascade, row, how),
    onUnheard: (row, outcome) => tellUnheard(delivery, texts, row, outcome),
  }
  const drain = createDrain({
    dialogue,
    width: options.width,
    after: (outcome) => after(delivery, outcome, log),
    onLater,
    onError: (error, context) => log('error', 'turn.failed', { ...context, error: describe(error) }),
  })
  const mirror: Mirror = {
    db,
    clock,
    catalogs,
    texts,
    secretKey,
    publicUrl: options.publicUrl,
    open: (root, bucket) =>
      createBitrix({ root, bucket, http: options.http, clock, wait: options.portals?.wait ?? pause }),
    onError: (error) => log('error', 'mirror.failed', { error: describe(error) }),
    pulse: everySome,
  }
  const loop = createLoop({
    delivery,
    drain,
    catalogs,
    texts,
    publicUrl: options.publicUrl,
    pictures: options.draw !== undefined,
    hooks: options.hooks && { post: options.hooks.post, secretKey },
    hourly: kept.hourly,
    mirror,
    everyHour: () => renewTokens({ db, instagram, secretKey, clock, log, forgetToken }),
    onError: (error) => log('error', 'loop.failed', { error: describe(error) }),
  })
  const { publicUrl } = options
  return {
    intake: createIntake(db),
    db,
    catalogs,
    texts,
    telegram,
    whatsapp,
    instagram,
    drain,
    delivery,
    loop,
    mirror,
    portalsOnLoopback: options.portals?.loopback ?? false,
    consult: dialogue.listening.consult,
    listeners,
    secretKey,
    publicUrl,
    clock,
    log,
    tokenOf,
    credentialsOf,
    cascade,
    forgetToken,
    closedHooks: options.hooks?.closed ?? false,
    xlsx,
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function everySome(beat: () => Promise<void>, ms: number): () => void {
  const timer = setInterval(beat, ms)
  return () => clearInterval(timer)
}

const GRAPH_ROOT = 'https://graph.facebook.com'
const INSTAGRAM_ROOT = 'https://graph.instagram.com'
