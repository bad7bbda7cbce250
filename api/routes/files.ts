import { Hono } from 'hono'
import { calendarOf } from '../../bot/calendar.ts'
import { consentText } from '../../db/clients.ts'
import { isSigned } from '../../db/secrets.ts'
import { visitById } from '../../db/visits.ts'
import { FILE_PURPOSE } from '../fileaddress.ts'
import { refuse } from '../http.ts'
import type { System } from '../system.ts'

/** Files that messages refer to, and the texts of consents. */
export function files(system: System) {
  const { db, secretKey, catalogs, clock } = system
  return new Hono()
    .get('/files/calendar/:business{\\d+}/:id{\\d+}/:signature/visit.ics', async (c) => {
      const { business, id, signature } = c.req.param()
      const businessId = Number(business)
      if (!(await isSigned(secretKey, FILE_PURPOSE, `${businessId}:calendar:${id}`, signature)))
        return refuse(c, 'not_found', 'Такого файла нет.')
      const visit = await visitById(db, businessId, Number(id))
      if (!visit) return refuse(c, 'not_found', 'Такого файла нет.')
      const file = calendarOf(await catalogs.of(db, businessId), visit, clock())
      return c.body(file.body, 200, {
        'Content-Type': file.type,
        'Content-Disposition': `attachment; filename="${file.name}"`,
      })
    })
    .get('/consent/:business{\\d+}', async (c) => {
      const language = c.req.query('lang') === 'en' ? 'en' : 'ru'
      const text = await consentText(db, Number(c.req.param('business')), 'personal_data', language)
      return text ? c.text(text.body) : refuse(c, 'not_found', 'Такого текста нет.')
    })
}
