import {
  bigint,
  boolean,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
} from 'drizzle-orm/pg-core'
import { tenant } from './business.ts'
import { at, id, ref, sameTenant } from './columns.ts'
import { chats, messages } from './dialogue.ts'
import { members } from './staff.ts'

/** What was understood of a message, by whom, how sure, and what came of it. */
export const understandings = pgTable(
  'understandings',
  {
    messageId: bigint({ mode: 'number' })
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
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    foreignKey({ columns: [t.businessId, t.labelledBy], foreignColumns: [members.businessId, members.id] }),
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
    day: date({ mode: 'string' }).notNull(),
    model: text().notNull(),
    promptTokens: integer().notNull(),
    completionTokens: integer().notNull(),
    latencyMs: integer().notNull(),
    outcome: text().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.businessId, t.chatId], foreignColumns: [chats.businessId, chats.id] }),
    index().on(t.businessId, t.day),
  ],
)
