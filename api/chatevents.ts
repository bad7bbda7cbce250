import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ChatEvent } from '../bot/events.ts'
import { chatState } from '../db/chats.ts'
import { tellChat } from '../db/inbox.ts'
import type { Env } from './auth/actor.ts'
import { gone } from './routing.ts'
import type { System } from './system.ts'

/** The turn of another node may take as long; then the answer tells how things stand. */
const PATIENCE_MS = 5000

/** Where a dialogue stands, as the app shows it. */
export const chatStateShape = z
  .object({
    id: z.number(),
    owner: z.enum(['bot', 'queue', 'member']),
    leader: z.object({ id: z.number(), name: z.string() }).nullable(),
    /** Whoever asked leads it. */
    mine: z.boolean(),
    /** To undo it: POST /api/chats/{id}/undo. */
    change: z.object({ id: z.number(), action: z.string() }).nullable(),
    message: z.object({ id: z.number(), status: z.string(), reason: z.string().nullable() }).nullable(),
  })
  .openapi('ChatState')

/** How the API acts in a dialogue: by an event in its inbox, which its own turn applies. */
export function createTelling({ db, clock, drain }: System) {
  /** Where a dialogue stands once it has nothing to handle any more. */
  const stateOf = async (c: Context<Env>, id: number) => {
    const { businessId, member } = c.var.actor
    drain.wake(id)
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS)
    })
    await Promise.race([drain.settled(id), late]).finally(() => clearTimeout(timer))
    const found = await chatState(db, { businessId, id, memberId: member!.id })
    if (!found) return null
    const { owner, leader, change, message } = found
    return { id, owner, leader, mine: leader?.id === member!.id, change, message }
  }

  /** Puts an event into a dialogue's inbox and waits for what comes of it. */
  const tell = async (c: Context<Env>, id: number, event: ChatEvent, key: string = crypto.randomUUID()) => {
    const { businessId, member } = c.var.actor
    const update = { businessId, chatId: id, key: `app:${member!.id}:${key}`, update: event, now: clock() }
    await db.transaction((tx) => tellChat(tx, update))
    const found = await stateOf(c, id)
    return found ? c.json(found, 200) : gone(c)
  }

  return { stateOf, tell }
}
