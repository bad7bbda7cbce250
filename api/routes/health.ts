import { Hono } from 'hono'
import { type MirrorHealth, mirrorHealth } from '../../db/crm/health.ts'
import { countMessages } from '../../db/messages.ts'
import type { System } from '../system.ts'

/** For those who watch the program: alive, ready to serve, and how it is doing. */
export function health({ db, listeners, clock }: System) {
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
        ...mirrorLines(await mirrorHealth(db, null), clock()),
      ]
      return c.text(`${lines.join('\n')}\n`)
    })
}

/** A mirror by its business's number: what waits, for how long, and since when nothing went well. */
function mirrorLines(mirrors: readonly MirrorHealth[], now: Date): string[] {
  const gauge = (name: string, help: string, of: (mirror: MirrorHealth) => number | null) => {
    const rows = mirrors.flatMap((mirror) => {
      const value = of(mirror)
      return value === null ? [] : [`okoshko_crm_${name}{business="${mirror.businessId}"} ${value}`]
    })
    return rows.length > 0 ? [`# HELP okoshko_crm_${name} ${help}`, `# TYPE okoshko_crm_${name} gauge`, ...rows] : []
  }
  const since = (at: Date | null) => at && Math.round((now.getTime() - at.getTime()) / 1000)
  return [
    ...gauge('up', 'Whether the portal works.', ({ state, failingSince }) =>
      state === 'connected' && failingSince === null ? 1 : 0,
    ),
    ...gauge('queue', 'Things that are not yet in the CRM as they are here.', ({ queue, touched }) => queue + touched),
    ...gauge('stuck', 'Things that the CRM refuses again and again.', ({ stuck }) => stuck),
    ...gauge('lag_seconds', 'For how long the oldest of them waits.', ({ oldest }) => since(oldest) ?? 0),
    ...gauge('confirmed_seconds', 'Since the last confirmed write.', ({ confirmedAt }) => since(confirmedAt)),
    ...gauge('busy_seconds', 'Since the times that are taken there were read.', ({ busyReadAt }) => since(busyReadAt)),
    ...gauge('event_seconds', 'Since the last event of the portal.', ({ eventAt }) => since(eventAt)),
  ]
}
