import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { signatureOf } from '../bot/channels/meta/webhook.ts'
import { envelope } from '../bot/channels/whatsapp/fake/fake.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { booked, clientOf, settled, tap, whatsappClient } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('WhatsApp’s webhook', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { on: 'whatsapp' })
  })
  afterAll(() => stand.stop())
  afterEach(() => settled(stand, database.db))

  const path = () => new URL(stand.whatsapp!.number.webhook!).pathname
  const number = () => stand.whatsapp!.number
  const text = (from: string, id: string, at: number, body: string) => ({
    contacts: [{ profile: { name: 'Анна' }, wa_id: from }],
    messages: [{ from, id, timestamp: String(at), type: 'text', text: { body } }],
  })
  const post = async (url: string, bytes: Uint8Array, signature: string | null) => {
    const headers = { 'content-type': 'application/json', ...(signature && { 'x-hub-signature-256': signature }) }
    const answer = await fetch(url + path(), { method: 'POST', headers, body: bytes as Uint8Array<ArrayBuffer> })
    await answer.arrayBuffer()
    return answer.status
  }
  const bring = async (value: object, url = stand.url) => {
    const bytes = envelope(number(), value)
    return post(url, bytes, await signatureOf(number().appSecret, bytes))
  }
  const inbound = (person: string) =>
    database.db.query<{ text: string; status: string }>(
      `select m.text, m.status from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and m.direction = 'in' order by m.id`,
      [person],
    )

  test('nothing is wrong with what is no message of ours, and nothing comes of it', async () => {
    const strange = [
      {},
      { messages: [{}] },
      { messages: 'x', statuses: null },
      { messages: [{ id: 'wamid.g', from: '79161110009', group_id: 'g1', type: 'text', text: { body: 'в группе' } }] },
      { messages: [{ id: 'wamid.x', from: '\u0000drop', type: 'text', text: { body: 'x' } }] },
      { statuses: [{ id: 'wamid.none', status: 'read', timestamp: '1', recipient_id: '7' }] },
      { statuses: [{ id: 'wamid.none', status: 'invented', timestamp: 'x' }] },
    ]
    for (const value of strange) expect(await bring(value)).toBe(200)
    const bytes = new TextEncoder().encode('{"object":"page","entry":7}')
    expect(await post(stand.url, bytes, await signatureOf(number().appSecret, bytes))).toBe(200)
    const torn = new TextEncoder().encode('{"object":')
    expect(await post(stand.url, torn, await signatureOf(number().appSecret, torn))).toBe(400)
    // Another number of the same app has an address of its own.
    const foreign = envelope(
      { ...number(), phoneNumberId: '1' },
      text('79161110008', 'wamid.f', 1_763_700_000, 'не нам'),
    )
    expect(await post(stand.url, foreign, await signatureOf(number().appSecret, foreign))).toBe(200)
    const chats = await database.db.query(`select 1 from chats where external_id in ('79161110008', '79161110009')`)
    expect(chats).toEqual([])
  })

  test('every kind of message that people send is kept and answered kindly, a reaction in silence', async () => {
    const anna = whatsappClient(stand)
    await anna.plays('/start', /Здравствуйте/)
    const { person } = anna
    await person.sendsVoice(stand.bot)
    await anna.sees(/понимает только текст/)
    for (const kind of ['image', 'video', 'document', 'sticker'] as const) {
      await person.brings({
        type: kind,
        [kind]: { id: '1', mime_type: 'x/y', ...(kind === 'image' && { caption: 'вот так' }) },
      })
      await anna.sees(/понимает только текст/)
    }
    await person.sendsLocation(stand.bot)
    await anna.sees(/понимает только текст/)
    await person.brings({ type: 'unsupported', unsupported: { type: 'poll' }, errors: [{ code: 131051 }] })
    await anna.sees(/понимает только текст/)
    await person.brings({ type: 'order', order: { product_items: [] } })
    await anna.sees(/понимает только текст/)
    await settled(stand, database.db)
    const heard = anna.heard()
    await person.reacts('👍')
    await settled(stand, database.db)
    expect(anna.heard()).toBe(heard)
    const said = (await inbound(String(person.id))).map((row) => row.text)
    expect(said).toEqual([
      '/start',
      '[voice]',
      'вот так',
      '[video]',
      '[document]',
      '[sticker]',
      '[location]',
      '[unsupported]',
      '[order]',
      '👍',
    ])
    await person.sendsContactOf(stand.bot, { phone_number: '+79005550000', first_name: 'Кто-то' })
    await anna.sees(/не ваш контакт|согласие/i)
  })

  test('a number or the words of a button stand for a tap where buttons may not show', async () => {
    const anna = whatsappClient(stand)
    await anna.plays('/start', /Здравствуйте/, '2', /Предстоящих записей нет/, '/start', /Здравствуйте/)
    await anna.plays('Адрес и часы', /Липовый/, 'мужская стрижка', /К кому/, 'вторая', /выберите время/)
    await anna.plays('завтра в 11:30', /согласие/, 'даю согласие', /Как вас зовут/)
  })

  test('somebody without a number is known by the platform’s id, is asked for a phone, and shares it by a tap', async () => {
    const vera = whatsappClient(stand, {
      phone: null,
      userId: 'RU.13491208655302741918',
      username: 'vera',
      first_name: 'Вера',
    })
    await vera.plays('мужская стрижка', /К кому/, 'Дмитрий', /выберите время/, 'завтра в 15:00', /согласие/)
    const ask = await vera.plays(tap('Даю согласие'), /зовут/, 'Вера', /номер телефона/)
    expect(vera.captions(ask)).toEqual(['Поделиться'])
    await vera.person.sharesContact(stand.bot, '+7 916 222-33-44')
    await vera.plays(/Проверьте/, tap('Записать'), /Готово/)
    const [client] = await database.db.query(
      `select c.phone, c.phone_verified as verified, i.username from clients c join identities i on i.client_id = c.id
       where i.external_id = 'RU.13491208655302741918'`,
    )
    expect(client).toEqual({ phone: '+79162223344', verified: true, username: 'vera' })
    expect(number().sent.findLast(({ text }) => /Готово/.test(text))!.payload).toMatchObject({
      recipient: 'RU.13491208655302741918',
    })
  })

  test('who was known by their number stays the same person when the platform gives them an id, and when the number changes', async () => {
    const oleg = whatsappClient(stand, { first_name: 'Олег' })
    const visit = await booked(stand, database.db, oleg, '18:00')
    const { whatsapp } = oleg.person
    const phone = whatsapp.phone!
    whatsapp.userId = 'RU.777'
    await oleg.plays('мои записи', /Ваша запись/)
    const chats = () =>
      database.db.query(
        `select c.external_id as id, c.phone, (select count(*)::int from appointments a where a.client_id = c.client_id) as visits
         from chats c where c.id = (select chat_id from appointments where id = $1)`,
        [visit],
      )
    expect(await chats()).toEqual([{ id: 'RU.777', phone, visits: 1 }])
    // The username hides the number: only the id comes.
    whatsapp.phone = null
    await oleg.plays('мои записи', /Ваша запись/)
    const system = { type: 'user_changed_user_id', user_id: 'RU.888', previous_user_id: 'RU.777', body: '' }
    await stand.whatsapp!.platform.tell(number(), {
      messages: [{ from_user_id: 'RU.777', id: 'wamid.sys', timestamp: '1', type: 'system', system }],
    })
    whatsapp.userId = 'RU.888'
    await oleg.plays('мои записи', /Ваша запись/)
    expect(await chats()).toEqual([{ id: 'RU.888', phone, visits: 1 }])
    expect(number().calls.at(-1)!.body).toMatchObject({ recipient: 'RU.888' })
  })

  test('the number that the platform vouches for has only to be agreed to, after the consent', async () => {
    const ira = clientOf(stand, { first_name: 'Ира' })
    await ira.plays(
      'маникюр',
      /К кому/,
      tap('К любому, кто свободен'),
      /выберите время/,
      'в пятницу в 15:00',
      /согласие/,
    )
    const states = await database.db.query<{ all: string }>(
      `select coalesce(state::text, '') || coalesce(draft::text, '') as all from chats where external_id = $1`,
      [String(ira.person.id)],
    )
    expect(states[0]!.all).not.toContain(String(ira.person.id))
    await ira.plays(
      tap('Даю согласие'),
      /зовут/,
      tap('Ира'),
      /записать вас на номер/,
      tap('Да, этот номер'),
      /Проверьте/,
    )
    const [client] = await database.db.query(
      'select c.phone, c.phone_verified as verified from clients c join identities i on i.client_id = c.id where i.external_id = $1',
      [String(ira.person.id)],
    )
    expect(client).toEqual({ phone: `+${ira.person.id}`, verified: true })
  })
})
