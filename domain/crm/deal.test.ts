import { expect, test } from 'vitest'
import { phoneAmong, phoneWrites } from './contact.ts'
import { type DealFacts, type DealLead, dealFields, kopecksOf } from './deal.ts'
import type { MirrorSettings } from './settings.ts'
import { moveTo, stageIn, stageOf } from './stages.ts'

const settings: MirrorSettings = {
  dealPer: 'lead',
  pipeline: 3,
  stages: { new: 'C3:NEW', confirmed: 'C3:PREPARATION', visited: 'C3:EXECUTING', paid: 'C3:WON', lost: 'C3:LOSE' },
  sources: { telegram: 'TG', bot: 'BOT', manager: 'MAN', site: 'SITE' },
  fields: { service: 'ufCrmService', tags: 'ufCrmTags', startsAt: 'ufCrmStart', discount: 'ufCrmDiscount' },
  responsible: { default: 1, byLocation: { 5: 2 }, byResource: { 8: 3 } },
  handoverMinutes: 15,
  sensitive: false,
  busy: { read: 'nothing', write: false, resources: {}, users: {} },
}
const start = Date.parse('2027-03-01T11:30:00Z') / 60_000
const facts: DealFacts = {
  mark: 'v1',
  clientId: 1,
  currency: 'RUB',
  health: false,
  zone: 'Europe/Moscow',
  branch: { id: 5, name: 'На Тверской' },
  visit: {
    id: 1,
    status: 'booked',
    start,
    price: 270_050,
    discount: 50,
    cancelledBy: null,
    door: 'telegram',
    services: ['Стрижка', 'Укладка'],
    masters: [{ id: 9, name: 'Анна' }],
  },
  lead: null,
  talk: null,
}

test('a visit is a deal: title, money in roubles, the branch’s time with its zone, tags, source, responsible', () => {
  expect(dealFields(facts, settings, null)).toMatchObject({
    title: 'Стрижка + Укладка, 01.03 14:30',
    stageId: 'C3:PREPARATION',
    opportunity: 2700,
    currencyId: 'RUB',
    sourceId: 'TG',
    assignedById: 2,
    ufCrmStart: '2027-03-01T14:30+03:00',
    ufCrmDiscount: 0.5,
    ufCrmTags: 'source=bot, intent=booking',
  })
  const own = { ...facts, visit: { ...facts.visit!, masters: [{ id: 8, name: 'Мария' }], door: 'staff' } }
  expect(dealFields(own, settings, null)).toMatchObject({ assignedById: 3, sourceId: 'MAN' })
})

test('what was left in a form of the site comes from the site, what was said in its chat from the assistant', () => {
  const lead: DealLead = {
    id: 4,
    stage: 'new',
    source: 'site',
    medium: null,
    campaign: null,
    content: null,
    term: null,
    channel: 'web',
    form: false,
    createdAt: start,
  }
  const sources = { site: 'SITE', web: 'CHAT' }
  const of = (form: boolean) =>
    dealFields({ ...facts, visit: null, lead: { ...lead, form } }, { ...settings, sources }, null)
  expect(of(false)).toMatchObject({ sourceId: 'CHAT', ufCrmTags: 'source=bot' })
  expect(of(true)).toMatchObject({ sourceId: 'SITE', ufCrmTags: 'source=site' })
})

test('what tells of somebody’s health stands neither in the title nor in the service', () => {
  const told = { ...facts, visit: { ...facts.visit!, services: ['Приём гинеколога'] } }
  for (const delicate of [told, { ...facts, health: true }]) {
    expect(dealFields(delicate, settings, null)).toMatchObject({ title: 'Визит, 01.03 14:30', ufCrmService: null })
    expect(dealFields(delicate, { ...settings, sensitive: true }, null).title).not.toContain('Визит')
  }
})

test('stages follow what is so, and a move by hand is what staff could do', () => {
  expect(stageOf({ visit: null, lead: 'qualified' })).toBe('new')
  expect(stageOf({ visit: 'no_show', lead: 'booked' })).toBe('lost')
  expect(stageIn(settings, 'C3:WON')).toBe('paid')
  expect(stageIn(settings, 'C3:TALKS')).toBeNull()
  expect(moveTo('visited', { visit: 'confirmed', lead: null })).toBe('arrive')
  expect(moveTo('visited', { visit: null, lead: 'new' })).toBeNull()
  expect(moveTo('lost', { visit: 'paid', lead: null })).toBeNull()
  expect(moveTo('lost', { visit: null, lead: 'new' })).toBe('lose')
  expect(moveTo('confirmed', { visit: 'cancelled', lead: null })).toBe('restore')
})

test('money that is none is told apart from nothing', () => {
  expect([kopecksOf('777.50'), kopecksOf(0), kopecksOf(''), kopecksOf('-1'), kopecksOf(null)]).toEqual([
    77_750,
    0,
    null,
    null,
    null,
  ])
})

test('of several phones the one that was ours is changed, the others stay', () => {
  const fm = [
    { id: 1, typeId: 'PHONE', valueType: 'WORK', value: '8 (495) 111-22-33' },
    { id: 2, typeId: 'PHONE', valueType: 'MOBILE', value: '89001234567' },
  ]
  const synced = { phone: ['+79001234567', '+79001234567'] as [unknown, unknown] }
  expect(phoneAmong(fm, '+79007654321', synced)).toBe('+79001234567')
  expect(phoneAmong(fm, null, null)).toBe('+74951112233')
  expect(phoneWrites(fm, '+79001234567', '+79007654321', false)).toEqual([
    { id: 2, typeId: 'PHONE', valueType: 'MOBILE', value: '+79007654321' },
  ])
  expect(phoneWrites(fm, '+74951112233', '+79001234567', false)).toEqual([])
  expect(phoneWrites(fm, null, null, true).map((one) => (one as { value: string }).value)).toEqual(['', ''])
})
