import type { SSEStreamingApi } from 'hono/streaming'
import type { News } from '../../bot/channels/web/channel.ts'
import type { WebMessage } from '../../bot/channels/web/messages.ts'

export type NewsSource = {
  /** Delivery number after which news begin. */
  cursor: number
  /** Hears of deliveries and toasts of this process until the returned function is called. */
  listen: (hear: (news: News) => void) => () => void
  /** What was delivered after a number, by whichever node. */
  look: (after: number) => Promise<{ messages: WebMessage[]; cursor: number }>
}

/** How often it looks for what another node delivered, and how often it says that it lives. */
const LOOK_MS = 2000
const PING_MS = 15_000
const PING = ': ping\n\n'

/** Writes news of one chat until the reader leaves: at once what this process delivers, soon what others do. */
export async function streamNews(stream: SSEStreamingApi, source: NewsSource): Promise<void> {
  let heard = Promise.withResolvers<void>()
  const silence = source.listen((news) => {
    if (news.kind === 'toast') void stream.writeSSE({ event: 'toast', data: JSON.stringify({ text: news.text }) })
    heard.resolve()
  })
  stream.onAbort(() => {
    silence()
    heard.resolve()
  })
  // At once, so that the page knows that nothing on the way holds the stream back.
  await stream.write(PING)
  let { cursor } = source
  for (let quietMs = 0; !stream.aborted; quietMs += LOOK_MS) {
    // Made before the look, so that what comes during it is not missed.
    heard = Promise.withResolvers<void>()
    const news = await source.look(cursor)
    cursor = news.cursor
    for (const message of news.messages)
      await stream.writeSSE({ event: 'message', data: JSON.stringify({ message, cursor }) })
    if (quietMs >= PING_MS) {
      await stream.write(PING)
      quietMs = 0
    }
    if (!stream.aborted) await Promise.race([heard.promise, stream.sleep(LOOK_MS)])
  }
  silence()
}
