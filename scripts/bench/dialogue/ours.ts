import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { Composer } from 'grammy'
import { createApp } from '../../../api/app.ts'
import type { TelegramCredentials } from '../../../api/credentials.ts'
import { connectTelegram } from '../../../api/setup.ts'
import { createSystem } from '../../../api/system.ts'
import { undiciHttp } from '../../../api/undici.ts'
import type { Ctx } from '../../../bot/context.ts'
import { createBusiness } from '../../../db/businesses.ts'
import { channelByKey, saveProfile } from '../../../db/channels.ts'
import { openPostgres } from '../../../db/postgres.ts'
import { decrypt } from '../../../db/secrets.ts'
import { TEMPLATES } from '../../../domain/templates.ts'
import { answerOf, BOT, type Settings } from './answers.ts'
import { serveParent, settings } from './child.ts'

/** The product as `npm start` wires it on PostgreSQL, with one business and one bot, and no send limit in its way. */
const { databaseUrl, apiRoot, token, connections, dialogue } = settings<Settings>()
const secretKey = 'a secret key of a bench'
const db = openPostgres(databaseUrl, { max: connections })
await db.transaction(async (tx) => {
  const businessId = await createBusiness(tx, TEMPLATES.salon, { webKey: dialogue, now: new Date() })
  const id = await connectTelegram(tx, { businessId, key: dialogue, token }, secretKey)
  await saveProfile(tx, id, BOT)
  await tx.query('update channels set rate = 1e6, burst = 1e6, tokens = 1e6 where id = $1', [id])
})
const channel = await channelByKey(db, 'telegram', dialogue)
const { webhookSecret } = await decrypt<TelegramCredentials>(secretKey, channel?.credentials ?? '')

const system = createSystem({
  db,
  texts: { ru: textFile('ru'), en: textFile('en') },
  http: undiciHttp(),
  telegramApiRoot: apiRoot,
  secretKey,
  publicUrl: null,
  log: (level, event, data) => {
    if (level === 'error') process.stderr.write(`${event} ${JSON.stringify(data)}\n`)
  },
  width: connections - 2,
  telegramPace: { perSecond: 1e6, burst: 1e6 },
  composer: dialogue === 'same' ? sameAnswers() : undefined,
})
const app = createApp(system, { addressOf: () => '', asset: async () => null, apiKey: null })
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
server.once('listening', () => {
  system.loop.start()
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const hook = {
    origin: `http://127.0.0.1:${port}`,
    path: `/hooks/telegram/${dialogue}`,
    headers: { 'X-Telegram-Bot-Api-Secret-Token': webhookSecret },
  }
  serveParent(hook, {
    idle: system.drain.idle,
    stop: async () => {
      await system.loop.stop()
      await system.drain.stop()
      await db.close()
    },
  })
})

/** The stock stack's answers in our way: what was chosen lies in the chat's state. */
function sameAnswers(): Composer<Ctx> {
  const composer = new Composer<Ctx>()
  type Choices = { chosen: string[] }
  const reply = async (ctx: Ctx, { chosen }: Choices) => {
    const { text, reply_markup } = answerOf(chosen.length + 1, chosen.length)
    await ctx.reply(text, { reply_markup })
  }
  composer.command('book', async (ctx) => {
    const choices: Choices = { chosen: [] }
    ctx.turn.chat.state = choices
    await reply(ctx, choices)
  })
  composer.on('callback_query:data', async (ctx) => {
    const choices = ctx.turn.chat.state as Choices
    choices.chosen.push(ctx.callbackQuery.data)
    await reply(ctx, choices)
  })
  return composer
}

function textFile(language: string): string {
  return readFileSync(new URL(`../../../bot/texts/${language}.ftl`, import.meta.url), 'utf8')
}
