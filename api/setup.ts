import { INSTAGRAM_RATE } from '../bot/channels/instagram/channel.ts'
import type { InstagramAccount, InstagramCredentials } from '../bot/channels/instagram/wire.ts'
import { WHATSAPP_RATE } from '../bot/channels/whatsapp/channel.ts'
import type { WhatsAppCredentials } from '../bot/channels/whatsapp/wire.ts'
import { newLink } from '../db/access.ts'
import { createBusiness, firstBusiness, hasOwner, setOwnerCode } from '../db/businesses.ts'
import { channelById, channelByKey, connectChannel, saveProfile, saveRate } from '../db/channels.ts'
import { addOwner } from '../db/clients.ts'
import { connectPortal, portalOf } from '../db/crm/portals.ts'
import { ownerByLink } from '../db/members.ts'
import { decrypt, encrypt, sha256 } from '../db/secrets.ts'
import type { Db, Tx } from '../db/sql.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { type Config, instagramOf, whatsappOf } from './config.ts'
import type { TelegramCredentials } from './credentials.ts'

/** Key of the channels that the environment sets up. */
export const DEFAULT_KEY = 'default'

const OWNER_NAME = 'Владелец'

/** Any number that no other program of this database uses for an advisory lock. */
const SETUP_LOCK = 7_240_712

export type Setup = {
  businessId: number
  name: string
  made: boolean
  ownerCode: string | null
  /** Signs the owner in to the staff app, once; null when the bot knows them and gives them links. */
  appCode: string | null
}

/** Whoever starts the program reads its link some time later. */
const FIRST_LINK_MINUTES = 24 * 60

/**
 * Makes the first business on an empty database and connects what the environment names. Safe from several processes at
 * once. Without an owner it gives a new one-time code; codes of earlier starts stop working.
 */
export async function setUp(db: Db, config: Config, secretKey: string, now: Date): Promise<Setup> {
  const setup = await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [SETUP_LOCK])
    const known = await firstBusiness(tx)
    const template = TEMPLATES[config.BUSINESS_TEMPLATE]
    const businessId = known?.id ?? (await createBusiness(tx, template, { webKey: DEFAULT_KEY, now }))
    if (config.TELEGRAM_BOT_TOKEN)
      await connectTelegram(tx, { businessId, key: DEFAULT_KEY, token: config.TELEGRAM_BOT_TOKEN }, secretKey)
    const whatsapp = whatsappOf(config)
    if (whatsapp) await connectWhatsApp(tx, { businessId, key: DEFAULT_KEY, ...whatsapp }, secretKey)
    if (config.BITRIX24_WEBHOOK_URL)
      await connectBitrix24(tx, { businessId, key: DEFAULT_KEY, ...bitrix24Of(config), now }, secretKey)
    const instagram = instagramOf(config)
    if (instagram) await connectInstagram(tx, { businessId, key: DEFAULT_KEY, now, ...instagram }, secretKey)
    return { businessId, name: known?.name ?? template.name, made: known === null }
  })
  const channel = await channelByKey(db, 'telegram', DEFAULT_KEY)
  if (channel && config.OWNER_TELEGRAM_ID) {
    const owner = { name: '', channelId: channel.id, externalId: config.OWNER_TELEGRAM_ID, now }
    await db.transaction((tx) => addOwner(tx, { businessId: setup.businessId, ...owner }))
  }
  const ownerCode = channel ? await newOwnerCode(db, setup.businessId) : null
  const appCode = await db.transaction(async (tx) => {
    const owner = await ownerByLink(tx, setup.businessId, OWNER_NAME, now)
    return owner && newLink(tx, owner, now, FIRST_LINK_MINUTES)
  })
  return { ...setup, ownerCode, appCode }
}

/** Connects a bot at `/hooks/telegram/<key>`; the secret of its webhook is kept over restarts. */
export async function connectTelegram(
  tx: Tx,
  bot: { businessId: number; key: string; token: string },
  secretKey: string,
): Promise<number> {
  const known = await channelByKey(tx, 'telegram', bot.key)
  const before = known?.credentials ? await decrypt<TelegramCredentials>(secretKey, known.credentials) : null
  if (known && before?.token === bot.token) return known.id
  const credentials: TelegramCredentials = { token: bot.token, webhookSecret: randomText(32) }
  return connectChannel(tx, {
    businessId: bot.businessId,
    kind: 'telegram',
    key: bot.key,
    credentials: await encrypt(secretKey, credentials),
  })
}

/** Connects a WhatsApp number at `/hooks/whatsapp/<key>`, or renews what it is reached by; its send limit is the platform's own. */
export async function connectWhatsApp(
  tx: Tx,
  { businessId, key, ...credentials }: { businessId: number; key: string } & WhatsAppCredentials,
  secretKey: string,
): Promise<number> {
  const account = { phoneNumberId: credentials.phoneNumberId }
  return connectMeta(tx, { businessId, kind: 'whatsapp', key, rate: WHATSAPP_RATE, account }, credentials, secretKey)
}

/** Connects an Instagram account at `/hooks/instagram/<key>`, or renews what it is reached by. */
export async function connectInstagram(
  tx: Tx,
  { businessId, key, now, ...given }: { businessId: number; key: string; now: Date } & InstagramAccount,
  secretKey: string,
): Promise<number> {
  const account = { accountId: given.accountId }
  const before = await channelByKey(tx, 'instagram', key)
  const known = before?.credentials ? await decrypt<InstagramCredentials>(secretKey, before.credentials) : null
  // The same token as at the last start is not entered anew: it has been renewed since.
  const token =
    known?.given === given.token
      ? { token: known.token, renewedAt: known.renewedAt }
      : { token: given.token, renewedAt: now.toISOString() }
  const credentials: InstagramCredentials = { ...given, given: given.token, ...token }
  return connectMeta(tx, { businessId, kind: 'instagram', key, rate: INSTAGRAM_RATE, account }, credentials, secretKey)
}

async function connectMeta(
  tx: Tx,
  {
    businessId,
    kind,
    key,
    rate,
    account,
  }: { businessId: number; kind: string; key: string; rate: number; account: object },
  credentials: object,
  secretKey: string,
): Promise<number> {
  const id = await connectChannel(tx, { businessId, kind, key, credentials: await encrypt(secretKey, credentials) })
  await saveRate(tx, id, rate)
  // By this it is found again, whichever way it is connected the next time.
  if (!(await channelById(tx, id)).profile) await saveProfile(tx, id, account)
  return id
}

const bitrix24Of = ({ BITRIX24_WEBHOOK_URL: webhook = '', BITRIX24_APPLICATION_TOKEN: token }: Config) => ({
  webhook,
  eventToken: token ?? null,
})

/** Connects a Bitrix24 whose events come to `/hooks/bitrix24/<key>`; one that is connected like that already is left as it is. */
export async function connectBitrix24(
  tx: Tx,
  portal: { businessId: number; key: string; webhook: string; eventToken: string | null; now: Date },
  secretKey: string,
): Promise<void> {
  const { businessId, key, webhook, eventToken, now } = portal
  const known = await portalOf(tx, businessId)
  const before = known?.webhook ? await decrypt<string>(secretKey, known.webhook) : null
  const token = known?.eventToken ? await decrypt<string>(secretKey, known.eventToken) : null
  if (before === webhook && (eventToken === null || token === eventToken)) return
  await connectPortal(tx, {
    businessId,
    key,
    host: new URL(webhook).host,
    origin: randomText(6),
    webhook: await encrypt(secretKey, webhook),
    eventToken: eventToken && (await encrypt(secretKey, eventToken)),
    now,
  })
}

async function newOwnerCode(db: Db, businessId: number): Promise<string | null> {
  if (await hasOwner(db, businessId)) return null
  const code = `okoshko-${randomText(4)}-${randomText(4)}`
  await setOwnerCode(db, businessId, await sha256(code))
  return code
}

/** Letters and digits that are not mistaken for each other, from a good random source. */
export function randomText(length: number): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  // 248 is the largest multiple of 31 in a byte: above it letters would not be equally likely.
  const bytes = [...crypto.getRandomValues(new Uint8Array(length * 4))].filter((byte) => byte < 248)
  return bytes
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join('')
}
