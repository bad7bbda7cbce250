import type { Kopecks } from '../../domain/catalog.ts'
import type { Sql } from '../sql.ts'
import { spendBy } from './money.ts'
import { type Asked, leadsBy, visitsBy } from './read.ts'

/** A day on which something happened: contacts, visits of the day, money kept from them; `spend` null: none was written down. */
export type Day = {
  day: string
  leads: number
  newClients: number
  visits: number
  came: number
  noShow: number
  revenue: Kopecks
  spend: Kopecks | null
}

/** Days of a period in order; one of which nothing is known is not among them, so that a chart leaves a gap there. */
export async function dailyOf(sql: Sql, asked: Asked): Promise<Day[]> {
  const [leads, visits, spent] = await Promise.all([
    leadsBy(sql, asked, ['day']),
    visitsBy(sql, asked, ['day']),
    spendBy(sql, asked.businessId, asked.period, ['day']),
  ])
  const days = new Map<string, Day>()
  const at = (day: string): Day => {
    const known = days.get(day)
    if (known) return known
    const fresh = { day, leads: 0, newClients: 0, visits: 0, came: 0, noShow: 0, revenue: 0, spend: null }
    days.set(day, fresh)
    return fresh
  }
  for (const row of leads) Object.assign(at(row.day), { leads: row.leads, newClients: row.newClients })
  for (const { day, visits: booked, came, noShow, revenue } of visits)
    Object.assign(at(day), { visits: booked, came, noShow, revenue })
  for (const { day, amount } of spent) at(day).spend = amount
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1))
}
