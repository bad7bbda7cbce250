import { boolean, doublePrecision, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, day, id, ref, sameBusiness, sameTenant } from './columns.ts'
import { chats, messages } from './dialogue.ts'
import { members } from './staff.ts'

/** What was understood of a message, by whom, how sure, and what came of it. */
export const understandings = pgTable(
  'understandings',
  {
    messageId: ref()
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    businessId: sameTenant(),
    chatId: ref().notNull(),
    intent: text().notNull(),
    confidence: doublePrecision().notNull(),
    source: text({ enum: ['button', 'local', 'model'] }).notNull(),
    answered: boolean().notNull(),
    latencyUs: integer().notNull(),
    /** Services, masters and windows that were read; ids and times only. */
    found: jsonb(),
    outcome: text({ enum: ['answered', 'clarified', 'handed_over', 'silent', 'failed'] }).notNull(),
    label: text(),
    labelledBy: ref(),
    labelledAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    sameBusiness(t, t.chatId, chats),
    sameBusiness(t, t.labelledBy, members),
    index().on(t.businessId, t.createdAt),
  ],
)

/** Every call of the language model: what it cost and what came back, without a word of what was said. */
export const modelCalls = pgTable(
  'model_calls',
  {
    id: id(),
    businessId: tenant(),
    chatId: ref(),
    at: at().notNull(),
    /** The business's own date, by which its tokens are counted. */
    day: day().notNull(),
    model: text().notNull(),
    promptTokens: integer().notNull(),
    completionTokens: integer().notNull(),
    latencyMs: integer().notNull(),
    outcome: text().notNull(),
  },
  (t) => [sameBusiness(t, t.chatId, chats), index().on(t.businessId, t.day)],
)
