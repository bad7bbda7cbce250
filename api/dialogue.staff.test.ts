import { afterEach, beforeEach, expect, test } from 'vitest'
import { onEachDatabase } from '../db/testing/databases.ts'
import { clientOf, expectGoodManners, hired, settled } from './testing/client.ts'
import { call, type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const PUBLIC_URL = 'https://okoshko.example'

onEachDatabase('the bot lets the team into the app', (database) => {
  let stand: Stand
  let owner: Staff
  beforeEach(async () => {
    stand = await startStand(database.db, { publicUrl: PUBLIC_URL })
    owner = await signIn(database.db, stand, 'owner')
  })
  afterEach(async () => {
    expectGoodManners(stand)
    await stand.stop()
  })

  const codeIn = (text: string) => /[?&]code=([\w-]+)/.exec(text)![1]!
  const signsIn = async (code: string) =>
    (await call<{ member: { role: string } }>(stand.url, null, 'POST', '/api/session', { code })).status
  const transcript = () =>
    database.db.query<{ text: string | null; body: object }>(
      'select text, body from messages where business_id = $1 order by id',
      [stand.businessId],
    )

  test('/app gives a member a button, a menu of their own and a link that signs in once and is stored nowhere', async () => {
    const marina = await hired(stand, database.db, 'Марина', 'manager')
    const said = await marina.plays('/app', /Ссылка для входа/)
    const [button] = said.buttons.flat()
    expect(button).toMatchObject({ text: 'Открыть приложение', web_app: `${PUBLIC_URL}/app/` })
    expect(said.text).toContain(`${PUBLIC_URL}/app/?code=`)
    const code = codeIn(said.text)
    await settled(stand, database.db)
    expect(JSON.stringify(await transcript())).not.toContain(code)
    expect([await signsIn(code), await signsIn(code)]).toEqual([200, 401])
    const chat = String(marina.person.id)
    expect(stand.bot.menuButtons[chat]).toMatchObject({ type: 'web_app', web_app: { url: `${PUBLIC_URL}/app/` } })
    const commands = Object.entries(stand.bot.commands).find(([scope]) => scope.includes(chat))?.[1]
    expect(commands?.map(({ command }) => command)).toEqual(['app', 'start', 'book', 'my', 'human'])
    expect(stand.bot.commands.default?.map(({ command }) => command)).not.toContain('app')
  })

  test('a stranger who asks for the app is answered kindly and gets no link', async () => {
    const said = await clientOf(stand, { first_name: 'Вера' }).plays('/app', /только команде/)
    expect(said.text).not.toContain('/app/')
    expect(stand.bot.menuButtons).toEqual({})
  })

  test('an invitation makes one person a member, once, and no lead', async () => {
    const invited = await owner.call('POST', '/api/invites', { role: 'manager', name: 'Вера Павловна' })
    const { link } = invited.body
    expect(link).toMatch(new RegExp(`^https://t\\.me/${stand.bot.username}\\?start=i_[\\w-]{32}$`))
    const payload = new URL(link).searchParams.get('start')!
    const vera = clientOf(stand, { first_name: 'Вера' })
    const hello = await vera.plays(`/start ${payload}`, /Вы в команде/)
    expect(hello.buttons.flat()[0]).toMatchObject({ web_app: `${PUBLIC_URL}/app/` })
    expect(await signsIn(codeIn(hello.text))).toBe(200)
    await clientOf(stand, { first_name: 'Олег' }).plays(`/start ${payload}`, /Приглашение уже сработало/)
    await settled(stand, database.db)
    const team = (await owner.call('GET', '/api/members')).body
    expect(team.items.map(({ name, role }: { name: string; role: string }) => [name, role])).toContainEqual([
      'Вера Павловна',
      'manager',
    ])
    expect(team.invites).toEqual([])
    const leads = await database.db.query('select 1 from leads where business_id = $1', [stand.businessId])
    expect(leads).toHaveLength(0)
    expect(JSON.stringify((await transcript()).map(({ text }) => text))).not.toContain(payload)
  })

  test('an invitation that is a day old, taken back, or of another business lets nobody in', async () => {
    const invite = async (by: Staff) => {
      const { body } = await by.call('POST', '/api/invites', { role: 'admin' })
      return { id: body.id as number, payload: new URL(body.link).searchParams.get('start')! }
    }
    const refusedTo = async (name: string, payload: string) =>
      clientOf(stand, { first_name: name }).plays(`/start ${payload}`, /Приглашение уже сработало или устарело/)
    const late = await invite(owner)
    const revoked = await invite(owner)
    expect((await owner.call('DELETE', `/api/invites/${revoked.id}`)).status).toBe(204)
    const other = await startStand(database.db)
    const foreign = await invite(await signIn(database.db, other, 'owner'))
    await refusedTo('Инна', revoked.payload)
    await refusedTo('Лена', foreign.payload)
    stand.clock.now = new Date(stand.clock.now.getTime() + 24 * 3_600_000 + 1000)
    await refusedTo('Яна', late.payload)
    await other.stop()
  })

  test('an owner who came by a link becomes known to the bot by another link of theirs, and nobody else does', async () => {
    const code = async () =>
      new URL((await owner.call('POST', '/api/session/link')).body.path, stand.url).searchParams.get('code')!
    const own = await code()
    const reachable = async () =>
      (await owner.call<{ items: { id: number; reachable: boolean }[] }>('GET', '/api/members')).body.items.find(
        ({ id }) => id === owner.id,
      )!.reachable
    expect(await reachable()).toBe(false)
    const olga = clientOf(stand, { first_name: 'Ольга' })
    await olga.plays(`/start m_${own}`, /бот вас узнал/)
    expect(await reachable()).toBe(true)
    await clientOf(stand, { first_name: 'Вера' }).plays(`/start m_${own}`, /Ссылка уже сработала/)
    // Somebody else's link makes no second chat of a member who has one.
    await clientOf(stand, { first_name: 'Инна' }).plays(`/start m_${await code()}`, /Ссылка уже сработала/)
    await olga.plays('/app', /Ссылка для входа/)
    await settled(stand, database.db)
    expect(JSON.stringify((await transcript()).map(({ text }) => text))).not.toContain(own)
  })

  test('a card of the queue opens its dialogue in the app', async () => {
    const marina = await hired(stand, database.db, 'Марина', 'manager')
    await clientOf(stand, { first_name: 'Анна' }).plays('позовите человека', /Передали/)
    const card = await marina.sees(/Нужен человек/)
    const open = card.buttons.flat().find(({ text }) => text === 'Открыть')
    expect(open?.web_app).toMatch(new RegExp(`^${PUBLIC_URL}/app/\\?to=h_${stand.businessId}_\\d+$`))
  })
})
