import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { envelope } from '../bot/channels/instagram/fake/fake.ts'
import { signatureOf } from '../bot/channels/meta/webhook.ts'
import { onPostgres } from '../db/testing/databases.ts'
import { expectGoodManners, instagramClient, settled, tap } from './testing/client.ts'
import { type Stand, startStand } from './testing/stand.ts'

onPostgres('what people do in Instagram', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db, { on: 'instagram' })
  })
  afterAll(() => stand.stop())
  afterEach(async () => {
    await settled(stand, database.db)
    expectGoodManners(stand)
  })

  const account = () => stand.instagram!.account
  const rows = (person: number) =>
    database.db.query<{ text: string | null; status: string; referral: unknown }>(
      `select m.text, m.status, m.body -> 'update' -> 'referral' as referral from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and m.direction = 'in' order by m.id`,
      [String(person)],
    )
  const texts = async (person: number) => (await rows(person)).map(({ text }) => text)

  test('a dialogue by quick replies, numbers and words, and never what the platform would refuse', async () => {
    const anna = instagramClient(stand)
    await anna.plays('/start', /Здравствуйте/, '2', /Предстоящих записей нет/, '/start', /Здравствуйте/)
    await anna.plays('Адрес и часы', /Липовый/, 'мужская стрижка', /К кому/, 'вторая', /выберите время/)
    await anna.plays('завтра в 11:30', /согласие/, '1', /Как вас зовут/, 'Анна', /номер/)
    await anna.person.sharesContact(stand.bot, '+79001234567')
    await anna.plays(/Проверьте/, tap('Записать'), /Готово, вы записаны/)
    expect(account().calls.filter(({ status }) => status !== 200)).toEqual([])
    const [visit] = await database.db.query('select door from appointments where business_id = $1', [stand.businessId])
    expect(visit).toEqual({ door: 'instagram' })
  })

  test('«Ещё» brings the rest of the options, tapped or typed', async () => {
    const vera = instagramClient(stand, { first_name: 'Вера' })
    const paged = await vera.plays('мужская стрижка', /К кому/, tap('К любому, кто свободен'), /выберите время/)
    const times = (message: typeof paged) =>
      message.buttons.flat().flatMap(({ callback_data: data }) => (data?.startsWith('time:') ? [data] : []))
    const pages = async (act: () => Promise<unknown>) => {
      await act()
      return times(await vera.sees(/Ещё варианты/))
    }
    expect(paged.buttons.flat().length).toBe(13)
    const typed = await pages(() => vera.person.sends(stand.bot, 'ещё'))
    const tapped = await pages(() => vera.person.taps(stand.bot, 'Ещё', { message_id: paged.message_id }))
    expect(typed.length).toBeGreaterThan(0)
    expect(tapped).toEqual(typed)
    expect(typed.filter((data) => times(paged).includes(data))).toEqual([])
  })

  test('every kind of message that people send is kept and answered kindly, what asks nothing in silence', async () => {
    const olga = instagramClient(stand, { first_name: 'Ольга' })
    const { person } = olga
    await olga.plays('/start', /Здравствуйте/)
    const files = ['audio', 'image', 'video', 'file', 'share', 'ig_reel', 'ephemeral', 'template', 'what_comes_next']
    for (const type of files) {
      await person.brings({ attachments: [{ type, payload: { url: 'https://lookaside.example/1' } }] })
      await olga.sees(/понимает только текст/)
    }
    await person.brings({ is_unsupported: true })
    await olga.sees(/понимает только текст/)
    await settled(stand, database.db)
    const heard = olga.heard()
    await person.brings({ attachments: [{ type: 'story_mention', payload: { url: 'https://lookaside.example/s' } }] })
    await person.reacts('❤️')
    await person.reads()
    await settled(stand, database.db)
    expect(olga.heard()).toBe(heard)
    // An answer to a story is an answer.
    await person.brings({ text: 'адрес', reply_to: { story: { id: '1', url: 'https://lookaside.example/s' } } })
    await olga.sees(/Липовый/)
    expect(await texts(person.id)).toEqual([
      '/start',
      '[voice]',
      '[photo]',
      '[video]',
      '[document]',
      '[share]',
      '[ig_reel]',
      '[photo]',
      '[template]',
      '[what_comes_next]',
      '[unsupported]',
      '[story_mention]',
      '❤️',
      'адрес',
    ])
    const read = await database.db.query(
      `select 1 from messages m join chats c on c.id = m.chat_id where c.external_id = $1 and m.status = 'read'`,
      [String(person.id)],
    )
    expect(read).toHaveLength(1)
  })

  test('a question of the empty chat is a tap; how somebody came is kept with what they did', async () => {
    const ref = { ref: 'autumn', source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' }
    const ads = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '1202', ads_context_data: { ad_title: 'Маникюр' } }
    const ira = instagramClient(stand, { first_name: 'Ира' })
    await ira.person.asks({ question: 'Записаться', payload: 'book' }, ref)
    await ira.sees(/Что будем делать/)
    await ira.person.comes(ref)
    await ira.person.brings({ text: 'адрес', referral: ads })
    await ira.sees(/Липовый/)
    await settled(stand, database.db)
    const came = await rows(ira.person.id)
    expect(came.map(({ text, referral }) => [text, referral])).toEqual([
      ['[Записаться]', ref],
      [null, ref],
      ['адрес', ads],
    ])
    expect(came.every(({ status }) => status === 'handled')).toBe(true)
  })

  test('who has only been seen, by a link or in a story, is greeted and a lead by their first word', async () => {
    const zoya = instagramClient(stand, { first_name: 'Зоя' })
    const leads = () =>
      database.db.query(
        `select l.source from leads l join identities i on i.client_id = l.client_id where i.external_id = $1`,
        [String(zoya.person.id)],
      )
    await zoya.person.brings({
      attachments: [{ type: 'story_mention', payload: { url: 'https://lookaside.example/s' } }],
    })
    await zoya.person.comes({ ref: 'autumn', source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' })
    await settled(stand, database.db)
    expect([zoya.heard(), await leads()]).toEqual([0, []])
    await zoya.plays('адрес', /^Здравствуйте[\s\S]*Липовый/)
    await settled(stand, database.db)
    expect(await leads()).toHaveLength(1)
  })

  test('what is taken back is kept no longer; what is corrected is read as corrected', async () => {
    const nina = instagramClient(stand, { first_name: 'Нина' })
    const { message_id } = await nina.person.sends(stand.bot, 'мой пароль 12345')
    await settled(stand, database.db)
    await nina.person.unsends(message_id)
    await settled(stand, database.db)
    expect(await texts(nina.person.id)).toEqual(['[deleted]'])
    const [left] = await database.db.query<{ all: string }>(
      `select string_agg(m.body::text, '') as all from messages m join chats c on c.id = m.chat_id where c.external_id = $1 and m.direction = 'in'`,
      [String(nina.person.id)],
    )
    expect(left!.all).not.toContain('пароль')
    const next = await nina.person.sends(stand.bot, 'адрес')
    await nina.sees(/Липовый/)
    await nina.person.edits(stand.bot, next.message_id, 'адрес и часы')
    await settled(stand, database.db)
    expect((await texts(nina.person.id)).at(-1)).toBe('адрес и часы')
  })

  test('what nobody has answered yet is not answered once it is taken back', async () => {
    const rita = instagramClient(stand, { first_name: 'Рита' })
    await stand.system.drain.stop()
    const { message_id } = await rita.person.sends(stand.bot, 'передумала')
    await rita.person.unsends(message_id)
    await stand.instagram!.platform.drained(account())
    const fresh = await stand.node(database.db)
    await fresh.system.drain.idle()
    expect(rita.heard()).toBe(0)
    expect((await rows(rita.person.id)).map(({ text, status }) => [text, status])).toEqual([['[deleted]', 'handled']])
    await fresh.stop()
    await stand.stop()
    stand = await startStand(database.db, { on: 'instagram' })
  })

  test('nothing is wrong with what is no message of ours, and nothing comes of it', async () => {
    const bring = async (body: object) => {
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      const headers = { 'x-hub-signature-256': await signatureOf(account().appSecret, bytes) }
      const answer = await fetch(account().webhook!, {
        method: 'POST',
        headers,
        body: bytes as Uint8Array<ArrayBuffer>,
      })
      await answer.arrayBuffer()
      return answer.status
    }
    const people = { sender: { id: '79161110009' }, recipient: { id: account().accountId }, timestamp: 1 }
    const strange = [
      {},
      { messaging: 'x' },
      { messaging: [null, {}, people, { ...people, message: {} }, { ...people, delivery: {} }] },
      { messaging: [{ ...people, sender: { id: '\u0000drop' }, message: { mid: 'm1', text: 'x' } }] },
      {
        messaging: [
          { ...people, read: { mid: 'none' } },
          { ...people, message: { mid: 'none', is_deleted: true } },
        ],
      },
      { messaging: [{ ...people, message: { mid: 'm2', text: 'x', is_echo: true } }] },
      { changes: [{ field: 'comments', value: { id: '1', text: 'красиво' } }] },
    ]
    for (const value of strange)
      expect(await bring({ object: 'instagram', entry: [{ id: account().accountId, ...value }] })).toBe(200)
    expect(await bring({ object: 'page', entry: 7 })).toBe(200)
    // Another account of the same app has an address of its own.
    const bytes = envelope(
      { ...account(), accountId: '17841499' },
      { ...people, message: { mid: 'm3', text: 'не нам' } },
    )
    expect(await bring(JSON.parse(new TextDecoder().decode(bytes)))).toBe(200)
    expect(await database.db.query(`select 1 from chats where external_id = '79161110009'`)).toEqual([])
  })
})
