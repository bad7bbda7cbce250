import { describe, expect, test } from 'vitest'
import { originOfPage, originOfStart, plainOrigin } from './attribution.ts'

const known = (origin: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(origin).filter(([key, value]) => value !== null && key !== 'raw'))

describe('a deep link', () => {
  test.each([
    ['ad_vk-k7', { source: 'vk', medium: 'ad', campaign: 'k7', paid: true }],
    ['ad_vk-k7-video', { source: 'vk', medium: 'ad', campaign: 'k7', content: 'video', paid: true }],
    ['ad_vk', { source: 'vk', medium: 'ad', paid: true }],
    ['utm_yandex-cpc-autumn', { source: 'yandex', medium: 'cpc', campaign: 'autumn', paid: true }],
    [
      'utm_mail-newsletter-may-a-b',
      { source: 'mail', medium: 'newsletter', campaign: 'may', content: 'a', term: 'b', paid: false },
    ],
    ['utm_vk--may', { source: 'vk', campaign: 'may', paid: false }],
    ['ref_masha', { source: 'referral', campaign: 'masha', paid: false }],
    ['promo_osen10', { source: 'telegram', campaign: 'osen10', promo: 'osen10', paid: false }],
    ['spring', { source: 'telegram', campaign: 'spring', paid: false }],
    ['ad_', { source: 'telegram', campaign: 'ad_', paid: false }],
  ])('%s', (payload, expected) => {
    const origin = originOfStart(payload, 'telegram')
    expect(known(origin)).toEqual(expected)
    expect(origin.raw).toEqual({ start: payload })
  })
})

describe('a page', () => {
  const page = 'https://salon.example/'
  test.each([
    [
      `${page}?utm_source=vk&utm_medium=cpc&utm_campaign=a&utm_content=b&utm_term=c`,
      null,
      { source: 'vk', medium: 'cpc', campaign: 'a', content: 'b', term: 'c', paid: true },
    ],
    [`${page}?utm_source=tg&utm_medium=post`, null, { source: 'tg', medium: 'post', paid: false }],
    [`${page}?utm_source=vk&promo=osen10`, null, { source: 'vk', promo: 'osen10', paid: false }],
    [`${page}?yclid=1`, null, { source: 'yandex', medium: 'cpc', paid: true }],
    [page, 'https://www.google.com/search?q=x', { source: 'google.com', medium: 'referral', paid: false }],
    [page, 'https://www.salon.example/other', { source: 'web', paid: false }],
    [page, null, { source: 'web', paid: false }],
    ['not an address', 'nor this', { source: 'web', paid: false }],
  ])('%s from %s', (address, referrer, expected) => {
    expect(known(originOfPage(address, referrer, 'web'))).toEqual(expected)
  })

  test('marks of any length are cut, and nothing of a page is kept where there is none', () => {
    const origin = originOfPage(`${page}?utm_source=${'x'.repeat(5000)}`, null, 'web')
    expect(origin.source).toHaveLength(200)
    expect(origin.raw?.page).toHaveLength(1000)
    expect(originOfPage(null, null, 'web')).toEqual(plainOrigin('web'))
  })
})
