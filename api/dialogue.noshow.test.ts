import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { grantMarketing } from '../db/marketing.ts'
import { onEachDatabaseAndChannel } from './testing/channels.ts'
import { booked, type Client, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'
import { weeksOf } from './testing/weeks.ts'

onEachDatabaseAndChannel('who did not come', (database, on) => {
  let stand: Stand
  let owner: Staff
  let client: Client
  let id = 0
  let heard = 0
  /** It is Monday 10:00 when the client books Tuesday 16:00 for an hour at most. */
  const { wall, next, until: passUntil } = weeksOf(() => stand)
  const until = async (moment: Date) => {
    await settled(stand, database.db)
    await passUntil(moment)
  }

  beforeAll(async () => {
    stand = await startStand(database.db, { on })
  })
  afterAll(() => stand.stop())
  beforeEach(async () => {
    next()
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    client = clientOf(stand)
    id = await booked(stand, database.db, client)
    await settled(stand, database.db)
  })
  afterEach(() => expectGoodManners(stand))

  const card = async (visit = id) => (await owner.call('GET', `/api/appointments/${visit}`)).body
  const mark = async (verb: string, visit = id) => {
    const { version } = await card(visit)
    return owner.call('POST', `/api/appointments/${visit}/${verb}`, { version })
  }
  const missed = async (visit = id, at = wall(24, '17:30')) => {
    await until(at)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    expect((await mark('no-show', visit)).status).toBe(200)
    heard = client.heard()
  }
  const said = () => client.shown().slice(heard)
  const clientId = async () => (await card()).client.id as number
  const agrees = async () => {
    const [chat] = await database.db.query<{ channelId: number }>(
      'select channel_id as "channelId" from chats where external_id = $1',
      [String(client.person.id)],
    )
    const about = { businessId: stand.businessId, clientId: await clientId(), ...chat!, now: stand.clock.now }
    await database.db.transaction((tx) => grantMarketing(tx, { ...about, version: 1, language: 'ru' }))
  }
  const set = async (assistant: object) => {
    const { version } = (await owner.call('GET', '/api/settings')).body
    expect((await owner.call('PATCH', '/api/settings', { version, assistant })).status).toBe(200)
  }
  const slots = () => client.captions(said().at(-1)!).slice(0, 3)

  test('no-show → a kind word with a discount → booked by a tap, the discount once; the next visit has none', async () => {
    await agrees()
    await missed()
    await until(wall(24, '17:39'))
    expect(said()).toHaveLength(0)
    await until(wall(24, '17:40'))
    expect(said()).toHaveLength(1)
    const { text } = said()[0]!
    expect(text).toMatch(/Ждали вас: вторник.*16:00[\s\S]*дарим 10% на следующую запись[\s\S]*ближайшее время/)
    const code = /Код (\p{Lu}+\d+)/u.exec(text)![1]!
    expect(slots()).toHaveLength(3)
    // What is offered is booked by the tap.
    await client.plays(tap(slots()[0]!), /Проверьте[\s\S]*вместо/, tap('Записать'), /Готово, вы записаны[\s\S]*вместо/)
    await settled(stand, database.db)
    const { visits, offers } = (await owner.call('GET', `/api/clients/${await clientId()}`)).body
    const price = visits[0].price
    expect(visits[0]).toMatchObject({ status: 'booked', discount: price / 10 })
    expect((await card(visits[0].id)).money).toMatchObject({
      discount: price / 10,
      discountReason: `После неявки · ${code}`,
      left: price - price / 10,
    })
    expect(offers).toMatchObject([{ code, state: 'used', visitId: visits[0].id, source: 'no_show', percent: 10 }])
    await client.plays(`промокод ${code}`, /уже использован/)
    await client.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/, 'в четверг в 12:00', /Проверьте/)
    expect((await client.plays(tap('Записать'), /Готово/)).text).not.toMatch(/вместо/)
  })

  test('an undo in time sends nothing and gives nothing', async () => {
    await agrees()
    await missed()
    await until(wall(24, '17:39'))
    expect((await mark('unmark')).status).toBe(200)
    await until(wall(24, '19:00'))
    expect(said().filter(({ text }) => /Ждали вас/.test(text))).toHaveLength(0)
    expect((await owner.call('GET', `/api/clients/${await clientId()}`)).body.offers).toEqual([])
  })

  test('without the consent to offers there is no discount, and the word is as kind', async () => {
    await missed()
    await until(wall(24, '17:40'))
    expect(said()[0]!.text).toMatch(/Ждали вас/)
    expect(said()[0]!.text).not.toMatch(/%|Код/)
    expect(slots()).toHaveLength(3)
  })

  test('what falls into the night is said in the morning; to who talks with a person not at all', async () => {
    await missed(id, wall(24, '20:55'))
    await until(wall(24, '21:10'))
    await until(wall(25, '08:59'))
    expect(said()).toHaveLength(0)
    await until(wall(25, '09:00'))
    expect(said().map(({ text }) => text)).toEqual([expect.stringMatching(/Ждали вас/)])
    id = await booked(stand, database.db, client, '16:00', 'завтра')
    await client.plays('позовите менеджера', /менеджер/)
    await missed(id, wall(26, '17:30'))
    await until(wall(26, '17:40'))
    expect(said().filter(({ text }) => /Ждали вас/.test(text))).toHaveLength(0)
    expect((await card()).notices.find((line: { kind: string }) => line.kind === 'no_show')).toMatchObject({
      status: 'skipped',
      reason: 'с клиентом говорит человек',
    })
  })

  test('after the second no-show a person confirms: the half-made booking goes to them, and staff are not bound', async () => {
    const manager = await hired(stand, database.db, 'Анна')
    await missed()
    await until(wall(24, '18:00'))
    id = await booked(stand, database.db, client, '16:00', 'завтра')
    await missed(id, wall(25, '17:30'))
    await until(wall(25, '17:40'))
    expect(said()[0]!.text).toMatch(/Ждали вас[\s\S]*подтвердит менеджер/)
    await client.plays(
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /выберите время/,
      'завтра в 12:00',
      /подтвердит менеджер/,
    )
    await client.plays(tap('Передать менеджеру'), /Передали менеджеру, он подтвердит/)
    const call = await manager.sees(/Нужен человек: были неявки/)
    expect(call.text).toMatch(/Начатая запись: Мужская стрижка · Дмитрий · .*12:00/)
    expect(await ownerOf(stand, database.db, client)).toEqual({ owner: 'queue', reason: 'no-shows' })
    const { client: person, parts } = await card()
    const wish = { services: [parts[0].service.id], master: parts[0].master.id, client: { id: person.id } }
    const made = await owner.call(
      'POST',
      '/api/appointments',
      { ...wish, start: wall(26, '14:00').toISOString() },
      { 'Idempotency-Key': `by-staff-${id}` },
    )
    expect(made.status).toBe(201)
    expect(person).toMatchObject({ noShows: 2 })
  })

  test('the rule may be prepayment, which a person settles, or nothing at all', async () => {
    await missed()
    await until(wall(24, '18:00'))
    await set({ noShowsFrom: 1, afterNoShows: 'prepayment' })
    await client.plays(
      'мужская стрижка',
      /К кому/,
      'Дмитрий',
      /выберите время/,
      'завтра в 12:00',
      /подтвердит менеджер/,
    )
    await client.plays(tap('Передать менеджеру'), /подскажет, как внести предоплату/)
    expect(await ownerOf(stand, database.db, client)).toEqual({ owner: 'queue', reason: 'prepayment' })
    await set({ afterNoShows: 'nothing' })
    await client.plays('/book', /./)
    await client.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/, 'завтра в 13:00', /Проверьте/)
    await client.plays(tap('Записать'), /Готово, вы записаны/)
    await set({ noShowsFrom: 2, afterNoShows: 'person' })
  })

  test('staff give a discount and take it back; a typed code says what it is worth, and is of nobody else', async () => {
    const give = await owner.call('POST', `/api/clients/${await clientId()}/offers`, {
      percent: 15,
      days: 7,
      reason: 'Ждали дольше обычного',
    })
    expect([give.status, give.body.state]).toEqual([201, 'valid'])
    const { code, id: offer } = give.body
    await client.plays(`у меня промокод ${code.toLowerCase()}`, /скидка 15% на запись, сделанную до .* включительно/)
    const other = clientOf(stand, { first_name: 'Вера' })
    await other.plays('/start', /Здравствуйте/, code, /среди ваших нет/)
    const path = `/api/clients/${await clientId()}/offers/${offer}`
    expect((await owner.call('PATCH', path, { revoked: true })).body).toMatchObject({ state: 'revoked' })
    await client.plays(code, /больше не действует/)
    expect((await owner.call('PATCH', path, { revoked: true })).status).toBe(404)
    expect((await owner.call('PATCH', path, { revoked: false })).body).toMatchObject({ state: 'valid' })
    await client.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
    await client.plays('завтра в 12:00', /Проверьте[\s\S]*вместо/)
    await client.plays(`код ${code}`, /скидка 15%[\s\S]*Проверьте[\s\S]*вместо/)
    await client.plays(tap('Записать'), /Готово[\s\S]*вместо/)
    const { journal, offers } = (await owner.call('GET', `/api/clients/${await clientId()}`)).body
    expect(journal.map((line: { action: string }) => line.action)).toEqual([
      'offer_returned',
      'offer_taken',
      'offer_given',
    ])
    expect(offers).toMatchObject([{ code, state: 'used' }])
    expect((await owner.call('PATCH', path, { revoked: true })).status).toBe(404)
    const manager = await signIn(database.db, stand, 'master')
    expect((await manager.call('POST', `/api/clients/1/offers`, { percent: 1, days: 1, reason: 'x' })).status).toBe(403)
  })
})
