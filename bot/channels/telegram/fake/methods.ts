import {
  type Call,
  deleteMessage,
  editMessageReplyMarkup,
  editMessageText,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendPhoto,
} from './messages.ts'
import * as profile from './profile.ts'
import { type Answer, badRequest, conflict, type Refusal } from './refusal.ts'
import { forgetAll, poll } from './updates.ts'
import { startDelivery, stopDelivery } from './webhook.ts'
import { botUser } from './world.ts'

const QUERY_LIFE = 150_000
const LONGEST_POLL = 50

const getMe = ({ bot }: Call): Answer => ({
  result: {
    ...botUser(bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  },
})

/** A list left out keeps the previous one, an empty list means the default. */
function allowUpdates({ bot, fields }: Call): void {
  const list = fields.allowed_updates as string[] | undefined
  if (list) bot.updates.allowed = list.length > 0 ? list : undefined
}

const within = (value: unknown, fallback: number, least: number, most: number): number =>
  Math.min(Math.max(Number(value ?? fallback), least), most)

function getUpdates(call: Call): Promise<Answer> | Answer {
  const { bot, fields } = call
  if (bot.webhook) {
    return conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
  }
  allowUpdates(call)
  const offset = Number(fields.offset ?? 0)
  const limit = within(fields.limit, 100, 1, 100)
  return poll(bot.updates, { offset, limit, timeout: within(fields.timeout, 0, 0, LONGEST_POLL) }, call.onClose)
}

/** Telegram wants HTTPS on its four ports; the fake, like a local Bot API server, also takes plain HTTP on loopback. */
function webhookComplaint(url: string, secret: string | undefined): Refusal | undefined {
  if (!URL.canParse(url)) return badRequest('invalid webhook URL specified')
  const { protocol, hostname, port } = new URL(url)
  const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !(loopback && protocol === 'http:')) {
    return badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  }
  if (!loopback && port !== '' && !['80', '88', '443', '8443'].includes(port)) {
    return badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443')
  }
  if (secret !== undefined && secret.length > 256) return badRequest('secret token is too long')
  if (secret !== undefined && !/^[A-Za-z0-9_-]*$/.test(secret)) {
    return badRequest('secret token contains unallowed characters')
  }
  return undefined
}

function setWebhook(call: Call): Answer {
  const { world, bot, fields } = call
  const url = String(fields.url)
  if (url === '') return deleteWebhook(call)
  const secret = fields.secret_token as string | undefined
  const complaint = webhookComplaint(url, secret)
  if (complaint) return complaint
  allowUpdates(call)
  stopDelivery(bot)
  if (fields.drop_pending_updates) forgetAll(bot.updates)
  const webhook = {
    url,
    max_connections: within(fields.max_connections, 40, 1, 100),
    ...(secret && { secret_token: secret }),
  }
  startDelivery(world, bot, webhook, call.runCall)
  return { result: true }
}

function deleteWebhook({ bot, fields }: Call): Answer {
  stopDelivery(bot)
  if (fields.drop_pending_updates) forgetAll(bot.updates)
  return { result: true }
}

const getWebhookInfo = ({ bot: { webhook, updates } }: Call): Answer => ({
  result: {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: updates.pending.size,
    ...(webhook && { max_connections: webhook.max_connections, ip_address: '127.0.0.1' }),
    ...(webhook?.last_error_date && {
      last_error_date: webhook.last_error_date,
      last_error_message: webhook.last_error_message,
    }),
    ...(updates.allowed && { allowed_updates: updates.allowed }),
  },
})

function answerCallbackQuery({ world, bot, fields }: Call): Answer {
  const query = bot.queries.get(String(fields.callback_query_id))
  if (!query || world.now() - query.at > QUERY_LIFE) {
    return badRequest('query is too old and response timeout expired or query ID is invalid')
  }
  query.answered = true
  if (fields.text) query.chat.toasts.push(String(fields.text))
  return { result: true }
}

function getFile({ bot, fields }: Call): Answer {
  const file_id = String(fields.file_id)
  const upload = bot.files.get(file_id)
  if (!upload) return badRequest('wrong file_id or the file is temporarily unavailable')
  if (upload.bytes.length > 20 * 1024 * 1024) return badRequest('file is too big')
  return {
    result: {
      file_id,
      file_unique_id: `AgAD${file_id.slice(-8)}`,
      file_size: upload.bytes.length,
      file_path: `documents/${file_id}`,
    },
  }
}

/** What the fake really does; everything else of the specification is refused with 501. */
export const METHODS: Record<string, (call: Call) => Answer | Promise<Answer>> = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  answerCallbackQuery,
  getFile,
  sendMessage,
  sendDocument,
  sendPhoto,
  editMessageText,
  editMessageReplyMarkup,
  deleteMessage,
  sendChatAction,
  ...profile,
}
