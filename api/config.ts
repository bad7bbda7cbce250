import * as z from 'zod'
import type { InstagramAccount } from '../bot/channels/instagram/wire.ts'
import type { WhatsAppCredentials } from '../bot/channels/whatsapp/wire.ts'

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  PUBLIC_URL: url.optional(),
  SECRET_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  OWNER_TELEGRAM_ID: z.string().regex(/^\d+$/, 'must be a number').optional(),
  BUSINESS_TEMPLATE: z.enum(['salon', 'barbershop', 'clinic', 'fitness', 'autoservice']).default('salon'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'must look like 123456:ABC…, as @BotFather gives it')
    .optional(),
  TELEGRAM_API_ROOT: url.default('https://api.telegram.org'),
  WHATSAPP_ACCESS_TOKEN: z.string().optional(),
  WHATSAPP_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d+$/, 'must be a number: the id of the phone number, not the number itself')
    .optional(),
  WHATSAPP_APP_SECRET: z.string().optional(),
  WHATSAPP_VERIFY_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  WHATSAPP_ACCOUNT_ID: z
    .string()
    .regex(/^\d+$/, 'must be a number: the id of the WhatsApp business account')
    .optional(),
  WHATSAPP_API_ROOT: url.default('https://graph.facebook.com'),
  INSTAGRAM_ACCESS_TOKEN: z.string().optional(),
  INSTAGRAM_ACCOUNT_ID: z
    .string()
    .regex(/^\d+$/, 'must be a number: the id of the professional account, as webhooks name it')
    .optional(),
  INSTAGRAM_APP_SECRET: z.string().optional(),
  INSTAGRAM_VERIFY_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  INSTAGRAM_API_ROOT: url.default('https://graph.instagram.com'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.optional(),
  OPENAI_MODEL: z.string().default('gpt-4.1-mini'),
  BITRIX24_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/\/rest\/\d+\/[^/]+\/?$/, 'must look like https://name.bitrix24.ru/rest/1/secret/, as the portal gives it')
    .optional(),
  BITRIX24_APPLICATION_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  WEBHOOK_ADDRESSES: z.enum(['open', 'any']).default('open'),
  LEAD_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
})

/** Each of Meta's channels works with all of these or with none. */
const TOGETHER = {
  WhatsApp: ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'],
  Instagram: ['INSTAGRAM_ACCESS_TOKEN', 'INSTAGRAM_ACCOUNT_ID', 'INSTAGRAM_APP_SECRET', 'INSTAGRAM_VERIFY_TOKEN'],
} as const

export type Config = z.infer<typeof schema>

export class ConfigError extends Error {
  constructor(lines: string[]) {
    super(lines.join('\n'))
    this.name = 'ConfigError'
  }
}

/** Reads the environment once; an empty value counts as unset. Throws `ConfigError` with one clear line per wrong value. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const config = parsed.data
  if (config.DATABASE_URL && !config.SECRET_KEY)
    throw new ConfigError(['SECRET_KEY: set it when DATABASE_URL is set; it encrypts credentials and signs sessions'])
  for (const [channel, names] of Object.entries(TOGETHER)) {
    const missing = names.filter((name) => config[name] === undefined)
    if (missing.length > 0 && missing.length < names.length)
      throw new ConfigError(missing.map((name) => `${name}: set it too; ${channel} needs all of ${names.join(', ')}`))
  }
  if (config.PUBLIC_URL?.startsWith('http:') && config.TELEGRAM_BOT_TOKEN && !isLoopback(config.PUBLIC_URL))
    throw new ConfigError(['PUBLIC_URL: Telegram calls webhooks over https only'])
  return config
}

/** The WhatsApp number that the environment names; null without one. */
export function whatsappOf(config: Config): WhatsAppCredentials | null {
  const { WHATSAPP_ACCESS_TOKEN: token, WHATSAPP_PHONE_NUMBER_ID: phoneNumberId } = config
  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = config
  if (!token || !phoneNumberId || !appSecret || !verifyToken) return null
  return { token, phoneNumberId, appSecret, verifyToken, accountId: config.WHATSAPP_ACCOUNT_ID ?? null }
}

/** The Instagram account that the environment names; null without one. */
export function instagramOf(config: Config): InstagramAccount | null {
  const { INSTAGRAM_ACCESS_TOKEN: token, INSTAGRAM_ACCOUNT_ID: accountId } = config
  const { INSTAGRAM_APP_SECRET: appSecret, INSTAGRAM_VERIFY_TOKEN: verifyToken } = config
  return token && accountId && appSecret && verifyToken ? { token, accountId, appSecret, verifyToken } : null
}

/** The language model that the environment names; null without a key. */
export function modelOf(config: Config): { apiKey: string; baseUrl: string | null; name: string } | null {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name } = config
  return apiKey ? { apiKey, baseUrl: baseUrl ?? null, name } : null
}

function isLoopback(address: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(address).host)
}
