import type { ConversationFlavor } from '@grammyjs/conversations'
import type { Context } from 'grammy'
import type { Catalogs } from '../db/catalog.ts'
import type { Variants } from '../db/experiments.ts'
import type { Tx } from '../db/sql.ts'
import type { Client, Member, Taken } from '../db/turns.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'
import type { Marks } from '../domain/links.ts'
import type { Said } from './bridge.ts'
import type { Draft } from './draft.ts'
import type { Say, Texts } from './texts.ts'
import type { Tried } from './trying.ts'
import type { Understood } from './understood.ts'

/** All that one turn knows and may change; what it changes is written in the turn's transaction. */
export type Turn = {
  readonly tx: Tx
  readonly now: Date
  readonly minute: Minute
  readonly catalogs: Catalogs
  readonly catalog: Catalog
  readonly channel: Taken['channel']
  /** The message in work; of several that were joined, with the text of all. */
  inbound: Taken['inbound']
  /** Messages right behind it that are answered together with it. */
  joined: { id: number; text: string }[]
  /** What was understood of it; null where there is nothing to understand. */
  understood: Understood | null
  readonly pointsAt: Taken['pointsAt']
  readonly chat: Taken['chat']
  client: Client
  /** Messages before this one, in a row, that were not understood. */
  readonly unclearBefore: number
  /** True in the first turn of a client. */
  readonly isNew: boolean
  /** The business's own link whose code they wrote. */
  readonly cameBy: (Marks & { code: string }) | null
  readonly member: Member | null
  /** Address of this installation for links, null when it has none. */
  readonly publicUrl: string | null
  readonly texts: Texts
  say: Say
  draft: Draft | null
  /** What the bot has said so far in this turn, in this chat. */
  readonly said: Said
  /** Earlier rows of this chat are still being delivered. */
  readonly outboxBusy: boolean
  /** What is kept of the inbound text in place of what we may not keep; null: keep all. */
  masked: string | null
  /** The client's variants of what is being tried, and what of it this turn has said. */
  readonly variants: Variants
  readonly tried: Tried[]
  /** Rows for other chats (cards for staff), or about another one. */
  readonly elsewhere: {
    chatId: number
    channelId: number
    body: Record<string, unknown>
    text: string
    aboutChatId: number
    /** Set where a message of that chat is changed: which, and how. */
    targetId?: number
    method?: 'editMessageText'
  }[]
  /** Chats whose inbox got an event from this turn. */
  readonly told: Set<number>
}

export type Ctx = ConversationFlavor<Context & { turn: Turn }>
