import { tapIn } from '../layout.ts'

export type QuickReply = { title?: string; payload?: string }

/** A tap on a quick reply as the platform tells of it: nothing says under which message it stood. */
export function tappedBy(payload: Record<string, unknown>, data: string): object {
  const { quick_replies: replies = [] } = payload.message as { quick_replies?: QuickReply[] }
  const reply = replies.find((one) => one.payload !== undefined && tapIn(one.payload).data === data)
  if (!reply) throw new Error(`no quick reply says ${data}`)
  return { text: reply.title, quick_reply: { payload: reply.payload } }
}
