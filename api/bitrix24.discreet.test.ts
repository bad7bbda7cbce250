import { afterEach, expect, test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { MIRROR_FIELDS } from '../domain/crm/settings.ts'
import { type FakeBitrix, startFakeBitrix } from '../jobs/bitrix24/fake/fake.ts'
import { clientOf, settled } from './testing/client.ts'
import { joinPortal } from './testing/portal.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, type StandOptions, startStand } from './testing/stand.ts'

const RESOURCE = 901
const SITE = 'https://www.salon.example'
/** What was said and written of a person and is nobody's business in the CRM. */
const SAID = ['аллерг', 'испорти', '123456', '9010', 'псориаз', 'диабет', 'беремен', 'ангин']
/** What of a clinic is: what for somebody comes, and anything that was said. */
const TREATED = ['кариес', 'дёсны', 'Здравствуйте']

onPostgres('what of a person reaches Bitrix24', (database) => {
  let stand: Stand
  let fake: FakeBitrix
  let owner: Staff
  afterEach(async () => {
    await stand?.stop()
    await fake?.close()
  })

  async function open(template: StandOptions['template'], master: string, sensitive: boolean) {
    stand = await startStand(database.db, { template, publicUrl: 'https://salon.example' })
    fake = await startFakeBitrix({ now: () => stand.clock.now.getTime() })
    fake.portal.resources.set(RESOURCE, { id: RESOURCE, typeId: 900, name: master, fields: {}, slots: [] })
    owner = await signIn(database.db, stand, 'owner')
    const { id } = (await stand.catalog()).resources.find(({ name }) => name === master)!
    const fields = Object.fromEntries(MIRROR_FIELDS.map((field) => [field, `ufCrmOko${field}`]))
    const busy = { read: 'nothing', write: true, resources: { [id]: RESOURCE }, users: {} } as const
    await joinPortal(stand, fake, {
      key: `p${stand.businessId}`,
      settings: { dealPer: 'lead', fields, busy, sensitive },
    })
    return id
  }
  const minutes = async (count: number) => {
    for (let i = 0; i < count; i++) {
      stand.clock.now = new Date(stand.clock.now.getTime() + 61_000)
      await stand.system.loop.runDue()
      await settled(stand, database.db)
    }
  }
  /** Of these, what stood in a request from the nth on. */
  const sent = (words: readonly string[], from = 0): string[] => {
    const all = fake.portal.requests
      .slice(from)
      .map(({ said }) => said.toLowerCase())
      .join('\n')
    return words.filter((word) => all.includes(word.toLowerCase()))
  }
  const chatOf = async () => {
    const { items } = (
      await owner.call<{ items: { id: number; client: { id: number } }[] }>('GET', '/api/chats?segment=all')
    ).body
    return items[0]!
  }
  const bookFor = async (service: string, masterId: number, chat: number, note: string) => {
    const { id } = (await stand.catalog()).services.find(({ name }) => name === service)!
    const start = '2026-11-26T12:00:00+03:00'
    const body = { services: [id], master: masterId, start, chat, client: { id: (await chatOf()).client.id }, note }
    const made = await owner.call<{ id: number; version: number }>('POST', '/api/appointments', body, {
      'Idempotency-Key': crypto.randomUUID(),
    })
    expect([made.status, made.body]).toEqual([201, expect.anything()])
  }

  /** A client of a salon who tells the assistant, the staff and a form more than a CRM is to know; returns their id. */
  async function confided(masterId: number) {
    const person = clientOf(stand, { first_name: 'Марфа' })
    const words = [
      'Здравствуйте, у меня аллергия на краску, сколько стоит окрашивание?',
      'Мастер испортил мне стрижку, верните деньги!',
      'мой паспорт 45 10 123456, карта 4276 1234 5678 9010',
      'позовите человека',
    ]
    for (const text of words) {
      await person.plays(text)
      await settled(stand, database.db)
    }
    const { id, client } = await chatOf()
    await owner.call('POST', `/api/chats/${id}/take`)
    const reply = { text: 'При диабете сначала к врачу' }
    const replied = await owner.call('POST', `/api/chats/${id}/reply`, reply, {
      'Idempotency-Key': crypto.randomUUID(),
    })
    expect(replied.status).toBe(200)
    await minutes(2)
    await owner.call('POST', `/api/chats/${id}/return`)
    await person.plays('позовите человека')
    await minutes(2)
    await bookFor('Мужская стрижка', masterId, id, 'беременна, не красим')
    await minutes(3)
    const page = `${SITE}/?utm_source=yandex&utm_term=мазь+от+псориаза`
    const form = { client_name: 'Вера', phone: '8 (900) 555-44-33', consent: true, comment: 'лечу псориаз', page }
    const { body: site } = await owner.call<{ key: string }>('POST', '/api/forms/key', { hosts: [SITE] })
    const lead = await fetch(`${stand.url}/api/lead?form=${encodeURIComponent(site.key)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: SITE },
      body: JSON.stringify(form),
    })
    expect(lead.status).toBe(201)
    await minutes(3)
    return client.id
  }

  test('health, documents and complaints stand in no request, whoever said or wrote them; where the owner lets them they do', async () => {
    for (const sensitive of [false, true]) {
      await confided(await open('salon', 'Дмитрий', sensitive))
      expect([fake.deals().length, fake.portal.comments.size > 0, fake.portal.activities.size]).toEqual([2, true, 3])
      expect(fake.portal.bookings.size).toBe(1)
      const words = sent(SAID)
      if (sensitive) expect(words).toEqual(expect.arrayContaining(['аллерг', 'испорти', '9010', 'диабет', 'псориаз']))
      else expect(words).toEqual([])
      // A note is of the staff, and goes nowhere.
      expect(words).not.toContain('беремен')
      if (!sensitive) {
        await stand.stop()
        await fake.close()
      }
    }
  }, 60_000)

  test('of a clinic neither what for somebody comes nor a word of what was said', async () => {
    for (const sensitive of [false, true]) {
      const master = await open('clinic', 'Артур Сергеевич', sensitive)
      const person = clientOf(stand)
      for (const text of ['Здравствуйте, кровоточат дёсны', 'позовите человека']) {
        await person.plays(text)
        await settled(stand, database.db)
      }
      await bookFor('Лечение кариеса', master, (await chatOf()).id, '-')
      await minutes(4)
      expect([fake.deals().length, fake.portal.bookings.size]).toEqual([1, 1])
      expect(sent(TREATED)).toEqual(sensitive ? TREATED : [])
      if (!sensitive) {
        await stand.stop()
        await fake.close()
      }
    }
  }, 60_000)

  test('who is erased is named in no request from then on, and nothing that stands there names them', async () => {
    const clientId = await confided(await open('salon', 'Дмитрий', true))
    const phone = '+79007776655'
    await database.db.query(`update clients set phone = $2, name = 'Марфа', version = version + 1 where id = $1`, [
      clientId,
      phone,
    ])
    await minutes(2)
    const about = ['Марфа', phone.slice(2), '9010', 'аллерг', 'испорти']
    const there = () => {
      const { items, comments, activities, bookings } = fake.portal
      const all = [...[...items.values()].map((one) => [...one.values()]), comments, activities, bookings]
      const text = JSON.stringify(all.map((one) => [...one.values()]))
      return about.filter((word) => text.includes(word))
    }
    expect(sent(about)).toEqual(about)
    expect(there()).toEqual(about)
    const before = fake.portal.requests.length
    const erased = await owner.call('POST', `/api/clients/${clientId}/erase`, { word: 'удалить', upcoming: 'cancel' })
    expect(erased.status).toBe(200)
    await minutes(4)
    expect(fake.portal.requests.length).toBeGreaterThan(before)
    expect(sent(about, before)).toEqual([])
    expect(there()).toEqual([])
    expect(fake.portal.bookings.size).toBe(0)
  }, 60_000)
})
