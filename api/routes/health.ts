import { Hono } from 'hono'
import { countMessages } from '../../db/messages.ts'
import type { System } from '../system.ts'

/** For those who watch the program: alive, ready to serve, and how it is doing. */
export function health({ db, listeners }: System) {
  return new Hono()
    .get('/healthz', (c) => c.text('ok'))
    .get('/readyz', async (c) => {
      const ready = await db.query('select 1').then(
        () => true,
        () => false,
      )
      return ready ? c.text('ok') : c.text('the database does not answer', 503)
    })
    .get('/metrics', async (c) => {
      const counts = await countMessages(db)
      const lines = [
        '# HELP okoshko_messages Messages by state; failed ones are dead letters.',
        '# TYPE okoshko_messages gauge',
        ...Object.entries(counts).map(([status, count]) => `okoshko_messages{status="${status}"} ${count}`),
        '# TYPE okoshko_chat_streams gauge',
        `okoshko_chat_streams ${listeners.count()}`,
      ]
      return c.text(`${lines.join('\n')}\n`)
    })
}
