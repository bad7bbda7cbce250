import { expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import {
  ActionButtons,
  ActionContactRequest,
  ActionList,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Interactive,
  Language,
  ListSection,
  PayloadComponent,
  Row,
  Template,
  Text,
} from 'whatsapp-api-js/messages'
import type { ClientMessage, PostData } from 'whatsapp-api-js/types'
import { captionsIn } from '../meta/captions.ts'
import { after, type Words } from '../meta/choices.ts'
import { wrongWith } from './fake/check.ts'
import { captionOf, contentOf } from './layout.ts'
import { piecesOf } from './payload.ts'
import type { Content } from './wire.ts'

const words: Words = {
  open: 'Выбрать',
  more: 'Ещё',
  next: 'Следующие ›',
  previous: '‹ Предыдущие',
  callHuman: 'Связаться с менеджером',
  human: 'Менеджер',
  orHuman: 'Чтобы позвать человека, напишите «менеджер».',
}
const said = (text: string, keyboard: [caption: string, data: string][][] = [], more: object = {}) =>
  contentOf(
    {
      method: 'sendMessage',
      chat: '79161234567',
      body: {
        text,
        reply_markup: {
          inline_keyboard: keyboard.map((row) =>
            row.map(([caption, callback_data]) => ({ text: caption, callback_data })),
          ),
        },
        ...more,
      },
    },
    () => words,
  )!
const human: [string, string][] = [['Связаться с менеджером', 'human']]
const times = (count: number) =>
  Array.from({ length: count }, (_, n): [string, string][] => [[`${9 + Math.floor(n / 4)}:${n % 4}5`, `time:${n}`]])

/** What another program's SDK makes of the same message. */
async function bySdk(message: ClientMessage): Promise<unknown> {
  let sent: unknown
  const api = new WhatsAppAPI({
    token: 't',
    appSecret: 's',
    v: 'v24.0',
    ponyfill: {
      fetch: (async (_url: string, init: RequestInit) => {
        sent = JSON.parse(String(init.body))
        return new Response('{}')
      }) as typeof fetch,
    },
  })
  await api.sendMessage('1065', { phone: '79161234567', bsuid: '' }, message)
  const {
    messaging_product: _product,
    recipient_type: _kind,
    to: _to,
    recipient: _bsuid,
    type,
    ...rest
  } = sent as Record<string, unknown>
  return {
    type,
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, typeof value === 'string' ? JSON.parse(value) : value]),
    ),
  }
}

const sendable = (content: Content) => wrongWith({ messaging_product: 'whatsapp', to: '79161234567', ...content }, [])

test('plain words, buttons, a list and a template are what a published SDK makes of them', async () => {
  expect(said('Готово')).toEqual(await bySdk(new Text('Готово', false)))
  expect(
    said('Придёте?', [
      [
        ['Приду', 'come:1:2'],
        ['Отменить', 'cx:1'],
      ],
      human,
    ]),
  ).toEqual(
    await bySdk(
      new Interactive(
        new ActionButtons(
          new Button('come:1:2', 'Приду'),
          new Button('cx:1', 'Отменить'),
          new Button('human', 'Менеджер'),
        ),
        new Body('Придёте?'),
      ),
    ),
  )
  expect(said('Когда?', [...times(3), human])).toEqual(
    await bySdk(
      new Interactive(
        new ActionList(
          'Выбрать',
          new ListSection(
            undefined,
            new Row('time:0', '9:05'),
            new Row('time:1', '9:15'),
            new Row('time:2', '9:25'),
            new Row('human', 'Менеджер', 'Связаться с менеджером'),
          ),
        ),
        new Body('Когда?'),
      ),
    ),
  )
  const template = { name: 'remind', locale: 'ru', values: ['завтра в 16:00', 'Стрижка'], payloads: ['come:1:2'] }
  expect(said('…', [], { template })).toEqual(
    await bySdk(
      new Template(
        'remind',
        new Language('ru', 'deterministic'),
        new BodyComponent(new BodyParameter('завтра в 16:00'), new BodyParameter('Стрижка')),
        new PayloadComponent('come:1:2'),
      ),
    ),
  )
  const contact = contentOf(
    {
      method: 'sendMessage',
      chat: 'RU.1',
      body: { text: 'Ваш номер?', reply_markup: { keyboard: [[{ text: 'Отправить', request_contact: true }]] } },
    },
    () => words,
  )
  const asked = new Interactive(new ActionContactRequest(), new Body(`Ваш номер?\n${words.orHuman}`))
  expect(contact).toEqual(await bySdk(asked))
})

test('whatever stands on the buttons, the platform takes it and each still says what it is', () => {
  const long = 'Маникюр с покрытием гель-лаком и дизайном'
  for (const count of [1, 2, 3, 4, 9, 10, 11, 30, 60]) {
    const keyboard = Array.from({ length: count }, (_, n): [string, string][] => [[`${long} ${n}`, `svc:${n}`]])
    const content = said('Что выберете?', [...keyboard, human])
    expect(sendable(content), `${count}`).toBeNull()
  }
  expect(sendable(said('ы'.repeat(4000), [...times(20), human]))).toBeNull()
  expect(sendable(said('ы'.repeat(1024), [...times(20), human]))).toBeNull()
})

test('more than ten are paged: every option comes once, and the ways out stand on each page', () => {
  const elsewhere: [string, string][][] = [
    [
      ['Другие дни', 'days'],
      ['К другому специалисту', 'masters'],
    ],
    human,
  ]
  let keyboard = [...times(25), ...elsewhere]
  const seen: string[] = []
  for (let page = 0; page < 10; page++) {
    const content = said('Когда?', keyboard)
    if (content.type !== 'interactive' || content.interactive.type !== 'list') throw new Error('a list was expected')
    const { rows } = content.interactive.action.sections[0]!
    expect(rows.length).toBeLessThanOrEqual(10)
    const ids = rows.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['days', 'masters', 'human']))
    seen.push(...ids.filter((id) => id.startsWith('time:')))
    const more = ids.find((id) => id.startsWith('more:'))
    if (!more) break
    const rest = after(
      Number(more.slice(5)),
      keyboard.map((row) => row.map(([text, callback_data]) => ({ text, callback_data }))),
    )
    keyboard = rest.map((row) =>
      row.map((button) => [button.text, 'callback_data' in button ? button.callback_data! : '']),
    )
  }
  expect(seen).toEqual(times(25).flatMap((row) => row.map(([, data]) => data)))
})

test('what follows on another page comes after what is left of this one, and arrows have names', () => {
  const [days, pager]: [string, string][][] = [
    Array.from({ length: 14 }, (_, n): [string, string] => [
      `пн ${n + 1}`,
      `day:2026-12-${String(n + 1).padStart(2, '0')}`,
    ]),
    [
      ['‹', 'days:0'],
      ['›', 'days:2'],
    ],
  ]
  const titles = (keyboard: [string, string][][]) => {
    const content = said('Какой день?', keyboard)
    if (content.type !== 'interactive' || content.interactive.type !== 'list') throw new Error('a list was expected')
    return content.interactive.action.sections[0]!.rows.map(({ title }) => title)
  }
  const first = [days!, pager!, human]
  expect(titles(first)).toEqual([...days!.slice(0, 7).map(([text]) => text), 'Ещё', '‹ Предыдущие', 'Менеджер'])
  const rest = after(
    7,
    first.map((row) => row.map(([text, callback_data]) => ({ text, callback_data }))),
  ).map((row) =>
    row.map((button): [string, string] => [button.text, 'callback_data' in button ? button.callback_data! : '']),
  )
  expect(titles(rest)).toEqual([...days!.slice(7).map(([text]) => text), 'Следующие ›', '‹ Предыдущие', 'Менеджер'])
})

test('the second line of a row says what the first had no room for, and nothing twice', () => {
  const content = said('Какую?', [
    [['Женская стрижка · от 2 000 ₽', 'svc:1']],
    [['Комплексный уход за кожей лица', 'svc:2']],
    [['Уход', 'svc:3']],
    human,
  ])
  if (content.type !== 'interactive' || content.interactive.type !== 'list') throw new Error('a list was expected')
  const { rows } = content.interactive.action.sections[0]!
  expect(rows.map(({ title, description }) => [title, description])).toEqual([
    ['Женская стрижка', 'от 2 000 ₽'],
    ['Комплексный уход за…', 'Комплексный уход за кожей лица'],
    ['Уход', undefined],
    ['Менеджер', 'Связаться с менеджером'],
  ])
  expect(rows.map(captionOf)).toEqual([
    'Женская стрижка · от 2 000 ₽',
    'Комплексный уход за кожей лица',
    'Уход',
    'Связаться с менеджером',
  ])
})

test('the platform’s own pieces speak the language of the dialogue, whatever names stand in the text', () => {
  const asked: string[] = []
  const body = {
    text: 'Мужская стрижка\nTomorrow: choose a time.',
    reply_markup: { inline_keyboard: [[{ text: 'Talk to a manager', callback_data: 'human' }]] },
  }
  contentOf({ method: 'sendMessage', chat: '7', body }, (sample) => {
    asked.push(sample)
    return words
  })
  expect(asked).toEqual(['Talk to a manager'])
})

test('captions are cut at what says least, and no two read alike', () => {
  expect(captionsIn(['Связаться'], 20)).toEqual(['Связаться'])
  expect(captionsIn(['Женская стрижка · Анна · 1 900 ₽'], 24)).toEqual(['Женская стрижка · Анна'])
  expect(captionsIn(['Наращивание ресниц (классика)'], 24)).toEqual(['Наращивание ресниц'])
  expect(captionsIn(['Продолжить оформление записи'], 24)).toEqual(['Продолжить оформление…'])
  const alike = captionsIn(['Маникюр с гель-лаком и дизайном', 'Маникюр с гель-лаком и укреплением'], 24)
  expect(alike).toEqual(['Маникюр… дизайном', 'Маникюр… укреплением'])
  const same = captionsIn(['Стрижка', 'стрижка', 'Стрижка'], 20)
  expect(new Set(same.map((one) => one.toLowerCase())).size).toBe(3)
  const many = captionsIn(
    Array.from({ length: 30 }, (_, n) => `Одно и то же длинное название услуги номер ${n}`),
    20,
  )
  expect(new Set(many).size).toBe(30)
  for (const one of many) expect(one.length).toBeLessThanOrEqual(20)
})

test('edits become new messages; a change of buttons alone, and a deletion, are nothing here', () => {
  const edit = { method: 'editMessageText', chat: '7', body: { text: 'Было иначе' } }
  expect(contentOf(edit, () => words)).toEqual({ type: 'text', text: { body: 'Было иначе' } })
  for (const method of ['editMessageReplyMarkup', 'deleteMessage', 'setMyCommands'])
    expect(contentOf({ method, chat: '7', body: { text: 'x' } }, () => words)).toBeNull()
})

test('what the SDK types call a webhook is read whole', () => {
  const contact = { wa_id: '79161234567', user_id: 'RU.1', profile: { name: 'Анна' } }
  const hook: PostData = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: 'WABA',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '74950000000', phone_number_id: '1065' },
              contacts: [contact],
              messages: [
                {
                  from: '79161234567',
                  from_user_id: 'RU.1',
                  id: 'wamid.1',
                  timestamp: '1763700000',
                  type: 'text',
                  text: { body: 'Привет' },
                },
              ],
            },
          },
        ],
      },
    ],
  }
  expect(piecesOf(hook)).toMatchObject([
    { kind: 'message', phoneNumberId: '1065', contact, message: { id: 'wamid.1' } },
  ])
})
