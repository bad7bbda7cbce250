import { connectPortal, saveMirrorSettings } from '../../db/crm/portals.ts'
import { encrypt } from '../../db/secrets.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import type { FakeBitrix } from '../../jobs/bitrix24/fake/fake.ts'
import type { Stand } from './stand.ts'

/** Connects a stand's business to a portal that is set up already: its first pipeline, visits as deals, no fields of ours. */
export async function joinPortal(
  { businessId, system, clock }: Stand,
  fake: FakeBitrix,
  about: { key: string; eventToken?: string; settings?: Partial<MirrorSettings> },
): Promise<void> {
  const { key, eventToken, settings } = about
  const webhook = await encrypt(system.secretKey, fake.webhook())
  const token = eventToken ? await encrypt(system.secretKey, eventToken) : null
  await system.db.transaction(async (tx) => {
    const portal = { businessId, key, host: 'salon.bitrix24.ru', origin: key, webhook, eventToken: token }
    const { version } = await connectPortal(tx, { ...portal, now: clock.now })
    const saved = { businessId, version, now: clock.now, settings: { ...PLAIN, ...settings } }
    await saveMirrorSettings(tx, saved)
  })
}

const PLAIN: MirrorSettings = {
  dealPer: 'appointment',
  pipeline: 0,
  stages: { new: 'NEW', confirmed: 'PREPARATION', visited: 'EXECUTING', paid: 'WON', lost: 'LOSE' },
  sources: {},
  fields: {},
  responsible: { default: null, byLocation: {}, byResource: {} },
  handoverMinutes: 15,
  sensitive: false,
  busy: { read: 'nothing', write: false, resources: {}, users: {} },
}
