import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelById } from '../db/channels.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { connectInstagram } from './setup.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Card = { id: number; kind: string; state: string; name: string; username: string; humanAgent: boolean }
type Connected = { channel: Card; hook: { url: string; path: string; verifyToken: string }; error: { reason: string } }

onEachDatabase('connecting Instagram', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db, { on: 'instagram', publicUrl: 'https://salon.example' })
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  const platform = () => stand.instagram!.platform
  const connect = (body: object, by = owner) => by.call<Connected>('POST', '/api/channels/instagram', body)
  const cards = async () => (await owner.call<{ items: Card[] }>('GET', '/api/channels')).body.items

  test('an account is recognised by its token; its webhooks and questions are asked for, its secrets sealed', async () => {
    const second = platform().addAccount({
      token: 'IGAAsecondaccounttoken123',
      appSecret: 'secret of the second app',
      username: 'salon.len',
    })
    const { token, accountId, appSecret } = second
    const given = { token, accountId, appSecret }
    const wrong = await connect({ ...given, token: 'IGAAnobodyknowsthistoken' })
    expect([wrong.status, wrong.body.error.reason]).toEqual([400, 'unknown_token'])
    const other = await connect({ ...given, accountId: '17841499999999999' })
    expect([other.status, other.body.error.reason]).toEqual([400, 'other_account'])
    const made = await connect(given)
    expect(made.status).toBe(201)
    const { channel, hook } = made.body
    expect(channel).toMatchObject({ kind: 'instagram', state: 'works', username: 'salon.len', humanAgent: false })
    expect(hook.url).toBe(`https://salon.example${hook.path}`)
    expect(second.subscribed).toContain('messaging_postbacks')
    expect(second.iceBreakers).toContainEqual({ question: 'Записаться', payload: 'book' })
    const { credentials } = await channelById(database.db, channel.id)
    expect(credentials).not.toContain(token)
    expect(JSON.stringify((await owner.call('GET', '/api/changes')).body)).not.toContain(token)
    expect((await owner.call('GET', `/api/channels/${channel.id}/hook`)).body).toEqual(hook)
    await platform().subscribe({ ...second, verifyToken: hook.verifyToken }, stand.url + hook.path)
    // The same account again is the same channel, and keeps what the owner has said of it.
    await owner.call('PATCH', `/api/channels/${channel.id}/human-agent`, { on: true })
    expect((await connect(given)).body.channel).toMatchObject({ id: channel.id, humanAgent: true })
  })

  test('the test asks the platform, says what is wrong, and that it is well again', async () => {
    const { id } = (await cards()).find(({ kind }) => kind === 'instagram')!
    const tried = () => owner.call<{ outcome: string; channel: Card }>('POST', `/api/channels/${id}/test`)
    expect((await tried()).body).toMatchObject({ outcome: 'works', channel: { state: 'works' } })
    const { token } = stand.instagram!.account
    stand.instagram!.account.token = 'IGAAanother'
    expect((await tried()).body).toMatchObject({ outcome: 'refused', channel: { state: 'revoked' } })
    stand.instagram!.account.token = token
    expect((await tried()).body).toMatchObject({ outcome: 'works', channel: { state: 'works' } })
  })

  test('a token is renewed each week, long before it runs out; the same one given again brings no old one back', async () => {
    const { account } = stand.instagram!
    const given = account.token
    const mine = (await cards()).find(({ kind }) => kind === 'instagram')!
    const token = () => stand.system.tokenOf(mine.id)
    const after = async (days: number) => {
      stand.clock.now = new Date(stand.clock.now.getTime() + days * 86_400_000)
      await stand.system.loop.runDue()
      return token()
    }
    expect(await after(6)).toBe(given)
    expect(await after(1)).toBe(`${given}+`)
    expect(await after(6)).toBe(`${given}+`)
    expect(await after(1)).toBe(`${given}++`)
    const { key, credentials } = await channelById(database.db, mine.id)
    const { accountId, appSecret, verifyToken } = account
    const before = { businessId: stand.businessId, key, now: stand.clock.now, accountId, appSecret, verifyToken }
    const again = (one: string) =>
      database.db.transaction((tx) => connectInstagram(tx, { ...before, token: one }, stand.system.secretKey))
    await again(given)
    stand.system.forgetToken(mine.id)
    expect(await token()).toBe(`${given}++`)
    await again(`${given}+`)
    stand.system.forgetToken(mine.id)
    expect(await token()).toBe(`${given}+`)
    expect((await channelById(database.db, mine.id)).credentials).not.toBe(credentials)
    owner = await signIn(database.db, stand, 'owner')
  })

  test('who is disconnected hears nothing more; only the owner turns the mark of people on', async () => {
    const { id } = (await cards()).findLast(({ kind }) => kind === 'instagram')!
    const manager = await signIn(database.db, stand, 'manager')
    expect((await manager.call('PATCH', `/api/channels/${id}/human-agent`, { on: true })).status).toBe(403)
    expect((await owner.call('DELETE', `/api/channels/${id}`)).status).toBe(204)
    expect((await cards()).find((one) => one.id === id)!.state).toBe('off')
    expect((await owner.call('GET', `/api/channels/${id}/hook`)).status).toBe(404)
    expect((await owner.call('PATCH', `/api/channels/${id}/human-agent`, { on: true })).status).toBe(404)
    const telegram = (await cards()).find(({ kind }) => kind === 'telegram')!
    expect((await owner.call('PATCH', `/api/channels/${telegram.id}/human-agent`, { on: true })).status).toBe(404)
  })
})
