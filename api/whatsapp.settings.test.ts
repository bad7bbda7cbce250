import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelById } from '../db/channels.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

type Card = { id: number; kind: string; state: string; name: string; username: string }
type Connected = { channel: Card; hook: { url: string; path: string; verifyToken: string }; error: { reason: string } }
type Template = {
  id: number
  name: string
  version: number
  status: string
  notice: string | null
  taps: string[]
  places: number
}

onEachDatabase('connecting WhatsApp', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db, { on: 'whatsapp', publicUrl: 'https://salon.example' })
    owner = await signIn(database.db, stand, 'owner')
  })
  afterAll(() => stand.stop())

  const platform = () => stand.whatsapp!.platform
  const given = (number: { token: string; phoneNumberId: string; appSecret: string; accountId: string }) => ({
    token: number.token,
    phoneNumberId: number.phoneNumberId,
    appSecret: number.appSecret,
    accountId: number.accountId,
  })
  const connect = (body: object) => owner.call<Connected>('POST', '/api/channels/whatsapp', body)

  test('a number is recognised by the platform; its secrets are sealed, and Meta’s address is told', async () => {
    const second = platform().addNumber({ token: 'EAAsecondnumbertoken12345', appSecret: 'secret of the second app' })
    const wrong = await connect({ ...given(second), token: 'EAAnobodyknowsthistoken12' })
    expect([wrong.status, wrong.body.error.reason]).toEqual([400, 'unknown_token'])
    const unknown = await connect({ ...given(second), phoneNumberId: '123456' })
    expect([unknown.status, unknown.body.error.reason]).toEqual([400, 'unknown_number'])
    const made = await connect(given(second))
    expect(made.status).toBe(201)
    const { channel, hook } = made.body
    expect(channel).toMatchObject({ kind: 'whatsapp', state: 'works', name: 'Салон', username: '+7 495 000-00-00' })
    expect(hook.url).toBe(`https://salon.example${hook.path}`)
    const { credentials } = await channelById(database.db, channel.id)
    expect(credentials).not.toContain(second.token)
    expect(JSON.stringify((await owner.call('GET', '/api/changes')).body)).not.toContain(second.token)
    expect((await owner.call('GET', `/api/channels/${channel.id}/hook`)).body).toEqual(hook)
    await platform().subscribe({ ...second, verifyToken: hook.verifyToken }, stand.url + hook.path)
    // The same number again is the same channel, with another token.
    const again = await connect(given(second))
    expect(again.body.channel.id).toBe(channel.id)
  })

  test('the test asks the platform, says what is wrong, and that it is well again', async () => {
    const { items } = (await owner.call<{ items: Card[] }>('GET', '/api/channels')).body
    const { id } = items.find(({ kind }) => kind === 'whatsapp')!
    const tried = () => owner.call<{ outcome: string; channel: Card }>('POST', `/api/channels/${id}/test`)
    expect((await tried()).body).toMatchObject({ outcome: 'works', channel: { state: 'works' } })
    const { token } = stand.whatsapp!.number
    stand.whatsapp!.number.token = 'EAAanother'
    expect((await tried()).body).toMatchObject({ outcome: 'refused', channel: { state: 'revoked' } })
    stand.whatsapp!.number.token = token
    expect((await tried()).body).toMatchObject({ outcome: 'works', channel: { state: 'works' } })
  })

  test('templates are read from the platform, each notice takes one, and a changed state comes by webhook', async () => {
    const { number } = stand.whatsapp!
    const { items } = (await owner.call<{ items: Card[] }>('GET', '/api/channels')).body
    const { id } = items.find(({ kind }) => kind === 'whatsapp')!
    platform().addTemplate(number, {
      name: 'new_remind',
      body: 'Ждём вас, {{1}}: {{2}}.',
      buttons: ['Приду', 'Связаться с менеджером'],
    })
    platform().addTemplate(number, { name: 'en_remind', language: 'en_US', body: 'See you {{1}}.', status: 'PENDING' })
    const path = `/api/channels/${id}/templates`
    const list = (await owner.call<{ items: Template[] }>('POST', `${path}/sync`)).body.items
    const fresh = list.find(({ name }) => name === 'new_remind')!
    expect(fresh).toMatchObject({ status: 'approved', notice: null, places: 2, taps: ['come', 'human'] })
    expect(list.find(({ name }) => name === 'en_remind')).toMatchObject({ status: 'pending' })
    const assign = (more: object) =>
      owner.call<{ items: Template[] }>('PATCH', `${path}/${fresh.id}`, {
        version: fresh.version,
        notice: 'remind',
        parameters: ['name', 'when'],
        taps: ['come', 'human'],
        ...more,
      })
    expect((await assign({ parameters: ['name'] })).status).toBe(400)
    expect((await assign({ taps: [] })).status).toBe(400)
    const kept = await assign({})
    const noticeOf = (name: string) => kept.body.items.find((one) => one.name === name)!.notice
    // The one that had this notice has lost it.
    expect([noticeOf('new_remind'), noticeOf('remind')]).toEqual(['remind', null])
    expect((await assign({})).status).toBe(409)
    await platform().tell(
      number,
      { event: 'PAUSED', message_template_name: 'new_remind', message_template_language: 'ru', reason: 'LOW_QUALITY' },
      'message_template_status_update',
    )
    const after = (await owner.call<{ items: Template[] }>('GET', path)).body.items
    expect(after.find(({ name }) => name === 'new_remind')).toMatchObject({ status: 'paused', reason: 'LOW_QUALITY' })
  })

  test('an account id that is wrong is named as such, and not as a platform that is silent', async () => {
    const third = platform().addNumber({ token: 'EAAthirdnumbertoken1234567', appSecret: 'secret of the third app' })
    const { channel } = (await connect({ ...given(third), accountId: '123456' })).body
    const sync = () => owner.call<{ error: { message: string } }>('POST', `/api/channels/${channel.id}/templates/sync`)
    const refused = await sync()
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      expect.stringMatching(/проверьте WhatsApp Business Account ID/),
    ])
    await connect(given(third))
    expect((await sync()).status).toBe(200)
  })

  test('who is disconnected hears nothing more, and what was said stays', async () => {
    const { items } = (await owner.call<{ items: Card[] }>('GET', '/api/channels')).body
    const { id } = items.findLast(({ kind }) => kind === 'whatsapp')!
    expect((await owner.call('DELETE', `/api/channels/${id}`)).status).toBe(204)
    const now = (await owner.call<{ items: Card[] }>('GET', '/api/channels')).body.items
    expect(now.find((one) => one.id === id)!.state).toBe('off')
    expect((await owner.call('GET', `/api/channels/${id}/hook`)).status).toBe(404)
    const manager = await signIn(database.db, stand, 'manager')
    expect((await manager.call('GET', `/api/channels/${id}/templates`)).status).toBe(403)
  })
})
