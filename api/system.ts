import type { MiddlewareObj } from 'grammy'
import { calendarOf } from '../bot/calendar.ts'
import { type Cascade, goElsewhere } from '../bot/cascade.ts'
import { createInstagramChannel, INSTAGRAM_PACE } from '../bot/channels/instagram/channel.ts'
import type { InstagramCredentials } from '../bot/channels/instagram/wire.ts'
import { createGraph, type Graph } from '../bot/channels/meta/graph.ts'
import { createTelegramApi, type Http, type TelegramApi } from '../bot/channels/telegram/api.ts'
import { createTelegramChannel, TELEGRAM_PACE } from '../bot/channels/telegram/channel.ts'
import { createListeners, createWebChannel, type Listeners } from '../bot/channels/web/channel.ts'
import { createWhatsAppChannel, WHATSAPP_PACE } from '../bot/channels/whatsapp/channel.ts'
import type { WhatsAppCredentials } from '../bot/channels/whatsapp/wire.ts'
import type { Ctx } from '../bot/context.ts'
import { type Delivery, deliver, deliverChat } from '../bot/deliver.ts'
import { createComposer } from '../bot/dialogue.ts'
import { createDrain, type Drain } from '../bot/drain.ts'
import type { Outcome } from '../bot/finish.ts'
import type { Listening } from '../bot/listen.ts'
import { type Breaker, createBreaker } from '../bot/model/breaker.ts'
import type { Understood as ModelWord } from '../bot/model/check.ts'
import { createModel, type ModelRequest } from '../bot/model/client.ts'
import { createPacer, type Pace, type Pacer } from '../bot/pace.ts'
import type { Language, Texts } from '../bot/texts.ts'
import { createTexts } from '../bot/texts.ts'
import type { Dialogue } from '../bot/turn.ts'
import { tellUnheard } from '../bot/unheard.ts'
import { newLink } from '../db/access.ts'
import { type Catalogs, createCatalogs } from '../db/catalog.ts'
import { channelById, marksHumans } from '../db/channels.ts'
import { createIntake, type Intake } from '../db/intake.ts'
import { createMark } from '../db/marks.ts'
import { recordModelCall, spentTokens } from '../db/modelcalls.ts'
import { decrypt } from '../db/secrets.ts'
import type { Db } from '../db/sql.ts'
import { createTakenOver } from '../db/takeover.ts'
import { visitById } from '../db/visits.ts'
import { DEFAULT_SETTINGS } from '../domain/catalog.ts'
import { createBitrix } from '../jobs/bitrix24/client.ts'
import type { Mirror } from '../jobs/bitrix24/session.ts'
import { createLoop, type Loop } from '../jobs/loop.ts'
import type { HookPost } from '../jobs/webhooks.ts'
import { givenFile } from './clientfile.ts'
import { type Draw, digestFile } from './digestfile.ts'
import { fileAddress } from './fileaddress.ts'
import { sheetFile } from './sheets/file.ts'
import { renewTokens } from './tokens.ts'
import type { Xlsx } from './xlsx.ts'

/** Writes one line of the log. `data` holds no personal data. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, data?: Record<string, unknown>) => void

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

/** Any server that speaks as OpenAI does. */
export type ModelSettings = {
  apiKey: string
  baseUrl: string | null
  name: string
  fetch?: typeof fetch
  timeoutMs?: number
}

/** What may outlive a system: nothing in it belongs to a connection. A host that wires one per request keeps it between. */
export type Kept = {
  texts: Texts
  catalogs: Catalogs
  composer: MiddlewareObj<Ctx>
  pacer: Pacer
  breaker: Breaker
  hourly: { doneAt: number }
}

export function createKept(texts: Record<Language, string>): Kept {
  return {
    texts: createTexts(texts),
    catalogs: createCatalogs(),
    composer: createComposer(),
    pacer: createPacer(),
    breaker: createBreaker({ clock: Date.now }),
    hourly: { doneAt: 0 },
  }
}

/** All that serves dialogues, wired by hand: the same on Node and on Workers. */
export type System = {
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
  tokenOf: (channelId: number) => Promise<string>
  /** What a channel has to say to its platform, decrypted. */
  credentialsOf: <T>(channelId: number) => Promise<T>
  /** What notices need to go on by another channel. */
  cascade: Cascade
  /** The token of a channel has changed. */
  forgetToken: (channelId: number) => void
  /** Whether webhooks may lead to addresses that stand in no open network. */
  closedHooks: boolean
  /** Null: Excel files are written elsewhere. */
  xlsx: Xlsx | null
}

/** Credentials of a Telegram channel, before encryption. */
export type TelegramCredentials = { token: string; webhookSecret: string }

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
      consult: options.model ? consultant(db, options.model, kept.breaker, log) : null,
    },
  }

  const kinds = new Map<number, string>()
  const secrets = new Map<number, unknown>()
  const kindOf = async (id: number) => {
    const kind = kinds.get(id) ?? (await channelById(db, id)).kind
    kinds.set(id, kind)
    return kind
  }
  const credentialsOf = async <T>(id: number): Promise<T> => {
    const known = secrets.get(id)
    if (known) return known as T
    const { credentials } = await channelById(db, id)
    if (!credentials) throw new Error(`channel ${id} has no token`)
    const found = await decrypt<T>(secretKey, credentials)
    secrets.set(id, found)
    return found
  }
  const tokenOf = async (id: number) => (await credentialsOf<{ token: string }>(id)).token
  const forgetToken = (id: number) => void secrets.delete(id)
  const render = async (businessId: number, reference: string) => {
    const given = await givenFile(db, businessId, reference)
    if (given !== undefined) return given
    const sheet = await sheetFile({ db, xlsx }, businessId, reference)
    if (sheet !== undefined) return sheet
    const picture = await digestFile({ db, texts, draw: options.draw }, reference).catch((error: unknown) => {
      // Words are not lost for want of a picture.
      log('error', 'picture.failed', { error: describe(error) })
      return null
    })
    if (picture !== undefined) return picture
    const visit = await visitById(db, businessId, Number(reference.replace('calendar:', '')))
    if (!visit) return null
    const file = calendarOf(await catalogs.of(db, businessId), visit, clock())
    return new File([file.body], file.name, { type: file.type })
  }
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

/** Words of the platforms' own pieces: in the language in which the text is written. */
function listWords(texts: Texts, text: string) {
  const say = texts.in(/[а-яё]/i.test(text) ? 'ru' : 'en')
  return {
    open: say('list-open'),
    more: say('list-more'),
    next: say('list-next'),
    previous: say('list-previous'),
    callHuman: say('menu-human'),
    human: say('menu-human-short'),
    orHuman: say('menu-human-typed'),
  }
}

/** Asks the model, and logs what came of it without a word of what was said. */
function consultant(db: Db, { apiKey, baseUrl, name, ...rest }: ModelSettings, breaker: Breaker, log: Log) {
  const model = createModel({
    apiKey,
    baseUrl,
    model: name,
    breaker,
    clock: Date.now,
    budget: {
      dailyTokens: DEFAULT_SETTINGS.tokensPerDay,
      spent: (businessId, day) => spentTokens(db, businessId, day),
    },
    record: (call) => recordModelCall(db, call),
    onTrouble: (error) => log('error', 'model.trouble', { error: describe(error) }),
    ...rest,
  })
  return async (request: ModelRequest): Promise<ModelWord | null> => {
    const answer = await model.ask(request)
    const { latencyMs } = answer
    const about = { businessId: request.businessId, chatId: request.chatId, latencyMs }
    if (!answer.ok) log('warn', 'model.refused', { ...about, reason: answer.reason, status: answer.status })
    return answer.ok ? answer.understood : null
  }
}

/** After a turn's commit: answers to taps, then what was said, in order. */
async function after(delivery: Delivery, outcome: Outcome, log: Log): Promise<void> {
  const { chatId, channel } = outcome
  const answers = outcome.answers.map(({ at, ...answer }) => {
    const { channelId, kind, chat } = at ?? { channelId: channel.id, kind: channel.kind, chat: outcome.chat }
    return (
      delivery.channels
        .get(kind)
        ?.answer?.(channelId, { chat, ...answer })
        // A lost answer leaves a spinning button, no more.
        .catch((error: unknown) => log('warn', 'tap.unanswered', { channelId, error: describe(error) }))
    )
  })
  const own = outcome.queued ? deliverChat(delivery, chatId) : deliver(delivery, outcome.leased, outcome.token)
  // A slow platform must not keep staff waiting for what another chat tells them.
  const cards = [...outcome.cards].map((card) => deliverChat(delivery, card))
  await Promise.all([own, ...cards, ...answers])
}

/** An error for the log: names and messages down its causes, never parameters. */
export function describe(error: unknown): string {
  const parts: string[] = []
  for (let e: unknown = error; e instanceof Error && parts.length < 4; e = e.cause)
    parts.push(`${e.name}: ${e.message.split('\n')[0]}`)
  return parts.join(' ← ') || String(error)
}
