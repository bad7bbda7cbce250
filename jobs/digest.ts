import { digestRows, digestView, pictureName } from '../bot/digest.ts'
import type { Texts } from '../bot/texts.ts'
import { alarmsTold } from '../db/alarms.ts'
import type { Catalogs } from '../db/catalog.ts'
import { claimDigest, type DigestNumbers, type DueDigest, digestNumbers, dueDigests } from '../db/digests.ts'
import { refreshKpis } from '../db/kpi/refresh.ts'
import { writeOutbound } from '../db/outbox.ts'
import type { Db } from '../db/sql.ts'

export type Morning = {
  db: Db
  catalogs: Catalogs
  texts: Texts
  publicUrl?: string | null
  /** Whether a picture can be drawn where it is delivered. */
  pictures?: boolean
  clock: () => Date
  onError: (error: unknown) => void
}

/** Sends the digests that are due, to each person one; returns how many. One that fails doesn't stop the rest, and is due again. */
export async function sendDigests(morning: Morning, limit: number): Promise<number> {
  const now = morning.clock()
  const due = await dueDigests(morning.db, now, limit)
  const known = new Map<string, Promise<DigestNumbers>>()
  const numbersOf = (businessId: number, wanted: DueDigest['wanted']) => {
    const key = JSON.stringify([businessId, wanted])
    const found = known.get(key) ?? freshNumbers(morning, businessId, now, wanted)
    known.set(key, found)
    return found
  }
  let sent = 0
  for (const digest of due) {
    try {
      const numbers: DigestNumbers[] = []
      for (const businessId of digest.businesses) numbers.push(await numbersOf(businessId, digest.wanted))
      if (await send(morning, digest, numbers, now)) sent++
    } catch (error) {
      morning.onError(error)
    }
  }
  return sent
}

async function freshNumbers(
  { db, catalogs }: Morning,
  businessId: number,
  now: Date,
  wanted: DueDigest['wanted'],
): Promise<DigestNumbers> {
  await refreshKpis(db, { businessId, now })
  return digestNumbers(db, await catalogs.of(db, businessId), now, wanted)
}

/** Takes the digest and writes it in one transaction; false: another node has done it. */
function send({ db, texts, publicUrl, pictures }: Morning, digest: DueDigest, numbers: DigestNumbers[], now: Date) {
  return db.transaction(async (tx) => {
    if (!(await claimDigest(tx, digest, now))) return false
    const { businessId, chatId, channelId, language, until: expiresAt } = digest
    const view = digestView(texts.in(language), numbers, publicUrl ?? null)
    const photo = pictures ? pictureName(digest, numbers[0]!.plan.period.to) : null
    const rows = digestRows(view, photo).map((row) => ({
      ...row,
      chatId,
      channelId,
      author: 'system' as const,
      expiresAt,
    }))
    await writeOutbound(tx, businessId, rows, now)
    for (const one of numbers) await alarmsTold(tx, one.businessId, now)
    return true
  })
}
