import { afterEach, beforeEach, expect, test } from 'vitest'
import { onPostgres, type TestDatabase } from '../db/testing/databases.ts'
import { type Client, clientOf, expectGoodManners, hired, ownerOf, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const laws = (database: TestDatabase, on: 'whatsapp' | 'instagram') => {
  let stand: Stand
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db, { on })
    anna = clientOf(stand)
  })
  afterEach(async () => {
    await settled(stand, database.db)
    expectGoodManners(stand)
    await stand.stop()
  })

  let told = 0
  /** Somebody of the business writes to a client in the platform's own app. */
  const writes = async (text: string, mid = `echo${++told}`, person = String(anna.person.id)) => {
    const { whatsapp, instagram, clock } = stand
    if (instagram) {
      const people = { sender: { id: instagram.account.accountId }, recipient: { id: person } }
      const message = { mid, text, is_echo: true }
      return instagram.platform.tell(instagram.account, { ...people, timestamp: clock.now.getTime(), message })
    }
    const echo = { from: '74950000000', to: person, id: mid, type: 'text', text: { body: text } }
    const timestamp = String(Math.floor(clock.now.getTime() / 1000))
    return whatsapp!.platform.tell(whatsapp!.number, { message_echoes: [{ ...echo, timestamp }] }, 'smb_message_echoes')
  }
  const transcript = async () =>
    database.db.query<{ author: string; text: string; status: string }>(
      `select m.author, m.text, m.status from messages m join chats c on c.id = m.chat_id
       where c.external_id = $1 and m.text is not null order by m.id`,
      [String(anna.person.id)],
    )

  test('whoever answers in the platform’s own app has the dialogue: the assistant is silent, their words stand as a person’s', async () => {
    await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    await writes('Добрый день, это Ольга. Подберём время.')
    await settled(stand, database.db)
    expect((await ownerOf(stand, database.db, anna)).owner).toBe('member')
    const heard = anna.heard()
    await anna.person.sends(stand.bot, 'мужская стрижка')
    await settled(stand, database.db)
    expect(anna.heard()).toBe(heard)
    const spoken = (await transcript()).filter(({ author }) => author === 'member')
    expect(spoken).toEqual([{ author: 'member', text: 'Добрый день, это Ольга. Подберём время.', status: 'sent' }])
    const manager = await signIn(database.db, stand, 'manager', { name: 'Ольга' })
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    const lines = (await manager.call('GET', `/api/chats/${chat!.id}/messages`)).body.items as { author: string }[]
    expect(lines.filter(({ author }) => author === 'member')).toHaveLength(1)
    // Nobody known leads it: whoever takes it does.
    const taken = await manager.call('POST', `/api/chats/${chat!.id}/take`, {}, { 'Idempotency-Key': `take-${on}` })
    expect(taken.body).toMatchObject({ owner: 'member', mine: true })
  })

  test('told twice it is one message; after a time of silence the assistant comes back', async () => {
    await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    await Promise.all([writes('Минутку', 'same'), writes('Минутку', 'same')])
    await writes('Минутку', 'same')
    await settled(stand, database.db)
    expect((await transcript()).filter(({ author }) => author === 'member')).toHaveLength(1)
    await pass(stand, 3 * 86_400_000)
    await settled(stand, database.db)
    expect((await ownerOf(stand, database.db, anna)).owner).toBe('bot')
    await anna.plays('адрес', /Липовый/)
  })

  test('who waits for a person has one: the cards of staff say so, and nobody is called again', async () => {
    const oleg = await hired(stand, database.db, 'Олег')
    await anna.plays('/start', /Здравствуйте/, tap('Связаться с менеджером'), /Передали/)
    await oleg.sees(/Клиент/)
    await writes('Здравствуйте, я здесь')
    await settled(stand, database.db)
    expect(await ownerOf(stand, database.db, anna)).toEqual({ owner: 'member', reason: null })
    const calls = oleg.heard()
    await pass(stand, 3_600_000)
    await settled(stand, database.db)
    expect(
      oleg
        .shown()
        .slice(calls)
        .filter(({ edited }) => edited === 0),
    ).toEqual([])
  })

  test('the first word of a dialogue may be the business’s own', async () => {
    await writes('Здравствуйте, вы оставляли телефон')
    await settled(stand, database.db)
    await anna.person.sends(stand.bot, 'да, хочу на стрижку')
    await settled(stand, database.db)
    expect(anna.heard()).toBe(0)
    expect((await transcript()).map(({ author }) => author)).toEqual(['member', 'client'])
    // They are a lead by their own first word.
    const leads = await database.db.query(
      `select l.source from leads l join identities i on i.client_id = l.client_id where i.external_id = $1`,
      [String(anna.person.id)],
    )
    expect(leads).toEqual([{ source: on }])
  })
}

onPostgres('answers past us in WhatsApp', (database) => laws(database, 'whatsapp'))
onPostgres('answers past us in Instagram', (database) => laws(database, 'instagram'))

onPostgres('echoes of what we sent ourselves', (database) => {
  let stand: Stand
  let anna: Client
  beforeEach(async () => {
    stand = await startStand(database.db, { on: 'instagram' })
    anna = clientOf(stand)
  })
  afterEach(() => stand.stop())
  const people = () =>
    database.db.query<{ count: number }>(
      `select count(*)::int as count from messages where business_id = $1 and author = 'member'`,
      [stand.businessId],
    )

  test.each([false, true])(
    'never a takeover, also when told before the call is answered (%s), in parts or not',
    async (first) => {
      const { platform, account } = stand.instagram!
      platform.echoFirst(first)
      await anna.plays('/start', /Здравствуйте/, 'цены', /₽/, 'мужская стрижка', /К кому/, 'Дмитрий', /выберите время/)
      await anna.plays('завтра в 16:00', /согласие/)
      await settled(stand, database.db)
      expect((await ownerOf(stand, database.db, anna)).owner).toBe('bot')
      expect(await people()).toEqual([{ count: 0 }])
      expect(account.sent.length).toBeGreaterThan(4)
      expectGoodManners(stand)
    },
  )

  test('a call that broke off after the platform took the message is not repeated: its echo says that it arrived', async () => {
    const { platform, account } = stand.instagram!
    await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    platform.fail({ cut: 'after', times: 1 })
    await anna.person.sends(stand.bot, 'адрес')
    await anna.sees(/Липовый/)
    await settled(stand, database.db)
    await pass(stand, 60_000)
    await settled(stand, database.db)
    expect(account.sent.filter(({ text }) => /Липовый/.test(text))).toHaveLength(1)
    expect((await ownerOf(stand, database.db, anna)).owner).toBe('bot')
  })

  /** Its node died after the platform took it, and before that was written down. */
  const unmarked = (words: string) =>
    database.db.query(
      `update messages set status = 'sending', sent_at = null, receipt = 'sent', lease_token = 'of a dead node', lease_until = $2::timestamptz
       where business_id = $1 and direction = 'out' and text ~ $3`,
      [stand.businessId, new Date(stand.clock.now.getTime() + 15_000), words],
    )

  test('what a node sent before it died, and the platform told of, is not sent by another', async () => {
    await anna.plays('/start', /Здравствуйте/, 'адрес', /Липовый/)
    await settled(stand, database.db)
    await unmarked('Липовый')
    await pass(stand, 15_000)
    await settled(stand, database.db)
    expect(stand.instagram!.account.sent.filter(({ text }) => /Липовый/.test(text))).toHaveLength(1)
    const rows = await database.db.query(
      `select status, sent_at is not null as told, platform_id is not null as named from messages where business_id = $1 and text ~ 'Липовый'`,
      [stand.businessId],
    )
    expect(rows).toEqual([{ status: 'sent', told: true, named: true }])
  })

  test('a message that another node sends again is ours before it is marked too, whatever its id', async () => {
    const { text } = await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    await unmarked('Здравствуйте')
    const { platform, account } = stand.instagram!
    await platform.tell(account, {
      sender: { id: account.accountId },
      recipient: { id: String(anna.person.id) },
      timestamp: stand.clock.now.getTime(),
      message: { mid: 'the second of it', text, is_echo: true },
    })
    await platform.drained(account)
    await stand.system.drain.idle()
    expect((await ownerOf(stand, database.db, anna)).owner).toBe('bot')
    await pass(stand, 15_000)
  })

  test('what staff send from the app is theirs once, its echo no second time', async () => {
    await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    const manager = await signIn(database.db, stand, 'manager')
    const [chat] = await database.db.query<{ id: number }>('select id from chats where external_id = $1', [
      String(anna.person.id),
    ])
    await manager.call(
      'POST',
      `/api/chats/${chat!.id}/reply`,
      { text: 'Здравствуйте' },
      { 'Idempotency-Key': 'hello-123' },
    )
    await anna.sees(/^Здравствуйте$/)
    await settled(stand, database.db)
    expect(await people()).toEqual([{ count: 1 }])
  })

  test('a message that went out twice is ours twice; who repeats its words much later is a person', async () => {
    const greeting = await anna.plays('/start', /Здравствуйте/)
    await settled(stand, database.db)
    const { platform, account } = stand.instagram!
    const repeated = async (mid: string) => {
      await platform.tell(account, {
        sender: { id: account.accountId },
        recipient: { id: String(anna.person.id) },
        timestamp: stand.clock.now.getTime(),
        message: { mid, text: greeting.text, is_echo: true },
      })
      await settled(stand, database.db)
      return (await ownerOf(stand, database.db, anna)).owner
    }
    expect(await repeated('at once')).toBe('bot')
    stand.clock.now = new Date(stand.clock.now.getTime() + 16 * 60_000)
    expect(await repeated('later')).toBe('member')
  })
})
