import type { DealFacts } from '../../domain/crm/deal.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import { type Db, json } from '../sql.ts'
import { dealFacts } from './facts.ts'
import { foldIn } from './fold.ts'
import { touchRecent } from './portals.ts'

/** What a mirror would make that is not there yet; `examples` are some of its deals, those with a visit first. */
export type MirrorPreview = {
  contacts: number
  deals: number
  examples: { facts: DealFacts; name: string | null; phone: string | null }[]
}

const EXAMPLES = 3

/** Does what starting the mirror with these settings does, sees what is due then, and takes all of it back. */
export function previewMirror(
  db: Db,
  { businessId, settings, now }: { businessId: number; settings: MirrorSettings; now: Date },
): Promise<MirrorPreview> {
  return db.transaction(async (tx) => {
    await tx.query('savepoint preview')
    await tx.query('update crm_portals set settings = $2::jsonb where business_id = $1', [businessId, json(settings)])
    await touchRecent(tx, businessId, now)
    while ((await foldIn(tx, businessId, now)) > 0);
    const [counts] = await tx.query<{ contacts: number; deals: number }>(
      `select count(*) filter (where kind = 'contact')::int as contacts, count(*) filter (where kind = 'deal')::int as deals
       from crm_links where business_id = $1 and kind in ('contact', 'deal') and remote_id is null and gone_at is null`,
      [businessId],
    )
    const shown = await tx.query<{ id: number; name: string | null; phone: string | null }>(
      `select k.id, c.name, c.phone from crm_links k left join appointments a on a.id = k.appointment_id left join leads l on l.id = k.lead_id
         join clients c on c.id = coalesce(a.client_id, l.client_id)
       where k.business_id = $1 and k.kind = 'deal' and k.remote_id is null and k.gone_at is null
       order by k.appointment_id is not null desc, k.id desc limit ${EXAMPLES}`,
      [businessId],
    )
    const facts = await dealFacts(
      tx,
      businessId,
      shown.map(({ id }) => id),
    )
    await tx.query('rollback to savepoint preview')
    const examples = shown.flatMap(({ id, name, phone }) => {
      const about = facts.get(id)
      return about ? [{ facts: about, name, phone }] : []
    })
    return { contacts: counts?.contacts ?? 0, deals: counts?.deals ?? 0, examples }
  })
}
