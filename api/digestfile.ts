import type { Language, Texts } from '../bot/texts.ts'
import { sayShortDay } from '../bot/words.ts'
import { pictureDays } from '../db/digests.ts'
import type { Sql } from '../db/sql.ts'

/** A row of columns from zero with its name; null is a gap. */
export type Panel = { name: string; values: (number | null)[] }

/** Draws panels over the same days as a PNG. */
export type Draw = (days: readonly string[], panels: readonly Panel[]) => Promise<Uint8Array>

type Drawing = { db: Sql; texts: Texts; draw: Draw | undefined }

/** The picture that the reference `digest:<language>:<day>:<businesses>` stands for; null: it can't be drawn here; undefined for other references. */
export async function digestFile({ db, texts, draw }: Drawing, reference: string): Promise<File | null | undefined> {
  const [, language, to, ids] = /^digest:(ru|en):(\d{4}-\d\d-\d\d):([\d,]+)$/.exec(reference) ?? []
  if (!language || !to || !ids) return undefined
  if (!draw) return null
  const days = await pictureDays(db, ids.split(',').map(Number), to)
  const say = texts.in(language as Language)
  const png = await draw(
    days.map(({ date }) => sayShortDay(say.language, date, to)),
    [
      { name: say('digest-leads'), values: days.map(({ leads }) => leads) },
      { name: say('digest-booked'), values: days.map(({ booked }) => booked) },
      { name: say('digest-came'), values: days.map(({ came }) => came) },
    ],
  )
  return new File([new Uint8Array(png)], 'digest.png', { type: 'image/png' })
}
