import { afterAll, beforeAll, expect, test } from 'vitest'
import { exposed, variantFor } from '../db/experiments.ts'
import { onEachDatabase } from '../db/testing/databases.ts'
import { assigned, type VariantKey } from '../domain/experiments.ts'
import { booked, type Client, clientOf, expectGoodManners, settled, tap } from './testing/client.ts'
import { pass } from './testing/queue.ts'
import { type Staff, signIn } from './testing/staff.ts'
import { type Stand, startStand } from './testing/stand.ts'

const DAY_MS = 86_400_000
const SHOWN = { a: 'Подскажу свободное время', b: 'Добрый день' } as const
const HELLO = {
  name: 'Приветствие',
  kind: 'text',
  target: 'hello',
  variants: { a: { ru: null, en: null }, b: { ru: 'Добрый день! { $business } слушает.', en: null } },
}

onEachDatabase('experiments', (database) => {
  let stand: Stand
  let owner: Staff
  beforeAll(async () => {
    stand = await startStand(database.db)
    await skipTo(stand.clock.now)
  })
  afterAll(() => stand.stop())

  /** Moves the clock; a session ends meanwhile. */
  const skipTo = async (moment: Date) => {
    stand.clock.now = moment
    owner = await signIn(database.db, stand, 'owner', { name: 'Ольга' })
  }

  const made = async (body: object): Promise<{ id: number; version: number; size: number }> => {
    const answer = await owner.call('POST', '/api/experiments', body)
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ status: 'draft' })])
    return answer.body
  }
  const set = (one: { id: number; version: number }, change: object) =>
    owner.call('POST', `/api/experiments/${one.id}/status`, { version: one.version, ...change })
  const begun = async (body: object) => {
    const answer = await set(await made(body), { status: 'running' })
    expect(answer.status).toBe(200)
    return answer.body as { id: number; version: number; size: number }
  }
  const ended = async ({ id }: { id: number }) => {
    const { version } = (await owner.call('GET', `/api/experiments/${id}`)).body
    expect((await set({ id, version }, { status: 'stopped' })).status).toBe(200)
  }
  const clientIdOf = async ({ person }: Client) => {
    const [row] = await database.db.query<{ id: number }>(
      'select client_id as id from identities where business_id = $1 and external_id = $2',
      [stand.businessId, String(person.id)],
    )
    return row!.id
  }
  const exposuresOf = (experiment: number) =>
    database.db.query<{ client: number; variant: VariantKey; message: string | null }>(
      `select x.client_id as client, x.variant, m.text as message from exposures x left join messages m on m.id = x.message_id
       where x.experiment_id = $1 order by x.client_id`,
      [experiment],
    )

  test('a client sees one variant for life, whichever node speaks and however often', async () => {
    const trial = await begun(HELLO)
    const other = await stand.node(database.another())
    const clients = Array.from({ length: 12 }, () => clientOf(stand))
    for (const client of clients) await client.plays('/start', /Здравствуйте|Добрый день/)
    await settled(stand, database.db)
    await other.system.drain.idle()
    for (const client of clients) await client.plays('/start')
    await settled(stand, database.db)
    const seen = await Promise.all(
      clients.map(async (client) => {
        const variant = assigned(trial.id, await clientIdOf(client))
        const texts = client.shown().map(({ text }) => text)
        return texts.length === 2 && texts.every((text) => text.includes(SHOWN[variant]))
      }),
    )
    expect(seen).toEqual(clients.map(() => true))
    const exposures = await exposuresOf(trial.id)
    expect(exposures.map(({ client, variant }) => [client, variant])).toEqual(
      exposures.map(({ client }) => [client, assigned(trial.id, client)]),
    )
    expect(exposures).toHaveLength(12)
    expect(new Set(exposures.map(({ variant }) => variant)).size).toBe(2)
    expect(exposures.every(({ variant, message }) => message!.includes(SHOWN[variant]))).toBe(true)
    await other.stop()
    await ended(trial)
    const late = clientOf(stand)
    await late.plays('/start', /Подскажу/)
    await settled(stand, database.db)
    expect(await exposuresOf(trial.id)).toHaveLength(12)
    expectGoodManners(stand)
  })

  test('a reminder counts when it is delivered: not when it is written, and not to who has blocked the bot', async () => {
    await skipTo(new Date('2026-11-23T07:00:00Z'))
    const [anna, vera] = [clientOf(stand, { first_name: 'Анна' }), clientOf(stand, { first_name: 'Вера' })]
    await booked(stand, database.db, anna, '16:00', 'послезавтра')
    await booked(stand, database.db, vera, '17:00', 'послезавтра')
    const remind = { ru: 'Ждём вас: { $when }.\n{ $services }, { $masters } ({ $count })\n{ $address }', en: null }
    const trial = await begun({ ...HELLO, target: 'remind-ask', variants: { a: { ru: null, en: null }, b: remind } })
    stand.telegram.fail({ method: 'sendMessage', chat: anna.person.id, with: { code: 502 } })
    vera.person.blocks(stand.bot)
    await settled(stand, database.db)
    stand.clock.now = new Date('2026-11-24T13:00:00Z')
    await stand.system.loop.runDue()
    expect(await exposuresOf(trial.id)).toEqual([])
    await pass(stand, 5_000)
    await pass(stand, 3_600_000)
    await settled(stand, database.db)
    await skipTo(stand.clock.now)
    const [exposure, ...others] = await exposuresOf(trial.id)
    expect(others).toEqual([])
    const id = await clientIdOf(anna)
    expect(exposure).toMatchObject({ client: id, variant: assigned(trial.id, id) })
    expect(exposure!.message).toContain(exposure!.variant === 'a' ? 'Напоминаем о записи' : 'Ждём вас')
    await ended(trial)
  })

  test('the numbers are those of a count by hand: first exposures, visits that took place, whole days, whole groups', async () => {
    const { db } = database
    const start = stand.clock.now
    const at = (days: number) => new Date(start.getTime() + days * DAY_MS)
    await skipTo(at(60))
    const made20 = await begun({ ...HELLO, name: 'Счёт', effect: 0.5 })
    expect(made20.size).toBe(20)
    const id = made20.id
    const client = async (exposedOn: number, variant: VariantKey) => {
      const [row] = await db.query<{ id: number }>(
        `with c as (insert into clients (business_id, created_at) values ($1, $2::timestamptz) returning id)
         insert into exposures (business_id, experiment_id, client_id, variant, first_exposed_at)
         select $1, $3, id, $4, $2::timestamptz from c returning client_id as id`,
        [stand.businessId, at(exposedOn), id, variant],
      )
      return row!.id
    }
    let key = 0
    const visit = (clientId: number, day: number, status: string, test = false) =>
      db.query(
        `insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, test, created_at, updated_at)
         select $1, $2, $3, l.id, 'staff', $4, $5::timestamptz, $5::timestamptz + interval '1 hour', 0, $6, $5::timestamptz, $5::timestamptz
         from locations l where l.business_id = $1 order by l.id limit 1`,
        [stand.businessId, `count:${key++}`, clientId, status, at(day), test],
      )
    const armsOf = async () => {
      stand.clock.now = new Date(stand.clock.now.getTime() + 1)
      const { body } = await owner.call('GET', `/api/experiments/${id}`)
      return { a: body.arms.a, b: body.arms.b, verdict: body.verdict }
    }
    // Nobody yet.
    const none = { exposed: 0, judged: 0, came: null }
    expect(await armsOf()).toMatchObject({ a: none, b: none, verdict: { kind: 'early', clients: 40 } })
    // «а»: 20 clients of the first days; 7 come within 30 days.
    const a = []
    for (let n = 0; n < 20; n++) a.push(await client(n / 10, 'a'))
    for (const one of a.slice(0, 5)) await visit(one, 20, 'arrived')
    await visit(a[5]!, 29, 'paid')
    await visit(a[5]!, 29.2, 'paid')
    await visit(a[6]!, 0.7, 'arrived')
    await visit(a[7]!, 10, 'no_show')
    await visit(a[8]!, 10, 'cancelled')
    await visit(a[9]!, 10, 'arrived', true)
    await visit(a[10]!, 32, 'arrived')
    await visit(a[11]!, -1, 'arrived')
    // One half is empty: a difference to nothing is none.
    expect(await armsOf()).toMatchObject({
      a: { exposed: 20, judged: 20, came: null },
      b: none,
      verdict: { kind: 'lopsided' },
    })
    // «б»: 21 clients, of whom 20 count; 14 of these come, and the 21st too.
    const b = []
    for (let n = 0; n < 21; n++) b.push(await client(n / 10, 'b'))
    for (const one of [...b.slice(0, 13), b[20]!]) await visit(one, 15, 'arrived')
    // The 14th is two cards of one person, who saw the other variant later: the visit hangs on the card that is left.
    const twin = await client(3, 'a')
    await db.query('update clients set merged_into = $2, merged_at = $3::timestamptz where id = $1', [
      b[13]!,
      twin,
      at(40),
    ])
    await visit(twin, 25, 'paid')
    const full = await armsOf()
    expect(full.a).toEqual({ exposed: 20, judged: 20, came: 7 })
    expect(full.b).toEqual({ exposed: 21, judged: 20, came: 14 })
    // 7 of 20 against 14 of 20, Newcombe: Wilson 18.1–56.7% and 48.1–85.5%: from 4.2 to 57.9 points.
    expect(full.verdict).toMatchObject({ kind: 'better', variant: 'b' })
    expect([full.verdict.points, full.verdict.from, full.verdict.to].map((x: number) => x.toFixed(3))).toEqual([
      '0.350',
      '0.042',
      '0.579',
    ])
    // Whoever comes later changes nothing.
    for (let n = 0; n < 3; n++) await visit(await client(5, 'a'), 6, 'arrived')
    expect(await armsOf()).toMatchObject({ a: { exposed: 23, judged: 20, came: 7 }, verdict: full.verdict })
    // Somebody who is deleted stays a count.
    await visit(a[0]!, 21, 'arrived')
    stand.clock.now = new Date(stand.clock.now.getTime() + 60_000)
    const erased = await owner.call('POST', `/api/clients/${a[0]}/erase`, { word: 'удалить', upcoming: 'keep' })
    expect(erased.status).toBeLessThan(300)
    expect(await armsOf()).toMatchObject({ a: { exposed: 23, judged: 20, came: 7 }, verdict: full.verdict })
    await ended({ id })
  })

  test('nothing is told of who came before both groups are full', async () => {
    const trial = await begun({ ...HELLO, name: 'Тайна', effect: 0.5 })
    const one = clientOf(stand)
    await one.plays('/start', /Здравствуйте|Добрый день/)
    await settled(stand, database.db)
    const { body } = await owner.call('GET', `/api/experiments/${trial.id}`)
    expect(body.arms.a.exposed + body.arms.b.exposed).toBe(1)
    expect([body.arms.a.came, body.arms.b.came]).toEqual([null, null])
    expect(body.verdict).toEqual({ kind: 'early', clients: 40, outcomes: 20 })
    await ended(trial)
  })

  test('in one place one experiment runs at a time, and what is stopped goes on where it was', async () => {
    const [first, second] = [await made(HELLO), await made({ ...HELLO, name: 'Ещё одно' })]
    const both = await Promise.all([set(first, { status: 'running' }), set(second, { status: 'running' })])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const [runs, waits] = both[0]!.status === 200 ? [both[0]!.body, second] : [both[1]!.body, first]
    expect((await set(waits, { status: 'running' })).body.error).toMatchObject({ code: 'taken' })
    expect((await set({ ...runs, version: 1 }, { status: 'stopped' })).body.error).toMatchObject({ code: 'changed' })
    const stopped = await set(runs, { status: 'stopped' })
    expect((await set(waits, { status: 'running' })).status).toBe(200)
    expect((await set(stopped.body, { status: 'running' })).status).toBe(409)
    await ended(waits)
    const again = await set(stopped.body, { status: 'running' })
    expect(again.body).toMatchObject({ status: 'running', startedAt: runs.startedAt })
    await ended(again.body)
  })

  test('prepayment is kept and said in words that it has to wait', async () => {
    const prepay = { a: { prepay: false }, b: { prepay: true } }
    const one = await made({ name: 'Предоплата', kind: 'prepayment', variants: prepay })
    const answer = await set(one, { status: 'running' })
    expect([answer.status, answer.body.error.message]).toEqual([422, expect.stringContaining('Предоплата появится')])
    expect((await owner.call('DELETE', `/api/experiments/${one.id}`)).status).toBe(204)
  })

  test('the winner becomes the rule: a text, a greeting, the questions, who is first', async () => {
    const decided = async (body: object, winner: VariantKey) => {
      const answer = await set(await begun(body), { status: 'decided', winner })
      expect([answer.status, answer.body.winner]).toEqual([200, winner])
      expect((await set(answer.body, { status: 'running' })).status).toBe(422)
    }
    await decided(HELLO, 'b')
    const client = clientOf(stand)
    await client.plays('/start', /Добрый день/)
    expect((await stand.catalog()).wordings).toContainEqual({ language: 'ru', key: 'hello', text: HELLO.variants.b.ru })
    const landing = { a: { text: null }, b: { text: 'Маникюр за 900 рублей до пятницы.' } }
    await decided({ name: 'Реклама', kind: 'landing', target: 'spring', variants: landing }, 'b')
    await clientOf(stand).plays('/start ad_vk-spring', /за 900 рублей/)
    const ask = async (key: string) =>
      (await owner.call('POST', '/api/questions', { key, text: `${key}?`, textEn: null, options: [], active: true }))
        .body.id
    const [q1, q2] = [await ask('one'), await ask('two')]
    await decided({ name: 'Вопросы', kind: 'questions', variants: { a: { ask: [q1] }, b: { ask: [q2] } } }, 'b')
    expect((await stand.catalog()).questions.map(({ id }) => id)).toEqual([q2])
    const people = { a: { first: 'assistant' }, b: { first: 'people' } }
    await decided({ name: 'Сначала люди', kind: 'first', variants: people }, 'b')
    await clientOf(stand).plays('сколько стоит маникюр?', /на связи\.\n\nПередали менеджеру/)
    const { version } = (await owner.call('GET', '/api/settings')).body
    await owner.call('PATCH', '/api/settings', { version, assistant: { first: 'assistant' } })
    await settled(stand, database.db)
    expectGoodManners(stand)
  })

  test('who answers somebody new first is tried on the first answer alone, and danger goes to people in both groups', async () => {
    const people = { a: { first: 'assistant' }, b: { first: 'people' } }
    const trial = await begun({ name: 'Кто первый', kind: 'first', variants: people })
    const clients = Array.from({ length: 8 }, () => clientOf(stand))
    for (const client of clients) await client.plays('сколько стоит маникюр?', /Маникюр —|Передали менеджеру/)
    await settled(stand, database.db)
    const exposures = await exposuresOf(trial.id)
    expect(exposures).toHaveLength(8)
    for (const { variant, message } of exposures)
      expect(message).toMatch(variant === 'a' ? /Маникюр/ : /Передали менеджеру/)
    for (let n = 0; n < 4; n++) await clientOf(stand).plays('сильно болит, кровотечение', /103/)
    await ended(trial)
  })

  test('questions are asked, or not, by variant, and who is asked nothing counts as well', async () => {
    const { questions } = await stand.catalog()
    const trial = await begun({
      name: 'Вопросы',
      kind: 'questions',
      variants: { a: { ask: [] }, b: { ask: questions.map(({ id }) => id) } },
    })
    const clients = Array.from({ length: 8 }, () => clientOf(stand))
    for (const client of clients)
      await client.plays('запишите на педикюр', /К кому/, tap('К любому, кто свободен'), /two\?|выберите время/)
    await settled(stand, database.db)
    const exposures = await exposuresOf(trial.id)
    expect(exposures).toHaveLength(8)
    for (const { variant, message } of exposures) expect(message).toMatch(variant === 'a' ? /выберите время/ : /two\?/)
    await ended(trial)
  })

  test('the size is named at once, from one’s own past, and of little past it says so', async () => {
    const ask = (body: object) => owner.call('POST', '/api/experiments/size', body)
    const guess = await ask({ kind: 'landing', target: 'nowhere', effect: 0.1 })
    expect(guess.body).toEqual({ windowDays: 30, baseline: 0.5, baselineOf: 0, size: 388, weeks: null })
    await database.db.query(
      `with c as (insert into clients (business_id, created_at) select $1, $2::timestamptz from generate_series(1, 90) returning id),
       l as (insert into leads (business_id, client_id, source, campaign, created_at) select $1, id, 'vk', 'known', $2::timestamptz from c)
       insert into appointments (business_id, key, client_id, location_id, door, status, starts_at, ends_at, price, created_at, updated_at)
       select $1, 'past:' || c.id, c.id, (select min(id) from locations where business_id = $1), 'staff', 'paid', $2::timestamptz + interval '2 days',
         $2::timestamptz + interval '50 hours', 0, $2::timestamptz, $2::timestamptz from c order by c.id limit 18`,
      [stand.businessId, new Date(stand.clock.now.getTime() - 60 * DAY_MS)],
    )
    const known = await ask({ kind: 'landing', target: 'known', effect: 0.05 })
    // 18 of 90 came: 1094 clients for five points more; seven such clients come in a week.
    expect(known.body).toEqual({ windowDays: 30, baseline: 0.2, baselineOf: 90, size: 1094, weeks: 317 })
  })

  test('what can’t be tried is refused: a place that is none, variants that are one, a text that can’t be said', async () => {
    const refusal = async (body: object) => {
      const answer = await owner.call('POST', '/api/experiments', { ...HELLO, ...body })
      return [answer.status, answer.body.error?.message]
    }
    const b = (ru: string) => ({ variants: { a: { ru: null, en: null }, b: { ru, en: null } } })
    expect(await refusal({ target: 'menu-book' })).toEqual([400, 'Такого места для опыта нет.'])
    expect(await refusal({ target: null })).toEqual([400, 'Такого места для опыта нет.'])
    expect(await refusal({ variants: { a: HELLO.variants.a, b: HELLO.variants.a } })).toEqual([
      400,
      'Варианты не отличаются.',
    ])
    expect(await refusal({ target: 'remind-ask', ...b('Приходите!') })).toEqual([400, 'Так этот текст сказать нельзя.'])
    expect(await refusal({ kind: 'questions', target: null, variants: { a: { ask: [] }, b: { ask: [999] } } })).toEqual(
      [400, 'Такого места для опыта нет.'],
    )
    const manager = await signIn(database.db, stand, 'manager')
    expect((await manager.call('GET', '/api/experiments')).status).toBe(403)
  })

  test('a variant that says nothing is noted once, while it runs; who is merged keeps what they saw first', async () => {
    const { db } = database
    const trial = await begun(HELLO)
    const [one, two] = await db.query<{ id: number }>(
      'insert into clients (business_id, created_at) select $1, $2::timestamptz from generate_series(1, 2) returning id',
      [stand.businessId, stand.clock.now],
    )
    const note = (clientId: number, variant: VariantKey, later = 0) =>
      exposed(db, {
        businessId: stand.businessId,
        clientId,
        shown: { experiment: trial.id, variant },
        now: new Date(stand.clock.now.getTime() + later),
      })
    const other = assigned(trial.id, one!.id) === 'a' ? 'b' : 'a'
    await note(two!.id, other)
    await note(two!.id, assigned(trial.id, one!.id), 1000)
    expect(await exposuresOf(trial.id)).toEqual([{ client: two!.id, variant: other, message: null }])
    const catalog = await stand.catalog()
    const place = { kind: 'text', target: 'hello' } as const
    const seenBy = async (clientId: number) => (await variantFor(db, catalog, { ...place, clientId }))?.variant
    expect(await seenBy(one!.id)).toBe(assigned(trial.id, one!.id))
    await db.query('update clients set merged_into = $1 where id = $2', [one!.id, two!.id])
    expect(await seenBy(one!.id)).toBe(other)
    await ended(trial)
    await note(one!.id, 'a')
    expect(await exposuresOf(trial.id)).toHaveLength(1)
    expect(await variantFor(db, await stand.catalog(), { ...place, clientId: one!.id })).toBeNull()
  })
})
