import { calendarOf } from '../bot/calendar.ts'
import type { Texts } from '../bot/texts.ts'
import type { Catalogs } from '../db/catalog.ts'
import type { Db } from '../db/sql.ts'
import { visitById } from '../db/visits.ts'
import { givenFile } from './clientfile.ts'
import { type Draw, digestFile } from './digestfile.ts'
import { describe, type Log } from './log.ts'
import { sheetFile } from './sheets/file.ts'
import type { Xlsx } from './xlsx.ts'

type Rendering = {
  db: Db
  catalogs: Catalogs
  texts: Texts
  draw: Draw | undefined
  xlsx: Xlsx | null
  clock: () => Date
  log: Log
}

/** Makes at delivery the file that an attachment's reference stands for; null: there is none any more, or none can be made here. */
export function createRender({ db, catalogs, texts, draw, xlsx, clock, log }: Rendering) {
  return async (businessId: number, reference: string): Promise<File | null> => {
    const given = await givenFile(db, businessId, reference)
    if (given !== undefined) return given
    const sheet = await sheetFile({ db, xlsx }, businessId, reference)
    if (sheet !== undefined) return sheet
    const picture = await digestFile({ db, texts, draw }, reference).catch((error: unknown) => {
      // Words are not lost for want of a picture.
      log('error', 'picture.failed', { error: describe(error) })
      return null
    })
    if (picture !== undefined) return picture
    const visit = await visitById(db, businessId, Number(reference.replace('calendar:', '')))
    if (!visit) return null
    const file = calendarOf(await catalogs.of(db, businessId), visit, clock())
    return new File([file.body], file.name, { type: file.type })
  }
}
