import { describe, expect, test } from 'vitest'
import { openingAt } from '../../domain/hours.ts'
import { loadCatalog } from '../catalog.ts'
import { type Db, minuteOf } from '../sql.ts'
import { onEachDatabase } from '../testing/databases.ts'
import {
  addLeadSample,
  addPerson,
  addVisit,
  moveClient,
  note,
  openStory,
  pay,
  read,
  type Story,
  say,
} from './history.sample.ts'
import { costsBy, spendBy, takingsOf } from './money.ts'
import { answersBy, dialoguesBy, leadsBy, visitsBy } from './read.ts'
import { refreshKpis } from './refresh.ts'
import { channelsOf, funnelsOf, overviewOf, serviceReports, speedsOf } from './report.ts'

const DAY = 86_400_000
const at = (text: string) => new Date(text)
const later = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000)
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }
const ask = (story: Story, period = NOVEMBER) => ({ businessId: story.businessId, period, raw: true })

const waits = (story: Story) =>
  story.sql.query<{ opening: string; by: string; seconds: number | null; open: boolean; day: string; hour: number }>(
    `select opening, answered_by as by, round(seconds::numeric, 3)::double precision as seconds, open, day::text as day, hour from bi_answers
     where business_id = $1 order by asked_at, opening`,
    [story.businessId],
  )

async function spend(
  story: Story,
  day: string,
  channel: string,
  campaign: string | null,
  amount: number,
  clicks: number | null = null,
) {
  await story.sql.query(
    `insert into ad_spend (business_id, day, channel, campaign, amount, clicks, via, updated_at) values ($1, $2::date, $3, $4, $5, $6, 'typed', $7::timestamptz)`,
    [story.businessId, day, channel, campaign, amount, clicks, story.now],
  )
}

onEachDatabase('facts', (database) => {
  describe('the first answer', () => {
    test('runs from the platform’s time of the client’s word to the platform’s acceptance of ours', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      const asked = at('2026-11-02T10:00:00Z')
      await addLeadSample(story, person, asked)
      // Written at once, but the platform was down for 40 seconds: the outage shows.
      await say(story, person.chatId, 'bot', asked, later(asked, 40))
      expect(await waits(story)).toEqual([
        { opening: 'lead', by: 'bot', seconds: 40, open: true, day: '2026-11-02', hour: 13 },
      ])
    })

    test('of a lead whom nobody has answered is none; what the system says is no answer', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      const asked = at('2026-11-02T20:30:00Z')
      await addLeadSample(story, person, asked)
      await say(story, person.chatId, 'system', asked, later(asked, 1))
      await say(story, person.chatId, 'bot', asked, null)
      await say(story, person.chatId, 'bot', later(asked, 8 * 86_400), later(asked, 8 * 86_400))
      expect(await waits(story)).toEqual([
        { opening: 'lead', by: 'nobody', seconds: null, open: false, day: '2026-11-02', hour: 23 },
      ])
    })

    test('begins anew with a handover, and only a person answers it; who waits already does not begin again', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      const asked = at('2026-11-02T10:00:00Z')
      await addLeadSample(story, person, asked)
      await say(story, person.chatId, 'bot', asked, later(asked, 2))
      const called = later(asked, 300)
      await say(story, person.chatId, 'client', called)
      await note(story, person.chatId, 'handover', later(called, 1))
      await say(story, person.chatId, 'bot', later(called, 1), later(called, 2))
      await note(story, person.chatId, 'handover', later(called, 60))
      await say(story, person.chatId, 'member', later(called, 240), later(called, 241))
      // Answered: another call is another wait.
      const again = later(called, 900)
      await say(story, person.chatId, 'client', again)
      await note(story, person.chatId, 'handover', later(again, 1))
      expect((await waits(story)).map(({ opening, by, seconds }) => [opening, by, seconds])).toEqual([
        ['lead', 'bot', 2],
        ['handover', 'person', 241],
        ['handover', 'nobody', null],
      ])
    })

    test('is no reminder and no offer that the assistant sends of itself, and these don’t keep a dialogue going', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      const asked = at('2026-11-02T10:00:00Z')
      const remind = async (when: Date) => {
        const id = await say(story, person.chatId, 'bot', when)
        await story.sql.query(
          `insert into notices (business_id, kind, client_id, status, due_at, message_id, created_at)
           values ($1, 'return', $2, 'sent', $3::timestamptz, $4, $3::timestamptz)`,
          [story.businessId, person.clientId, when, id],
        )
      }
      await addLeadSample(story, person, asked)
      await remind(later(asked, 60))
      const back = later(asked, 30 * 3600)
      await remind(later(back, -600))
      await say(story, person.chatId, 'client', back)
      await say(story, person.chatId, 'bot', later(back, 1), later(back, 3))
      expect((await waits(story)).map(({ opening, by, seconds }) => [opening, by, seconds])).toEqual([
        ['lead', 'bot', 30 * 3600 + 3],
        ['reopened', 'bot', 3],
      ])
    })

    test('begins anew when a dialogue does, after 12 hours: 10 minutes, not 5 days', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      const asked = at('2026-11-02T10:00:00Z')
      await addLeadSample(story, person, asked)
      await say(story, person.chatId, 'bot', asked, later(asked, 2))
      await say(story, person.chatId, 'client', later(asked, 11 * 3600))
      await say(story, person.chatId, 'bot', later(asked, 11 * 3600), later(asked, 11 * 3600 + 1))
      const reopened = later(asked, 5 * 86_400)
      // A reminder in between is nobody's word.
      await say(story, person.chatId, 'system', later(reopened, -3600))
      await say(story, person.chatId, 'client', reopened)
      await say(story, person.chatId, 'member', later(reopened, 600), later(reopened, 600))
      expect((await waits(story)).map(({ opening, by, seconds }) => [opening, by, seconds])).toEqual([
        ['lead', 'bot', 2],
        ['reopened', 'person', 600],
      ])
    })

    test('is inside working hours exactly where the branch is open, to the minute and on days of its own', async () => {
      const story = await openStory(database.db)
      const { sql, businessId, locations } = story
      const only = locations[1]!
      await sql.query('delete from working_hours where business_id = $1 and location_id <> $2', [businessId, only])
      await sql.query('delete from resources where business_id = $1 and location_id <> $2', [businessId, only])
      await sql.query('delete from locations where business_id = $1 and id <> $2', [businessId, only])
      await sql.query(
        `update working_hours set spans = '[{"from":1200,"to":1560}]' where location_id = $1 and weekday = 5`,
        [only],
      )
      await sql.query(
        `insert into working_hours (business_id, location_id, date, spans) values ($1, $2, '2026-11-04', '[]')`,
        [businessId, only],
      )
      const person = await addPerson(story)
      const start = at('2026-11-01T00:00:00Z').getTime()
      for (let i = 0; i < 190; i++) await addLeadSample(story, person, new Date(start + i * 59 * 60_000))
      const catalog = await loadCatalog(sql, businessId)
      const rows = await sql.query<{ at: Date; open: boolean }>(
        `select asked_at as at, open from bi_answers where business_id = $1 and opening = 'lead'`,
        [businessId],
      )
      expect(rows).toHaveLength(190)
      expect(new Set(rows.map(({ open }) => open)).size).toBe(2)
      for (const row of rows)
        expect([row.at, row.open]).toEqual([row.at, openingAt(catalog.locations[0]!, minuteOf(row.at)).open])
    })

    test('is counted by who answered, by channel, hour and district, and equals the formula over times', async () => {
      const story = await openStory(database.db)
      const delays = [3, 8, 15, 45, 90, null]
      for (const [i, delay] of delays.entries()) {
        const person = await addPerson(story, story.channels[i % 2]!)
        const asked = later(at('2026-11-03T08:00:00Z'), i * 3600)
        await addLeadSample(story, person, asked, { district: i < 3 ? 'Центр' : null })
        if (delay !== null) await say(story, person.chatId, i % 3 === 0 ? 'member' : 'bot', asked, later(asked, delay))
      }
      await refreshKpis(database.db, { businessId: story.businessId, now: story.now })
      const { all, byAnswerer, byHour, byChannel, byDistrict } = await speedsOf(story.sql, {
        ...ask(story),
        raw: false,
      })
      expect([
        all.asked,
        all.unanswered,
        all.within10.value?.hits,
        all.within30.value?.hits,
        all.within60.value?.hits,
      ]).toEqual([6, 1, 2, 3, 4])
      expect(all.median.value).toBeGreaterThan(15 * 0.97)
      expect(all.median.value).toBeLessThan(15 * 1.03)
      expect(all.p90).toEqual({ value: null, reason: 'unanswered' })
      const sizes = (rows: { key: unknown; asked: number }[]) => rows.map(({ key, asked }) => [key, asked])
      expect(sizes(byAnswerer)).toEqual([
        ['bot', 3],
        ['nobody', 1],
        ['person', 2],
      ])
      expect(sizes(byHour).length).toBe(6)
      expect(sizes(byChannel).toSorted()).toEqual([
        ['telegram', 3],
        ['web', 3],
      ])
      expect(sizes(byDistrict).toSorted()).toEqual([
        [null, 3],
        ['Центр', 3],
      ])
    })
  })

  describe('a lead', () => {
    const who = async (story: Story, paid = true, source = 'vk') => {
      const person = await addPerson(story)
      return {
        ...person,
        leadId: await addLeadSample(story, person, later(story.now, 60), { source, campaign: 'a', paid }),
      }
    }

    test('of the seed’s month: 600 clicks, 180 leads, 36 who came, 833 ₽ each; a visit gives 900 ₽ and the price of a client is less', async () => {
      const story = await openStory(database.db)
      for (let i = 0; i < 180; i++) {
        const { clientId, leadId } = await who(story)
        if (i >= 36) continue
        const visit = await addVisit(story, { clientId, leadId, startsAt: at('2026-11-05T10:00:00Z'), status: 'paid' })
        await pay(story, visit, 120_000)
      }
      await spend(story, '2026-11-01', 'vk', 'a', 3_000_000, 600)
      await refreshKpis(database.db, { businessId: story.businessId, now: story.now })
      const asked = { ...ask(story), raw: false }
      const overview = await overviewOf(story.sql, asked)
      expect([overview.leads, overview.newClients, overview.cac, overview.cacPaid]).toEqual([
        180,
        36,
        { value: 83_333 },
        { value: 83_333 },
      ])
      expect([overview.averageCheck, overview.margin, overview.contribution]).toEqual([
        { value: 120_000 },
        { value: 90_000 },
        { value: 6667 },
      ])
      expect(overview.funnel).toMatchObject({ clicks: 600, leads: 180, booked: 36, visited: 36, paid: 36 })
      expect(overview.funnel.clickToLead.value?.share).toBeCloseTo(0.3)
      const { channels, campaigns } = await channelsOf(story.sql, asked)
      expect(channels).toMatchObject([
        {
          key: 'vk',
          spend: 3_000_000,
          leads: 180,
          newClients: 36,
          cac: { value: 83_333 },
          verdict: { gives: { value: 90_000 }, word: 'early' },
        },
      ])
      expect(campaigns).toMatchObject([{ source: 'vk', campaign: 'a', newClients: 36 }])
      expect((await funnelsOf(story.sql, asked)).all).toEqual(overview.funnel)
      // Raw rows say the same.
      expect(await overviewOf(story.sql, ask(story))).toEqual(overview)
    })

    test('that was bought is apart from one that came by itself; first touch and last touch are both kept', async () => {
      const story = await openStory(database.db)
      const bought = await who(story)
      const organic = await addLeadSample(story, bought, later(story.now, DAY / 1000), { source: 'сарафан' })
      await addVisit(story, {
        clientId: bought.clientId,
        leadId: organic,
        startsAt: at('2026-11-09T10:00:00Z'),
        status: 'arrived',
      })
      const sums = await leadsBy(story.sql, ask(story), ['source'])
      expect(sums.map(({ source, leads, newClients, newByFirst }) => [source, leads, newClients, newByFirst])).toEqual([
        ['vk', 1, 0, 1],
        ['сарафан', 1, 1, 0],
      ])
      const [visit] = await story.sql.query<{ lead_id: number; first_lead_id: number }>(
        'select lead_id, first_lead_id from bi_visits where business_id = $1',
        [story.businessId],
      )
      expect(visit).toEqual({ lead_id: organic, first_lead_id: bought.leadId })
      const { channels, organic: free } = await channelsOf(story.sql, ask(story))
      expect([
        channels.map(({ key, newClients }) => [key, newClients]),
        free.map(({ source, newClients }) => [source, newClients]),
      ]).toEqual([[['vk', 0]], [['сарафан', 1]]])
    })

    test('of somebody who had been here brings no new client, but its visit and money count', async () => {
      const story = await openStory(database.db)
      const person = await addPerson(story)
      await addVisit(story, {
        clientId: person.clientId,
        startsAt: at('2026-10-20T10:00:00Z'),
        status: 'paid',
        createdAt: at('2026-10-19T10:00:00Z'),
      })
      const leadId = await addLeadSample(story, person, at('2026-11-03T10:00:00Z'), { source: 'vk', paid: true })
      const visit = await addVisit(story, {
        clientId: person.clientId,
        leadId,
        startsAt: at('2026-11-05T10:00:00Z'),
        status: 'paid',
      })
      await pay(story, visit, 120_000)
      await pay(story, visit, 20_000, 'refund')
      const [sums] = await leadsBy(story.sql, ask(story))
      expect(sums).toMatchObject({
        leads: 1,
        fresh: 0,
        newClients: 0,
        booked: 1,
        visited: 1,
        paidLeads: 1,
        revenue: 100_000,
        gave: 0,
      })
    })

    test('joined to another client goes with them', async () => {
      const story = await openStory(database.db)
      const [one, two] = [await who(story), await who(story, false, 'сарафан')]
      await addVisit(story, {
        clientId: two.clientId,
        startsAt: at('2026-11-05T10:00:00Z'),
        status: 'arrived',
        createdAt: at('2026-11-02T10:00:00Z'),
      })
      await moveClient(story, two.clientId, one.clientId)
      const [sums] = await leadsBy(story.sql, ask(story))
      expect(sums).toMatchObject({ leads: 2, newClients: 1, visited: 1 })
    })
  })

  test('visits: holds that ran out and the owner’s tries are none; late cancels are apart', async () => {
    const story = await openStory(database.db)
    const { clientId } = await addPerson(story)
    const startsAt = at('2026-11-05T10:00:00Z')
    for (const status of ['booked', 'held', 'arrived', 'paid', 'no_show'])
      await addVisit(story, { clientId, startsAt, status })
    await addVisit(story, { clientId, startsAt, status: 'paid', test: true })
    const cancel = async (late: boolean) => {
      const id = await addVisit(story, { clientId, startsAt, status: 'cancelled' })
      await story.sql.query('update appointments set cancelled_late = $2 where id = $1', [id, late])
    }
    for (const late of [true, false, false]) await cancel(late)
    const [sums] = await visitsBy(story.sql, ask(story))
    expect(sums).toMatchObject({ visits: 7, came: 2, noShow: 1, cancelled: 3, cancelledLate: 1 })
    const [service] = await serviceReports(story.sql, ask(story), at('2027-03-01T00:00:00Z'))
    expect(service).toMatchObject({
      came: 2,
      noShow: 1,
      cancelled: 3,
      clients: 1,
      settled: 1,
      margin: { value: 90_000 },
    })
  })

  test('a day is the branch’s own: 23:30 in Moscow is tomorrow in Vladivostok', async () => {
    const story = await openStory(database.db)
    const { clientId } = await addPerson(story)
    const startsAt = at('2026-11-05T20:30:00Z')
    for (const location of story.locations) await addVisit(story, { clientId, startsAt, location, status: 'booked' })
    expect((await visitsBy(story.sql, ask(story), ['day'])).map(({ day }) => day)).toEqual(['2026-11-05', '2026-11-06'])
  })

  test('the assistant: a dialogue is a chat on a day; taps are not read, silence is no miss', async () => {
    const story = await openStory(database.db)
    const [one, two] = [await addPerson(story), await addPerson(story)]
    const now = at('2026-11-02T10:00:00Z')
    const hear = async (chatId: number, seconds: number, how: Parameters<typeof read>[3]) =>
      read(story, await say(story, chatId, 'client', later(now, seconds)), later(now, seconds), how)
    await hear(one.chatId, 0, {})
    await hear(one.chatId, 10, { source: 'button' })
    await hear(one.chatId, 20, { outcome: 'clarified' })
    await hear(two.chatId, 0, { answered: false, outcome: 'handed_over' })
    await note(story, two.chatId, 'handover', later(now, 1))
    await hear(two.chatId, 60, { outcome: 'silent' })
    await hear(two.chatId, 86_400, {})
    expect(await dialoguesBy(story.sql, ask(story))).toEqual([
      { dialogues: 3, handedOver: 1, withPerson: 1, read: 4, missed: 2, labelled: 0, right: 0 },
    ])
  })

  test('money: spend that nobody wrote down is not zero; a cost lies on its days to the kopeck; takings are by the day of payment', async () => {
    const story = await openStory(database.db)
    const { sql, businessId } = story
    expect(await spendBy(sql, businessId, NOVEMBER)).toEqual([])
    await spend(story, '2026-11-03', 'vk', null, 0)
    expect(await spendBy(sql, businessId, NOVEMBER)).toEqual([{ amount: 0, clicks: null }])
    await sql.query(
      `insert into operating_costs (business_id, kind, name, first_day, last_day, amount, updated_at)
       values ($1, 'rent', 'Аренда', '2026-11-01', '2026-11-30', 1000001, $2::timestamptz)`,
      [businessId, story.now],
    )
    const halves = await Promise.all(
      [
        ['2026-11-01', '2026-11-07'],
        ['2026-11-08', '2026-11-30'],
      ].map(([from, to]) => costsBy(sql, businessId, { from: from!, to: to! })),
    )
    expect(halves.flat().reduce((sum, { amount }) => sum + amount, 0)).toBe(1_000_001)
    const { clientId } = await addPerson(story)
    const visit = await addVisit(story, { clientId, startsAt: at('2026-11-05T10:00:00Z'), status: 'paid' })
    await pay(story, visit, 120_000, 'payment', at('2026-11-05T21:30:00Z'))
    await pay(story, visit, 20_000, 'refund', at('2026-11-07T10:00:00Z'))
    const takings = await takingsOf(sql, businessId, { from: '2026-11-05', to: '2026-11-07' })
    expect(takings).toEqual([
      { day: '2026-11-05', received: 0, refunded: 0 },
      { day: '2026-11-06', received: 120_000, refunded: 0 },
      { day: '2026-11-07', received: 0, refunded: 20_000 },
    ])
  })

  test('of one business are never those of another', async () => {
    const db: Db = database.db
    const [one, two] = [await openStory(db), await openStory(db)]
    const person = await addPerson(one)
    await addLeadSample(one, person, later(one.now, 60))
    for (const story of [one, two]) await refreshKpis(db, { businessId: story.businessId, now: story.now })
    const leads = async (story: Story, raw: boolean) => (await leadsBy(db, { ...ask(story), raw }))[0]!.leads
    expect([await leads(one, true), await leads(one, false), await leads(two, true), await leads(two, false)]).toEqual([
      1, 1, 0, 0,
    ])
    expect(await answersBy(db, { ...ask(two), raw: false }, ['opening'])).toEqual([])
  })
})
