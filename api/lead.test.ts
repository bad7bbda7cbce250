import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { booked, clientOf, settled, tap } from './testing/client.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { API_KEY, type Stand, startStand } from './testing/stand.ts'

const SITE = 'https://www.salon.example'
const ANNA = { client_name: 'Анна', phone: '8 (900) 555-44-33', consent: true }

onEachDatabase('POST /api/lead', (database) => {
  let stand: Stand
  let owner: Staff
  let serviceId = 0
  let form = ''
  beforeAll(async () => {
    stand = await startStand(database.db)
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
    serviceId = (await stand.catalog()).services.find(({ name }) => name === 'Мужская стрижка')!.id
    const { body } = await owner.call('POST', '/api/forms/key', { hosts: ['https://www.salon.example/haircut'] })
    form = body.key
    expect(body.html).toContain(encodeURIComponent(form))
  })
  afterAll(() => stand.stop())

  const send = async (
    body: unknown,
    init: { path?: string; headers?: Record<string, string>; method?: string } = {},
  ) => {
    const response = await fetch(`${stand.url}/api/lead${init.path ?? ''}`, {
      method: init.method ?? 'POST',
      headers: { 'Content-Type': 'application/json', ...init.headers },
      ...(init.method !== 'OPTIONS' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
  }
  const byProgram = (body: unknown, headers: Record<string, string> = {}) =>
    send(body, { headers: { Authorization: `Bearer ${API_KEY}`, ...headers } })
  const byPage = (body: unknown, headers: Record<string, string> = {}) =>
    send(body, { path: `?form=${encodeURIComponent(form)}`, headers: { Origin: SITE, ...headers } })
  const lead = async (id: number) => (await owner.call('GET', `/api/leads/${id}`)).body
  const later = () => {
    stand.clock.now = new Date(stand.clock.now.getTime() + 60 * 60_000)
  }
  const counted = async (table: 'leads' | 'clients') =>
    (await database.db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n

  test('a contact of the site waits in the queue with its wish, its marks and a draft that two taps finish', async () => {
    const page = `${SITE}/haircut?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn`
    const made = await byPage({
      ...ANNA,
      service_id: serviceId,
      preferred_time: 'завтра после 15',
      comment: 'с бородой',
      page,
    })
    expect([made.status, made.headers.get('Access-Control-Allow-Origin')]).toEqual([201, SITE])
    await settled(stand, database.db)
    expect(await lead(made.body.id)).toMatchObject({
      source: 'yandex',
      medium: 'cpc',
      campaign: 'autumn',
      paid: true,
      answers: { wish: 'Мужская стрижка · завтра после 15 · с бородой' },
      client: { name: 'Анна', phone: '+79005554433' },
    })
    const { items } = (await owner.call('GET', '/api/chats?owner=queue')).body
    const waiting = items.find((one: { client: { name: string } }) => one.client.name === 'Анна')
    expect(waiting).toMatchObject({ reason: 'form', words: expect.stringContaining('завтра после 15') })
    const { draft } = (await owner.call('GET', `/api/chats/${waiting.id}`)).body
    expect(draft).toMatchObject({ kind: 'book', services: [{ id: serviceId }] })
  })

  test('who is known in a messenger is answered there at once, with places near the wish, and books by a tap', async () => {
    const person = clientOf(stand, { first_name: 'Борис' })
    await booked(stand, database.db, person)
    await settled(stand, database.db)
    const [row] = await database.db.query<{ phone: string }>(
      `update clients set phone_verified = true where id = (select client_id from identities where external_id = $1) returning phone`,
      [String(person.person.id)],
    )
    later()
    const made = await byProgram({
      ...ANNA,
      client_name: 'Борис',
      phone: row!.phone,
      service_id: serviceId,
      preferred_time: 'послезавтра в 15:00',
    })
    expect(made.status).toBe(201)
    const offer = await person.sees(/Вы оставили заявку на сайте: Мужская стрижка/)
    const captions = person.captions(offer)
    expect(captions).toHaveLength(5)
    expect(captions.some((caption) => caption.includes('15:00'))).toBe(true)
    await person.plays(tap(/15:00/), /Проверьте/, tap('Записать'), /Готово, вы записаны/)
    await settled(stand, database.db)
    expect((await lead(made.body.id)).stage).toBe('booked')
    expect(await counted('clients')).toBe(2)
  })

  test('wrong fields are named one by one, in the language of whoever asks, and nothing is written', async () => {
    later()
    const before = await counted('leads')
    const wrong = { client_name: ' ', phone: '12', service_id: 999999, consent: false }
    const answer = await byProgram(wrong)
    expect([answer.status, answer.body.error.fields]).toEqual([
      400,
      {
        client_name: ['Укажите имя.'],
        phone: ['Укажите телефон, например +7 900 123-45-67.'],
        consent: ['Без согласия на обработку данных заявку принять нельзя.'],
      },
    ])
    const nothing = await byProgram({ comment: 5 })
    expect(nothing.body.error.fields).toEqual({
      client_name: ['Укажите имя.'],
      phone: ['Укажите телефон, например +7 900 123-45-67.'],
      comment: ['Здесь нужен текст.'],
      consent: ['Без согласия на обработку данных заявку принять нельзя.'],
    })
    const foreign = await byProgram({ ...ANNA, service_id: 999999 }, { 'Accept-Language': 'en' })
    expect(foreign.body.error.fields).toEqual({ service_id: ['There is no service of this number.'] })
    expect((await byProgram('nothing')).status).toBe(400)
    expect((await byPage({ ...ANNA, website: 'https://spam.example' })).body.error.fields).toEqual({
      website: ['Оставьте поле пустым.'],
    })
    expect(await counted('leads')).toBe(before)
  })

  test('a program without the key, a key that is not ours and a page of another site are refused', async () => {
    expect((await send(ANNA)).status).toBe(401)
    expect((await send(ANNA, { headers: { Authorization: 'Bearer something-else-altogether' } })).status).toBe(401)
    const forged = form.replace('salon.example', 'evil.example')
    expect((await send(ANNA, { path: `?form=${forged}`, headers: { Origin: 'https://evil.example' } })).status).toBe(
      401,
    )
    const elsewhere = await byPage(ANNA, { Origin: 'https://evil.example' })
    expect([elsewhere.status, elsewhere.headers.get('Access-Control-Allow-Origin')]).toEqual([403, null])
    const asked = {
      method: 'OPTIONS',
      path: `?form=${form}`,
      headers: { Origin: SITE, 'Access-Control-Request-Method': 'POST' },
    }
    const preflight = await send(null, asked)
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([204, SITE])
  })

  test('a form without a script arrives as well', async () => {
    later()
    const fields = new URLSearchParams({
      client_name: 'Вера',
      phone: '+7 900 111-22-33',
      consent: 'on',
      source: 'catalog',
    })
    const made = await byPage(fields.toString(), { 'Content-Type': 'application/x-www-form-urlencoded' })
    expect(made.status).toBe(201)
    expect(await lead(made.body.id)).toMatchObject({ source: 'catalog', client: { name: 'Вера' } })
    // As curl sends it, unless told: JSON by the name of a form.
    const told = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await byProgram({ ...ANNA, client_name: 'Зоя', phone: '+7 900 111-22-44' }, told)).status).toBe(201)
  })

  test('what scripts and other programs send for nothing is nothing: empty fields, null, a number, characters without a place', async () => {
    later()
    const fields = new FormData()
    for (const [name, value] of Object.entries({
      client_name: 'Лев',
      phone: '89001112255',
      consent: 'on',
      service_id: '',
    }))
      fields.set(name, value)
    const { headers, body } = new Request(stand.url, { method: 'POST', body: fields })
    const type = { 'Content-Type': headers.get('Content-Type')! }
    const byScript = await byPage(await new Response(body).text(), type)
    expect(byScript.status).toBe(201)
    expect(await lead(byScript.body.id)).toMatchObject({ client: { name: 'Лев', phone: '+79001112255' } })
    const sparse = {
      client_name: 'Ян\0а \ud800',
      phone: 79001112266,
      consent: true,
      utm_source: null,
      preferred_time: '',
    }
    const byOther = await byProgram(sparse)
    expect(byOther.status).toBe(201)
    expect((await lead(byOther.body.id)).client.phone).toBe('+79001112266')
    for (const of of ['999999', '9'.repeat(30), 'x'])
      expect(
        (await send(ANNA, { path: `?business=${of}`, headers: { Authorization: `Bearer ${API_KEY}` } })).status,
        of,
      ).toBe(404)
    expect(stand.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('a campaign stays with what the site calls its source', async () => {
    later()
    const asked = { ...ANNA, client_name: 'Ия', phone: '+7 900 111-22-55', source: 'catalog', utm_campaign: 'autumn' }
    const made = await byProgram({ ...asked, utm_medium: 'cpc', utm_source: undefined })
    expect(await lead(made.body.id)).toMatchObject({ source: 'catalog', campaign: 'autumn', medium: 'cpc', paid: true })
  })

  test('the same form within ten minutes is one, at whatever moment of the hour, and later another', async () => {
    later()
    const sent = async (time: string) => {
      stand.clock.now = new Date(`${stand.clock.now.toISOString().slice(0, 10)}T${time}Z`)
      return (await byProgram({ ...ANNA, phone: '+7 900 111-22-66' })).body.id
    }
    const first = await sent('23:09:59.900')
    expect(await sent('23:10:00.100')).toBe(first)
    expect(await sent('23:19:59.800')).toBe(first)
    const next = await sent('23:19:59.900')
    expect(next).not.toBe(first)
    expect(await sent('23:20:00.000')).toBe(next)
  })

  test('a hundred at once, each sent twice: a lead each, and a client for each phone', async () => {
    later()
    const [leads, clients] = [await counted('leads'), await counted('clients')]
    const all = Array.from({ length: 100 }, (_, i) => ({
      ...ANNA,
      client_name: `Гость ${i}`,
      phone: `+7 901 000-00-${String(i % 50).padStart(2, '0')}`,
      comment: `${i}`,
    }))
    const answers = await Promise.all([...all, ...all].map((one) => byProgram(one)))
    expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([])
    all.forEach((_, i) => {
      expect(answers[i]!.body.id).toBe(answers[i + 100]!.body.id)
    })
    expect([await counted('leads'), await counted('clients')]).toEqual([leads + 100, clients + 50])
    const keyed = { 'Idempotency-Key': 'order-000001' }
    expect((await byProgram({ ...ANNA, comment: 'a' }, keyed)).status).toBe(201)
    expect((await byProgram({ ...ANNA, comment: 'b' }, keyed)).status).toBe(409)
  })

  test('a phone that leaves request after request is written to no more', async () => {
    later()
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await byProgram({ ...ANNA, comment: `again ${i}` })).status)
    expect(statuses).toEqual([201, 201, 201, 429, 429])
  })

  test('each contact sent thrice and shuffled, to two nodes at once: one contact each, and each answer says the same', async () => {
    later()
    const people = database.kind === 'postgres' ? 200 : 20
    const other = await stand.node(database.another())
    const before = { leads: await counted('leads'), clients: await counted('clients') }
    const order = Array.from({ length: people * 3 }, (_, i) => ({ nth: i % people, by: (i * 7919) % (people * 3) }))
    const answers = await Promise.all(
      order
        .sort((a, b) => a.by - b.by)
        .map(async ({ nth }, i) => {
          const body = { ...ANNA, phone: `+7902${String(nth).padStart(7, '0')}` }
          const response = await fetch(`${i % 2 ? other.url : stand.url}/api/lead`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${API_KEY}` },
            body: JSON.stringify(body),
          })
          return { nth, status: response.status, id: ((await response.json()) as { id: number }).id }
        }),
    )
    expect(answers.filter(({ status }) => status !== 201)).toEqual([])
    expect(new Set(answers.map(({ nth, id }) => `${nth} ${id}`)).size).toBe(people)
    expect(await counted('leads')).toBe(before.leads + people)
    expect(await counted('clients')).toBe(before.clients + people)
    await other.system.drain.idle()
    await settled(stand, database.db)
    await other.stop()
  })
})
