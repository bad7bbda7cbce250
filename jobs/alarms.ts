import { alarmButton, sayAlarm, sayCleared } from '../bot/alarms.ts'
import type { Texts } from '../bot/texts.ts'
import { type Alarmed, isInUse, watchedNumbers, watchNumbers } from '../db/alarms.ts'
import { type Colleague, reachableStaff } from '../db/asks.ts'
import type { Catalogs } from '../db/catalog.ts'
import { writeOutbound } from '../db/outbox.ts'
import { type Db, minuteOf } from '../db/sql.ts'
import { isOnDuty } from '../domain/calls.ts'
import { isBetween } from '../domain/reminders.ts'

export type Watching = { db: Db; catalogs: Catalogs; texts: Texts; publicUrl?: string | null; now: Date }

/** Holds the numbers of a business against their targets and tells what rose and what cleared; at night the digest tells it. */
export async function watchBusiness({ db, catalogs, texts, publicUrl, now }: Watching, businessId: number) {
  if (!(await isInUse(db, businessId))) return
  const catalog = await catalogs.of(db, businessId)
  const numbers = await watchedNumbers(db, catalog, now)
  const minute = minuteOf(now)
  const { targets, alarmQuiet } = catalog.settings
  const quiet = isBetween(catalog.timezone, minute, alarmQuiet)
  await db.transaction(async (tx) => {
    const tellNow = (kpi: Alarmed['kpi']) => !quiet || kpi === 'waitingTooLong'
    const { raised, cleared } = await watchNumbers(tx, businessId, numbers, { now, targets, tellNow })
    if (raised.length + cleared.length === 0) return
    const staff = (await reachableStaff(tx, businessId)).filter(({ preferences }) => preferences.alerts !== 'none')
    const rows = staff.flatMap((member) => {
      const waits = hearsOfWaiting(staff, member, catalog.timezone, minute)
      const theirs = ({ kpi }: Alarmed) => (kpi === 'waitingTooLong' ? waits : readsNumbers(member))
      const [rose, well] = [raised.filter(theirs), cleared.filter(theirs)]
      if (rose.length + well.length === 0) return []
      const say = texts.in(member.language)
      const text = [...rose.map((one) => sayAlarm(say, one, targets)), ...well.map((one) => sayCleared(say, one))].join(
        '\n',
      )
      const kpis = (rose.length > 0 ? rose : well).map(({ kpi }) => kpi)
      const button = alarmButton(say, { businessId, kpis, publicUrl: publicUrl ?? null })
      const body = { text, ...(button.length > 0 && { reply_markup: { inline_keyboard: [button] } }) }
      const { chatId, channelId } = member
      return [{ chatId, channelId, author: 'system' as const, method: 'sendMessage', body, text }]
    })
    await writeOutbound(tx, businessId, rows, now)
  })
}

/** Owners read numbers, and admins who asked for the digest. */
const readsNumbers = ({ role, preferences }: Colleague) =>
  role === 'owner' || (role === 'admin' && (preferences.digest ?? 'none') !== 'none')

/** Those who wait are for whoever is on duty; where nobody is, for the owner. */
function hearsOfWaiting(staff: readonly Colleague[], member: Colleague, zone: string, minute: number): boolean {
  const called = (one: Colleague) => one.role !== 'master' && isOnDuty(one, zone, minute)
  return staff.some(called) ? called(member) : member.role === 'owner'
}
