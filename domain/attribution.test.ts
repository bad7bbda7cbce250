import { describe, expect, test } from 'vitest'
import { originOfPage, originOfReferral, originOfStart, plainOrigin } from './attribution.ts'

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

describe('what Meta says of the way here', () => {
  test('an ad that opens WhatsApp is bought, and known by its headline and number', () => {
    const referral = {
      source_type: 'ad',
      source_id: '1202',
      source_url: 'https://fb.me/x',
      headline: 'Маникюр',
      body: '…',
      ctwa_clid: 'ARx',
    }
    const origin = originOfReferral(referral, 'whatsapp')
    expect(known(origin)).toEqual({
      source: 'facebook',
      medium: 'ad',
      campaign: 'Маникюр',
      content: '1202',
      paid: true,
    })
    expect(origin.raw).toEqual({ clid: 'ARx', url: 'https://fb.me/x', headline: 'Маникюр', ad: '1202' })
    const shownThere = { ...referral, source_url: 'https://www.instagram.com/p/x/' }
    expect(originOfReferral(shownThere, 'whatsapp').source).toBe('instagram')
  })

  test('a post is not bought', () => {
    const origin = originOfReferral({ source_type: 'post', source_id: '77', headline: 'Осень' }, 'whatsapp')
    expect(known(origin)).toEqual({ source: 'facebook', medium: 'post', campaign: 'Осень', content: '77', paid: false })
  })

  test('a link into Instagram says by its ref what a Telegram link says', () => {
    const origin = originOfReferral({ ref: 'utm_flyer-qr-osen', source: 'SHORTLINK', type: 'OPEN_THREAD' }, 'instagram')
    expect(known(origin)).toEqual({ source: 'flyer', medium: 'qr', campaign: 'osen', paid: false })
  })

  test('an ad in Instagram is bought, with a ref of the business or without', () => {
    const ad = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '6045', ads_context_data: { ad_title: 'Окрашивание' } }
    expect(known(originOfReferral(ad, 'instagram'))).toEqual({
      source: 'instagram',
      medium: 'ad',
      campaign: 'Окрашивание',
      content: '6045',
      paid: true,
    })
    expect(known(originOfReferral({ ...ad, ref: 'utm_vk-post-may' }, 'instagram'))).toEqual({
      source: 'vk',
      medium: 'post',
      campaign: 'may',
      content: '6045',
      paid: true,
    })
  })

  test('what is empty, or no text, says nothing', () => {
    for (const referral of [{}, { ref: '' }, { headline: 5, ads_context_data: null }, { source_type: {} }])
      expect(known(originOfReferral(referral, 'instagram'))).toEqual({ source: 'instagram', paid: false })
  })
})
