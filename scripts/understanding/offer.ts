import { readConfig } from '../../api/config.ts'
import { loadCatalog } from '../../db/catalog.ts'
import { openPglite } from '../../db/pglite.ts'
import { openPostgres } from '../../db/postgres.ts'
import { MASTER, type Service } from '../../domain/catalog.ts'
import type { Template } from '../../domain/template.ts'
import { TEMPLATES } from '../../domain/templates.ts'

/** What messages are read against: services and people of one business, and its zone. */
export type Offer = { services: readonly Service[]; staff: readonly { name: string }[]; zone: string }

/** The offer of a template, as if it had just been loaded: ids count from one. */
export function offerOfTemplate({ services, masters, timezone }: Template): Offer {
  return {
    // What the reading of messages asks of a service is its name and its category.
    services: services.map((service, index) => ({ ...service, id: index + 1 })) as unknown as Service[],
    staff: masters,
    zone: timezone,
  }
}

/** The offer by the key of a template, or by the id of a business in the database; null when there is none. */
export async function offerOf(business: string): Promise<Offer | null> {
  const template = Object.values(TEMPLATES).find(({ key }) => key === business)
  if (template) return offerOfTemplate(template)
  if (!/^\d+$/.test(business)) return null
  const config = readConfig(process.env)
  const db = config.DATABASE_URL ? openPostgres(config.DATABASE_URL, { max: 1 }) : await openPglite(config.DATA_DIR)
  try {
    const catalog = await loadCatalog(db, Number(business))
    return {
      services: catalog.services,
      staff: catalog.resources.filter(({ kind }) => kind === MASTER),
      zone: catalog.timezone,
    }
  } finally {
    await db.close()
  }
}
