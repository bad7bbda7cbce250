import { expect, test } from 'vitest'
import { readLink } from './deeplink.ts'
import { spotOf } from './layers.ts'

test.each([
  ['v_biz_17', '/visit/17', '/day'],
  ['d_biz_20261118', '/day/2026-11-18', '/day/2026-11-18'],
  ['h_biz_9', '/queue/9', '/queue'],
  ['l_biz_9', '/queue/lead-9', '/queue'],
  ['q_biz', '/queue', '/queue'],
  ['c_biz_5', '/clients/5', '/clients'],
  ['p_biz', '/unclear', '/more'],
  ['s_biz_channels', '/settings/channels', '/more'],
  ['k_biz_channels_30d', '/numbers/channels?period=30d', '/more'],
  ['k_biz_overview', '/numbers/overview', '/more'],
  ['k_biz_day_20261117', '/numbers/day?date=2026-11-17', '/more'],
  ['g_biz', '/guide', '/more'],
])('%s opens %s over %s', (payload, to, over) => {
  expect(readLink(payload)).toEqual({ business: 'biz', to, over })
  expect(spotOf(to)).not.toBeNull()
  expect(spotOf(over)?.route.kind).toBe('root')
})

test('an invitation is read from its token', () => {
  expect(readLink('i_Ab3-x9')).toEqual({ invite: 'Ab3-x9' })
})

test.each([
  '',
  'v',
  'v_',
  'V_biz_1',
  'v_biz_1_2',
  'v_biz_../..',
  'd_biz_20261340',
  'd_biz_tomorrow',
  'k_biz_secrets',
  'x_biz_1',
  'q_biz_1',
  'i_a_b',
  `v_biz_${'1'.repeat(37)}`,
  `k_${'a'.repeat(36)}_${'b'.repeat(36)}`,
  'javascript:alert(1)',
])('%j is no link of ours', (payload) => {
  expect(readLink(payload)).toBeNull()
})
