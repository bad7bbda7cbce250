import { sayClock, sayDayMonth } from '../../bot/words.ts'
import { reachableStaff } from '../../db/asks.ts'
import { tellFailing } from '../../db/crm/leases.ts'
import { writeOutbound } from '../../db/outbox.ts'
import { minuteOf } from '../../db/sql.ts'
import { localOf } from '../../domain/time.ts'
import type { Mirror } from './session.ts'

/** A portal that does not work for so long is told of: shorter troubles mend themselves. */
const PATIENCE_MS = 15 * 60_000

/** Tells owners, once, that their CRM has not worked for some time, and why. */
export async function tellOwners({ db, clock, catalogs, texts }: Mirror): Promise<void> {
  const now = clock()
  await db.transaction(async (tx) => {
    for (const { businessId, host, trouble, failingSince } of await tellFailing(
      tx,
      new Date(now.getTime() - PATIENCE_MS),
      now,
    )) {
      const { timezone } = await catalogs.of(tx, businessId)
      const owners = (await reachableStaff(tx, businessId)).filter(({ role }) => role === 'owner')
      const rows = owners.map(({ chatId, channelId, language }) => {
        const say = texts.in(language)
        const at = minuteOf(failingSince)
        const since = `${sayDayMonth(language, localOf(timezone, at).date)}, ${sayClock(timezone, at)}`
        const text = say('crm-failing', { host, since, why: say(`crm-why-${trouble}`) })
        return { chatId, channelId, author: 'system' as const, method: 'sendMessage', body: { text }, text }
      })
      await writeOutbound(tx, businessId, rows, now)
    }
  })
}
