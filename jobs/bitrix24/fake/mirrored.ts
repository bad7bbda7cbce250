import { readFileSync } from 'node:fs'
import { createTexts } from '../../../bot/texts.ts'
import { hourBy, openStudio, type Studio } from '../../../db/bookings.sample.ts'
import { addLead } from '../../../db/clients.ts'
import { connectPortal, disconnectPortal, saveMirrorSettings } from '../../../db/crm/portals.ts'
import { encrypt } from '../../../db/secrets.ts'
import type { Db } from '../../../db/sql.ts'
import type { MirrorSettings } from '../../../domain/crm/settings.ts'
import { createBitrix } from '../client.ts'
import { mirrorDue } from '../mirror.ts'
import type { Mirror } from '../session.ts'
import { type FakeBitrix, type FakeBitrixOptions, startFakeBitrix } from './fake.ts'
import { plainHttp, type StillClock, stillClock } from './stage.ts'

const SECRET_KEY = 'a secret key of a mirror'

export const FIELDS = {
  service: 'UF_CRM_OKOSHKO_SERVICE',
  master: 'UF_CRM_OKOSHKO_MASTER',
  branch: 'UF_CRM_OKOSHKO_BRANCH',
  startsAt: 'UF_CRM_OKOSHKO_STARTS',
  result: 'UF_CRM_OKOSHKO_RESULT',
  tags: 'UF_CRM_OKOSHKO_TAGS',
  firstReply: 'UF_CRM_OKOSHKO_FRT',
  handover: 'UF_CRM_OKOSHKO_HANDOVER',
} as const

/** A business with a portal, by a clock that stands still; the portal's own first pipeline is used. */
export type Mirrored = StillClock & {
  studio: Studio
  fake: FakeBitrix
  settings: MirrorSettings
  eventToken: string
  mirror: Mirror
  errors: unknown[]
  /** Time goes on for those who speak to the portal: they say that they still do. */
  beat: () => Promise<void>
  /** Another node. */
  node: (db: Db) => Mirror
  /** A contact that came by a campaign. */
  lead: (clientId: number) => Promise<number>
  /** Lets time pass and the mirror work, until nothing is due; at most so many rounds. */
  settle: (mirrors?: readonly Mirror[], rounds?: number) => Promise<number>
  waiting: () => Promise<number>
  close: () => Promise<void>
}

export async function mirrored(
  db: Db,
  options: {
    dealPer?: MirrorSettings['dealPer']
    clients?: number
    masters?: number
    settings?: Partial<MirrorSettings>
    portal?: FakeBitrixOptions
  } = {},
): Promise<Mirrored> {
  const time = stillClock('2027-03-01T05:00:00Z')
  const studio = await openStudio(db, hourBy(options.masters ?? 3), options.clients ?? 3)
  const { businessId } = studio
  const fake = await startFakeBitrix({ ...options.portal, now: time.now })
  for (const [field, name] of Object.entries(FIELDS))
    fake.portal.userFields.push({
      id: fake.portal.nextId(),
      name,
      type: field === 'startsAt' ? 'datetime' : field === 'firstReply' ? 'double' : 'string',
      label: field,
      xmlId: null,
      multiple: false,
    })
  const settings: MirrorSettings = {
    dealPer: options.dealPer ?? 'lead',
    pipeline: 0,
    stages: { new: 'NEW', confirmed: 'PREPARATION', visited: 'EXECUTING', paid: 'WON', lost: 'LOSE' },
    sources: { telegram: 'WEB', manager: 'CALL' },
    fields: Object.fromEntries(Object.entries(FIELDS).map(([field, name]) => [field, camel(name)])),
    responsible: { default: null, byLocation: {}, byResource: {} },
    handoverMinutes: 15,
    sensitive: false,
    busy: { read: 'nothing', write: false, resources: {}, users: {} },
    ...options.settings,
  }
  const root = fake.webhook()
  const eventToken = 'token of events'
  await db.transaction(async (tx) => {
    const connected = await connectPortal(tx, {
      businessId,
      key: `portal-${businessId}`,
      host: 'salon.bitrix24.ru',
      origin: `o${businessId}`,
      webhook: await encrypt(SECRET_KEY, root),
      eventToken: await encrypt(SECRET_KEY, eventToken),
      now: time.clock(),
    })
    await saveMirrorSettings(tx, { businessId, version: connected.version, settings, now: time.clock() })
  })
  const errors: unknown[] = []
  const beats = new Set<() => Promise<void>>()
  const node = (nodeDb: Db): Mirror => ({
    db: nodeDb,
    clock: time.clock,
    catalogs: studio.catalogs,
    secretKey: SECRET_KEY,
    texts: createTexts({ ru: textFile('ru'), en: textFile('en') }),
    publicUrl: 'https://salon.example',
    open: (address, bucket) => createBitrix({ ...time, root: address, http: plainHttp, bucket }),
    onError: (error) => errors.push(error),
    pulse: (beat) => {
      beats.add(beat)
      return () => void beats.delete(beat)
    },
  })
  const mirror = node(db)
  const waiting = async () => {
    const [row] = await db.query<{ count: number }>(
      `select (select count(*) from crm_touched where business_id = $1)::int
         + (select count(*) from crm_links where business_id = $1 and due_at <= $2::timestamptz and gone_at is null)::int as count`,
      [businessId, new Date(time.now() + 120_000)],
    )
    return row!.count
  }
  return {
    ...time,
    studio,
    fake,
    settings,
    eventToken,
    mirror,
    errors,
    beat: async () => {
      for (const one of [...beats]) await one()
    },
    node,
    waiting,
    close: async () => {
      await disconnectPortal(db, businessId, time.clock())
      await fake.close()
    },
    lead: (clientId) =>
      db.transaction((tx) =>
        addLead(tx, {
          businessId,
          clientId,
          chatId: null,
          channelId: null,
          origin: {
            source: 'instagram',
            medium: 'cpc',
            campaign: 'spring',
            content: null,
            term: null,
            paid: true,
            promo: null,
            raw: null,
          } as never,
          createdAt: time.clock(),
        }),
      ),
    settle: async (mirrors = [mirror], rounds = 400) => {
      let round = 0
      while ((await waiting()) > 0 && round++ < rounds) {
        time.move(3000)
        await Promise.all(mirrors.map(mirrorDue))
      }
      return round
    },
  }
}

const textFile = (language: string) =>
  readFileSync(new URL(`../../../bot/texts/${language}.ftl`, import.meta.url), 'utf8')

const camel = (name: string): string =>
  name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
