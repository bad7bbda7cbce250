import { type Context, Hono } from 'hono'
import { type MirrorHealth, mirrorHealth } from '../../db/crm/health.ts'
import { countMessages } from '../../db/messages.ts'
import { countLate } from '../../db/notices.ts'
import { sameText } from '../../db/secrets.ts'
import { refuse } from '../http.ts'
import type { System } from '../system.ts'
import { lagOf } from './bitrix24-shapes.ts'

type Watched = { apiKey: string | null; addressOf: (c: Context) => string }

/** From then on a notice is late. */
const LATE_MS = 60_000

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/** For those who watch the program: alive, ready to serve, and how it is doing. */
export function health({ db, listeners, clock }: System, { apiKey, addressOf }: Watched) {
  /** On this machine itself, not through a proxy in front of it; from elsewhere with the key of programs. */
  const mayWatch = (c: Context): boolean => {
    const given = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    if (apiKey !== null && given !== undefined) return sameText(apiKey, given)
    const proxied = c.req.header('X-Forwarded-For') ?? c.req.header('Forwarded') ?? c.req.header('X-Real-IP')
    return proxied === undefined && LOOPBACK.test(addressOf(c))
  }
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
      if (!mayWatch(c)) return refuse(c, 'unauthorized', 'Нужен ключ программы.')
      const now = clock()
      const [counts, late, mirrors] = await Promise.all([
        countMessages(db),
        countLate(db, new Date(now.getTime() - LATE_MS)),
        mirrorHealth(db, null),
      ])
      const lines = [
        ...gauge(
          'okoshko_messages',
          'Messages by state; failed ones are dead letters.',
          Object.entries(counts).map(([status, count]) => [`{status="${status}"}`, count]),
        ),
        ...gauge('okoshko_notices_late', 'Notices that were due more than a minute ago.', [['', late]]),
        ...gauge('okoshko_chat_streams', 'Website chats that are open.', [['', listeners.count()]]),
        ...mirrorLines(mirrors, now),
      ]
      return c.text(`${lines.join('\n')}\n`)
    })
}

/** One gauge in the text format of Prometheus; none of its lines where nothing is measured. */
const gauge = (name: string, help: string, values: readonly (readonly [labels: string, value: number])[]): string[] =>
  values.length === 0
    ? []
    : [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} gauge`,
        ...values.map(([labels, value]) => `${name}${labels} ${value}`),
      ]

/** A mirror by its business's number: what waits, for how long, and since when nothing went well. */
function mirrorLines(mirrors: readonly MirrorHealth[], now: Date): string[] {
  const measured = (name: string, help: string, of: (mirror: MirrorHealth) => number | null) =>
    gauge(
      `okoshko_crm_${name}`,
      help,
      mirrors.flatMap((mirror) => {
        const value = of(mirror)
        return value === null ? [] : [[`{business="${mirror.businessId}"}`, value] as const]
      }),
    )
  const since = (at: Date | null) => at && Math.round((now.getTime() - at.getTime()) / 1000)
  return [
    ...measured('up', 'Whether the portal works.', ({ state, failingSince }) =>
      state === 'connected' && failingSince === null ? 1 : 0,
    ),
    ...measured(
      'queue',
      'Things that are not yet in the CRM as they are here.',
      ({ queue, touched }) => queue + touched,
    ),
    ...measured('stuck', 'Things that the CRM refuses again and again.', ({ stuck }) => stuck),
    ...measured('lag_seconds', 'For how long the oldest of them waits.', (mirror) => lagOf(mirror, now)),
    ...measured('confirmed_seconds', 'Since the last confirmed write.', ({ confirmedAt }) => since(confirmedAt)),
    ...measured('event_seconds', 'Since the last event of the portal.', ({ eventAt }) => since(eventAt)),
    ...measured('busy_seconds', 'Since the times that are taken there were read.', ({ busyReadAt }) =>
      since(busyReadAt),
    ),
  ]
}
