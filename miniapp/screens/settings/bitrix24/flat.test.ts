import { expect, test } from 'vitest'
import type { Settings } from './data.ts'
import { flat, grown } from './flat.ts'

const settings: Settings = {
  dealPer: 'lead',
  pipeline: 3,
  stages: { new: 'C3:NEW', confirmed: 'C3:PREPARATION', visited: 'C3:EXECUTING', paid: 'C3:WON', lost: 'C3:LOSE' },
  sources: { telegram: 'OKOSHKO_TELEGRAM' },
  fields: { service: 'ufCrmOkoshkoServ' },
  responsible: { default: null, byLocation: {}, byResource: { 5: 12 } },
  handoverMinutes: 15,
  sensitive: false,
  busy: { read: 'nothing', write: false, resources: {}, users: { 5: 12 } },
}

test('settings become fields and are the same again', () => {
  const values = flat(settings)
  expect(values).toMatchObject({ pipeline: '3', 'responsible.byResource.5': '12', handoverMinutes: 15 })
  expect(grown(settings, values)).toEqual(settings)
})

test('what is chosen is put in as the API takes it, what is emptied is taken out, nothing else changes', () => {
  const after = grown(settings, {
    'responsible.default': '7',
    'responsible.byResource.5': null,
    'busy.users.6': '9',
    'fields.service': undefined,
    'sources.sms': 'SMS',
  })
  expect(after).toEqual({
    ...settings,
    sources: { telegram: 'OKOSHKO_TELEGRAM', sms: 'SMS' },
    fields: {},
    responsible: { default: 7, byLocation: {}, byResource: {} },
    busy: { ...settings.busy, users: { 5: 12, 6: 9 } },
  })
  expect(grown(after, { 'responsible.default': null }).responsible.default).toBeNull()
})
