import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Message = { id: number; from: string; text: string; buttons?: { text: string; data?: string }[][] }
type Batch = { messages: Message[]; cursor: number }

onEachDatabase('the website chat over HTTP', (database) => {
  let stand: Stand
  let channel: string
  beforeAll(async () => {
    stand = await startStand(database.db)
    const rows = await database.db.query<{ key: string }>(
      `select key from channels where business_id = $1 and kind = 'web'`,
      [stand.businessId],
    )
    channel = rows[0]!.key
  })
  afterAll(() => stand.stop())

  const post = (path: string, body: unknown, token?: string) =>
    fetch(`${stand.url}/chat/api/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    })
  const read = async (path: string, token: string) => {
    const response = await fetch(`${stand.url}/chat/api/${path}`, { headers: { Authorization: `Bearer ${token}` } })
    return (await response.json()) as Batch
  }
  const visitor = async (page = 'https://salon.example/') => {
    const response = await post('session', { channel, page, language: 'ru' })
    return ((await response.json()) as { token: string }).token
  }
  const say = async (token: string, saying: object) => {
    const response = await post('messages', { id: crypto.randomUUID(), ...saying }, token)
    await stand.system.drain.idle()
    return response
  }

  test('a message sent twice under one id is one message with one answer', async () => {
    const token = await visitor()
    const body = { id: crypto.randomUUID(), text: 'привет' }
    const answers = await Promise.all([post('messages', body, token), post('messages', body, token)])
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: number }).id))
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(ids[0]).toBe(ids[1])
    await stand.system.drain.idle()
    const { messages } = await read('messages', token)
    expect(messages.map(({ from }) => from)).toEqual(['client', 'bot'])
    expect(messages[0]!.id).toBe(ids[0])
  })

  test('a tap changes the message in place; what came after a cursor comes once', async () => {
    const token = await visitor()
    await say(token, { start: true })
    const tap = async (message: Message, caption: string) => {
      const pressed = message.buttons!.flat().find(({ text }) => text === caption)!
      await say(token, { tap: { message: message.id, data: pressed.data } })
    }
    await tap((await read('messages', token)).messages.at(-1)!, 'Записаться')
    const before = await read('messages', token)
    const categories = before.messages.at(-1)!
    await tap(categories, 'Стрижки')
    const news = await read(`updates?after=${before.cursor}`, token)
    expect(news.messages).toHaveLength(1)
    expect(news.messages[0]).toMatchObject({ id: categories.id, text: expect.stringContaining('Выберите услугу') })
    expect((await read(`updates?after=${news.cursor}`, token)).messages).toEqual([])
    const whole = await read('messages', token)
    expect(whole.messages.filter(({ id }) => id === categories.id)).toEqual(news.messages)
  })

  test('one visitor sees nothing of another, and can tap nothing of theirs', async () => {
    const [anna, boris] = [await visitor(), await visitor()]
    await say(anna, { text: 'привет' })
    const { messages } = await read('messages', anna)
    expect((await read('messages', boris)).messages).toEqual([])
    await say(boris, { tap: { message: messages.at(-1)!.id, data: 'book' } })
    const seen = await read('messages', boris)
    expect(seen.messages.every(({ id }) => !messages.some((other) => other.id === id))).toBe(true)
  })

  test('a forged, foreign or missing token is refused', async () => {
    const token = await visitor()
    const [payload, signature] = token.split('.')
    const forged = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { id: string }
    const other = Buffer.from(JSON.stringify({ ...forged, id: crypto.randomUUID() })).toString('base64url')
    for (const wrong of ['', 'x', `${other}.${signature}`, `${payload}.${signature}x`])
      expect((await post('messages', { id: crypto.randomUUID(), text: 'привет' }, wrong)).status).toBe(401)
    expect((await post('session', { channel: 'no-such-chat' })).status).toBe(404)
  })

  test('malformed, empty and too long messages are refused in words', async () => {
    const token = await visitor()
    const status = async (body: unknown) => (await post('messages', body, token)).status
    const id = crypto.randomUUID()
    expect(await status('{')).toBe(400)
    expect(await status({ id, text: '   ' })).toBe(400)
    expect(await status({ id, tap: { message: 'x', data: 'book' } })).toBe(400)
    expect(await status({ id, tap: { message: 1, data: 'x'.repeat(65) } })).toBe(400)
    expect(await status({ id: '../../etc', text: 'привет' })).toBe(400)
    expect(await status({ id, text: 'а'.repeat(4097) })).toBe(413)
    expect((await read('messages', token)).messages).toEqual([])
  })

  test('a flood from one visitor is slowed, another is not', async () => {
    const token = await visitor()
    const statuses: number[] = []
    for (let n = 0; n < 25; n++) statuses.push((await say(token, { text: `раз ${n}` })).status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(20)
    const slowed = await post('messages', { id: crypto.randomUUID(), text: 'ещё' }, token)
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect((await say(await visitor(), { text: 'привет' })).status).toBe(202)
  })

  test('what was said comes over the stream at once, from the cursor on', async () => {
    const token = await visitor()
    const response = await fetch(`${stand.url}/chat/api/stream?after=0`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const heard = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await heard.read()).value).toContain(': ping')
    await post('messages', { id: crypto.randomUUID(), text: 'где вы находитесь?' }, token)
    let text = ''
    while (!text.includes('Липовый')) text += (await heard.read()).value ?? ''
    expect(text).toContain('event: message')
    await heard.cancel()
  })

  test('the page comes with a strict policy, and nothing beside its own files is served', async () => {
    const page = await fetch(`${stand.url}/chat/${channel}`)
    expect(await page.text()).toContain(`data-channel="${channel}"`)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/)
    expect((await fetch(`${stand.url}/chat/assets/contract.ts`)).status).toBe(404)
    expect((await fetch(`${stand.url}/chat/assets/..%2Fnode.ts`)).status).toBe(404)
    expect((await fetch(`${stand.url}/chat/%22%3E%3Cscript%3E`)).status).toBe(404)
  })
})
