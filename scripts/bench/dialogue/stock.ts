import { type Conversation, type ConversationFlavor, conversations, createConversation } from '@grammyjs/conversations'
import { serve } from '@hono/node-server'
import { Bot, type Context, webhookCallback } from 'grammy'
import { Hono } from 'hono'
import postgres from 'postgres'
import { answerOf, BOT, type Settings } from './answers.ts'
import { serveParent, settings } from './child.ts'

type Ctx = ConversationFlavor<Context>

/** The stack that one would put together from its manuals: grammY, conversations, their state as JSON in PostgreSQL. */
const { databaseUrl, apiRoot, token, connections } = settings<Settings>()
const sql = postgres(databaseUrl, { max: connections, onnotice: () => {} })
await sql`create table if not exists conversations (key text primary key, value text not null)`

const bot = new Bot<Ctx>(token, { botInfo: BOT, client: { apiRoot } })
bot.use(
  conversations({
    storage: {
      async read(key: string) {
        const [row] = await sql`select value from conversations where key = ${key}`
        return row ? JSON.parse(row.value) : undefined
      },
      async write(key: string, state: unknown) {
        const value = JSON.stringify(state)
        await sql`insert into conversations (key, value) values (${key}, ${value})
          on conflict (key) do update set value = excluded.value`
      },
      async delete(key: string) {
        await sql`delete from conversations where key = ${key}`
      },
    },
  }),
)
bot.use(createConversation(book))
bot.command('book', (ctx) => ctx.conversation.enter('book', Number(ctx.match)))

async function book(conversation: Conversation<Ctx, Context>, ctx: Context, steps: number): Promise<void> {
  const chosen: string[] = []
  for (let step = 1; ; step++) {
    const { text, reply_markup } = answerOf(step, chosen.length)
    await ctx.reply(text, { reply_markup })
    if (step === steps) return
    const tap = await conversation.waitFor('callback_query:data')
    chosen.push(tap.callbackQuery.data)
  }
}

const app = new Hono().post('/hook', webhookCallback(bot, 'hono'))
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
server.once('listening', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  serveParent({ origin: `http://127.0.0.1:${port}`, path: '/hook', headers: {} }, { stop: () => sql.end() })
})
