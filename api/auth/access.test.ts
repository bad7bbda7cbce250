import { afterAll, beforeAll, expect, test } from 'vitest'
import { newLink } from '../../db/access.ts'
import { channelsOf, connectChannel, saveProfile } from '../../db/channels.ts'
import { onEachDatabase } from '../../db/testing/databases.ts'
import { RIGHTS, type Right, ROLES, reachOf } from '../../domain/roles.ts'
import { call, initDataOf, type Staff, signIn } from '../testing/staff.ts'
import { type Stand, startStand } from '../testing/stand.ts'

type Described = { paths: Record<string, Record<string, { 'x-right'?: Right }>> }

onEachDatabase('who may enter the staff app', (database) => {
  let stand: Stand
  const staff = new Map<string, Staff>()
  beforeAll(async () => {
    stand = await startStand(database.db)
    const masterId = (await stand.catalog()).resources[0]!.id
    for (const role of ROLES)
      staff.set(
        role,
        await signIn(database.db, stand, role, {
          telegramId: 5000 + ROLES.indexOf(role),
          resourceId: role === 'master' ? masterId : undefined,
        }),
      )
  })
  afterAll(() => stand.stop())

  const enter = (initData: string, body: object = {}) =>
    call<{ token: string; member: { role: string }; error: { code: string; reason: string } }>(
      stand.url,
      null,
      'POST',
      '/api/session',
      body,
      { Authorization: `tma ${initData}` },
    )
  const owner = { id: 5000 }

  test('a member enters with init data of their bot, and is who they are', async () => {
    const answer = await enter(await initDataOf(owner, stand.bot.token, stand.clock.now))
    expect(answer.status).toBe(200)
    expect(answer.body.member.role).toBe('owner')
    const me = await call<{ member: { id: number } }>(stand.url, answer.body.token, 'GET', '/api/me')
    expect(me.body.member.id).toBe(staff.get('owner')!.id)
  })

  test('init data that is forged, of another bot, too old, from the future or used before lets nobody in', async () => {
    const now = stand.clock.now.getTime()
    const good = await initDataOf(owner, stand.bot.token, stand.clock.now)
    const later = (ms: number) => initDataOf(owner, stand.bot.token, new Date(now + ms))
    const cases = {
      forged: good.replace('5000', '5001'),
      unsigned: good.replace(/&?hash=\w+/, ''),
      'of another bot': await initDataOf(owner, '123456:another', stand.clock.now),
      'too old': await later(-3_601_000),
      'from the future': await later(120_000),
      endless: `${good}&x=${'y'.repeat(9000)}`,
    }
    for (const [name, initData] of Object.entries(cases))
      expect([name, (await enter(initData)).status]).toEqual([name, 401])
    expect((await enter(good)).status).toBe(200)
    const again = await enter(good)
    expect([again.status, again.body.error.reason]).toEqual([401, 'used'])
    expect(stand.log.filter(({ event }) => event === 'signin.refused').length).toBeGreaterThanOrEqual(7)
    expect(JSON.stringify(stand.log)).not.toContain('hash=')
  })

  test('somebody who is not in the team is told whom to ask, and is in with an invitation, once', async () => {
    const stranger = { id: 777, first_name: 'Вера' }
    const init = () => initDataOf(stranger, stand.bot.token, stand.clock.now)
    expect((await enter(await init())).body.error.reason).toBe('stranger')
    const invited = await staff.get('owner')!.call('POST', '/api/invites', { role: 'manager' })
    const invite = new URL(invited.body.link).searchParams.get('start')!.slice(2)
    const entered = await enter(await init(), { invite })
    expect([entered.status, entered.body.member.role]).toEqual([200, 'manager'])
    const other = () => initDataOf({ id: 778, first_name: 'Пётр' }, stand.bot.token, stand.clock.now)
    expect((await enter(await other(), { invite })).body.error.reason).toBe('stranger')
    const late = await staff.get('owner')!.call('POST', '/api/invites', { role: 'manager' })
    const token = new URL(late.body.link).searchParams.get('start')!.slice(2)
    await database.db.query(`update invites set expires_at = $1::timestamptz where id = $2`, [
      stand.clock.now,
      late.body.id,
    ])
    expect((await enter(await other(), { invite: token })).body.error.reason).toBe('stranger')
  })

  test('a link signs in once and not after its time', async () => {
    const member = { id: staff.get('admin')!.id, businessId: stand.businessId }
    const code = await newLink(database.db, member, stand.clock.now)
    const use = (text: string) =>
      call<{ member: { role: string } }>(stand.url, null, 'POST', '/api/session', { code: text })
    const first = await use(code)
    expect([first.status, first.body.member.role]).toEqual([200, 'admin'])
    expect((await use(code)).status).toBe(401)
    const old = await newLink(database.db, member, new Date(stand.clock.now.getTime() - 16 * 60_000))
    expect((await use(old)).status).toBe(401)
    expect((await use('nothing')).status).toBe(401)
  })

  test('whoever is refused is shown the way to the bot: the one that signed, or the only one there is', async () => {
    type Refusal = { error: { reason: string; botLink: string | null } }
    const link = `https://t.me/${stand.bot.username}`
    const stale = () => initDataOf(owner, stand.bot.token, new Date(stand.clock.now.getTime() - 3_601_000))
    const stranger = () => initDataOf({ id: 779 }, stand.bot.token, stand.clock.now)
    const forged = () => initDataOf(owner, '123456:another', stand.clock.now)
    const byCode = (body: object) => call<Refusal>(stand.url, null, 'POST', '/api/session', body)
    const linkOf = ({ body }: { body: object }) => {
      const { reason, botLink } = (body as Refusal).error
      return [reason, botLink]
    }
    // So that nobody asks too often.
    stand.clock.now = new Date(stand.clock.now.getTime() + 60_000)
    expect(linkOf(await enter(await stale()))).toEqual(['stale', link])
    expect(linkOf(await enter(await stranger()))).toEqual(['stranger', link])
    expect(linkOf(await enter(await forged()))).toEqual(['forged', link])
    expect(linkOf(await byCode({ code: 'nothing' }))).toEqual(['link', link])
    const second = { businessId: stand.businessId, kind: 'telegram', key: 'second' }
    const { credentials } = (await channelsOf(database.db, 'telegram'))[0]!
    const id = await connectChannel(database.db, { ...second, credentials: credentials! })
    await saveProfile(database.db, id, { username: 'second_bot' })
    expect(linkOf(await byCode({ code: 'nothing' }))).toEqual(['link', null])
    expect(linkOf(await byCode({ code: 'nothing', channel: 'second' }))).toEqual(['link', 'https://t.me/second_bot'])
    expect(linkOf(await enter(await stranger()))).toEqual(['stranger', link])
    expect(linkOf(await enter(await forged()))).toEqual(['forged', null])
    await database.db.query('delete from channels where id = $1', [id])
  })

  test('who works in two businesses goes over to the other as who they are there; nobody goes where they are not', async () => {
    const { db } = database
    const second = await startStand(db)
    const foreign = await startStand(db)
    const person = { telegramId: 6100 }
    const here = await signIn(db, stand, 'owner', person)
    const there = await signIn(db, stand, 'manager', { ...person, businessId: second.businessId })
    const left = await signIn(db, stand, 'admin', { ...person, businessId: foreign.businessId })
    await db.query('update members set removed_at = now() where id = $1', [left.id])
    type Me = { token: string; member: { id: number; role: string }; business: { id: number } }
    const known = (await here.call('GET', '/api/me')).body.businesses.map(({ id }: { id: number }) => id)
    expect(known.toSorted()).toEqual([stand.businessId, second.businessId].toSorted())
    for (const business of [foreign.businessId, 999_999_999])
      expect((await here.call('POST', '/api/session/switch', { business })).status).toBe(404)
    const byLink = await signIn(db, stand, 'owner')
    expect((await byLink.call('POST', '/api/session/switch', { business: second.businessId })).status).toBe(404)

    const over = await here.call<Me>('POST', '/api/session/switch', { business: second.businessId })
    expect([over.status, over.body.member.id, over.body.member.role]).toEqual([200, there.id, 'manager'])
    const me = await call<Me>(stand.url, over.body.token, 'GET', '/api/me')
    expect(me.body.business.id).toBe(second.businessId)
    expect((await here.call('GET', '/api/me')).status).toBe(401)
    await Promise.all([second.stop(), foreign.stop()])
  })

  test('every route asks every role as the table of rights says, and nobody without a session', async () => {
    const { paths } = (await call<Described>(stand.url, null, 'GET', '/api/openapi.json')).body
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({
        path,
        method: method.toUpperCase(),
        right: route['x-right'],
      })),
    )
    const open = routes.filter(({ right }) => !right).map(({ method, path }) => `${method} ${path}`)
    expect(open.sort()).toEqual(OPEN)
    for (const { path, method, right } of routes) {
      if (!right) continue
      expect(Object.keys(RIGHTS)).toContain(right)
      const address = path.replace(/\{\w+\}/g, '999999999')
      // Streams don't end by themselves.
      if (address === '/api/live') continue
      // So that nobody asks too often.
      stand.clock.now = new Date(stand.clock.now.getTime() + 1000)
      expect([method, path, (await call(stand.url, null, method, address, BODY[method])).status]).toEqual([
        method,
        path,
        401,
      ])
      for (const role of ROLES) {
        // Whoever signs out here would be out for the rest.
        if (method === 'DELETE' && path === '/api/session') continue
        const { status } = await staff.get(role)!.call(method, address, BODY[method])
        const expected = reachOf(role, right) === 'none'
        expect([role, method, path, status === 403]).toEqual([role, method, path, expected])
        expect([role, method, path, status === 401 || status >= 500]).toEqual([role, method, path, false])
      }
    }
  })

  test('a body that is too long, or no JSON, is refused before anybody reads it', async () => {
    const { token } = staff.get('owner')!
    const send = (body: string) =>
      fetch(`${stand.url}/api/me`, {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body,
      })
    expect((await send(JSON.stringify({ version: 1, preferences: { a: 'x'.repeat(200_000) } }))).status).toBe(413)
    expect((await send('{')).status).toBe(400)
    expect((await send('[]')).status).toBe(400)
  })

  test('whoever asks in English is refused in English', async () => {
    type Refusal = { error: { message: string } }
    const ask = (language: string) =>
      call<Refusal>(stand.url, null, 'GET', '/api/me', undefined, { 'Accept-Language': language })
    expect((await ask('en-GB,en;q=0.8')).body.error.message).toMatch(/^Please sign in/)
    expect((await ask('ru')).body.error.message).toMatch(/^Нужно войти/)
  })

  test('a page of another site can do nothing: no cookie carries the session, and no other origin is allowed', async () => {
    const answer = await enter(await initDataOf({ id: 5001 }, stand.bot.token, stand.clock.now))
    expect(answer.headers.get('set-cookie')).toBeNull()
    const foreign = await fetch(`${stand.url}/api/me`, {
      headers: { Authorization: `Bearer ${answer.body.token}`, Origin: 'https://evil.example' },
    })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })
})

const BODY: Record<string, object | undefined> = { POST: {}, PUT: {}, PATCH: {}, GET: undefined, DELETE: undefined }

/** Routes that ask nobody who they are. */
const OPEN = ['GET /api/services', 'GET /api/slots', 'POST /api/lead', 'POST /api/session']
