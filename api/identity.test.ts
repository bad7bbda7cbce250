import { afterEach, beforeEach, expect, test } from 'vitest'
import { eraseClient } from '../db/clients-erase.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { waysTo } from '../db/ways.ts'
import { expectGoodManners, settled, tap, telegramClient, whatsappClient } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

// Monday, 23 November 2026, 10:00 in Moscow.
onEachDatabase('who writes in two messengers', (database) => {
  let stand: Stand
  let staff: Staff
  let anna: ReturnType<typeof whatsappClient>
  beforeEach(async () => {
    stand = await startStand(database.db, { on: 'whatsapp' })
    staff = await signIn(database.db, stand, 'admin')
    anna = whatsappClient(stand)
  })
  afterEach(async () => {
    await settled(stand, database.db)
    expectGoodManners(stand)
    await stand.stop()
  })

  const idOf = async (person: { id: number }) => {
    const [row] = await database.db.query<{ id: number }>(
      `select c.id from identities i join clients c on c.id = i.client_id where i.external_id = $1 and i.business_id = $2`,
      [String(person.id), stand.businessId],
    )
    return row!.id
  }
  const phoneOf = ({ person }: typeof anna) => `+${person.whatsapp.phone}`
  /** Books in WhatsApp, where one tap agrees to the number that they write from. */
  const booksWithOwnNumber = async () => {
    await anna.plays('/start', /Здравствуйте/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await anna.plays('завтра в 16:00', /согласие/, tap('Даю согласие'), /зовут/, 'Анна', /номер/)
    await anna.plays(tap('Да, этот номер'), /Проверьте/, tap('Записать'), /Готово, вы записаны/)
    await settled(stand, database.db)
  }
  /** Wants a massage in Telegram, calls themself so, and shares a contact. */
  const comesInTelegram = async (name: string, phone: string) => {
    const twin = telegramClient(stand, { first_name: name })
    await twin.plays('массаж послезавтра в 18:00', /согласие/, 'да', /зовут/, name, /номер/)
    await twin.person.sharesContact(stand.bot, phone)
    await twin.sees(/Проверьте запись/)
    await settled(stand, database.db)
    return twin
  }
  const clientsCount = async () => {
    const [row] = await database.db.query<{ count: number }>(
      `select count(*)::int as count from clients where business_id = $1 and merged_into is null and erased_at is null`,
      [stand.businessId],
    )
    return row!.count
  }

  test('one phone for which both messengers vouch is one client, with all that was, and what is begun goes on', async () => {
    await booksWithOwnNumber()
    const id = await idOf(anna.person)
    const twin = await comesInTelegram('Анна', phoneOf(anna))
    expect(await idOf(twin.person)).toBe(id)
    expect(await clientsCount()).toBe(1)
    await twin.plays('да', /вы записаны/)
    await twin.plays('мои записи', /1\. [\s\S]*2\. /)
    const { body } = await staff.call('GET', `/api/clients/${id}`)
    expect(body.visits.length).toBeGreaterThan(0)
    expect(body.channels.map((one: { kind: string }) => one.kind)).toEqual(['whatsapp', 'telegram'])
    expect(body.chats.length).toBe(2)
    const ways = await waysTo(database.db, { businessId: stand.businessId, clientId: id, first: null })
    expect(ways.map(({ kind }) => kind).sort()).toEqual(['telegram', 'whatsapp'])
    expect(body.journal[0]).toMatchObject({ action: 'merged', member: null, after: { by: 'phone' } })
  })

  test('staff part what was joined, each with what was theirs, and it is not joined again', async () => {
    await booksWithOwnNumber()
    const twin = await comesInTelegram('Анна', phoneOf(anna))
    await twin.plays('да', /вы записаны/)
    await settled(stand, database.db)
    const id = await idOf(anna.person)
    const { body } = await staff.call('GET', `/api/clients/${id}`)
    const [{ change }] = body.merged
    expect(await staff.call('POST', `/api/clients/${id}/unmerge`, { change })).toMatchObject({ status: 200 })
    const other = await idOf(twin.person)
    expect(other).not.toBe(id)
    await twin.person.sharesContact(stand.bot, phoneOf(anna))
    await twin.sees(/номер|телефон/i)
    await settled(stand, database.db)
    expect(await idOf(twin.person)).toBe(other)
    // It was booked while they were one: that stays where it is seen.
    const card = (await staff.call('GET', `/api/clients/${other}`)).body
    expect(card).toMatchObject({ phone: phoneOf(anna), phoneVerified: true, alike: 0 })
  })

  test('a family has one phone: another name is another person, and staff are asked', async () => {
    await booksWithOwnNumber()
    const id = await idOf(anna.person)
    const son = await comesInTelegram('Олег', phoneOf(anna))
    const other = await idOf(son.person)
    expect(other).not.toBe(id)
    const { body } = await staff.call('GET', `/api/clients/${id}`)
    expect(body.alike).toBe(1)
  })

  test('a phone that is only typed joins nobody', async () => {
    await booksWithOwnNumber()
    const twin = telegramClient(stand, { first_name: 'Анна' })
    await twin.plays('массаж послезавтра в 18:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    await twin.plays(phoneOf(anna), /Проверьте запись/)
    await settled(stand, database.db)
    expect(await idOf(twin.person)).not.toBe(await idOf(anna.person))
  })

  test('several chats in two messengers at the same moment: one client, and nothing fails', async () => {
    const twins = [17, 18, 19].map((hour) => ({ hour, ...telegramClient(stand, { first_name: 'Анна' }) }))
    for (const { hour, plays } of twins)
      await plays(`мужская стрижка у Дмитрия завтра в ${hour}:00`, /согласие/, 'да', /зовут/, 'Анна', /номер/)
    await anna.plays('мужская стрижка у Дмитрия завтра в 16:00', /согласие/, 'да', /зовут/, 'Анна', /номер/)
    await settled(stand, database.db)
    await Promise.all([
      anna.plays(tap('Да, этот номер')),
      ...twins.map((twin) => twin.person.sharesContact(stand.bot, phoneOf(anna))),
    ])
    for (const one of [anna, ...twins]) await one.sees(/Проверьте/)
    await settled(stand, database.db)
    expect(new Set(await Promise.all([anna, ...twins].map(({ person }) => idOf(person)))).size).toBe(1)
    expect(await clientsCount()).toBe(1)
  })

  test('who was joined is erased with all of both', async () => {
    await booksWithOwnNumber()
    await comesInTelegram('Анна', phoneOf(anna))
    const id = await idOf(anna.person)
    const erasure = {
      businessId: stand.businessId,
      memberId: null,
      now: stand.clock.now,
      id,
      upcoming: 'cancel' as const,
    }
    await database.db.transaction((tx) => eraseClient(tx, { ...erasure, instead: { ru: '-', en: '-' } }))
    await settled(stand, database.db)
    const left = await database.db.query(
      `select 1 from clients where business_id = $1 and (name is not null or phone is not null)
       union all select 1 from identities where business_id = $1 and external_id <> ''`,
      [stand.businessId],
    )
    expect(left).toEqual([])
  })
})
