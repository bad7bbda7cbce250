import { expect, test } from 'vitest'
import { originOfPage, originOfStart } from './attribution.ts'
import { isTooLong, markedPage, slugOf, startOf, taggedText, whatsappLink } from './links.ts'

test('marks are told in the letters that every link may carry', () => {
  expect(slugOf('Осенняя скидка −20%!')).toBe('osennyaya_skidka_20')
  expect(slugOf('Щётка, подъезд и юбилей')).toBe('shchetka_podezd_i_yubiley')
  expect(slugOf('  VK Ads ')).toBe('vk_ads')
  expect(slugOf('…')).toBe('')
})

test('what a link says is read back as it was meant, in Telegram and on a page', () => {
  for (const marks of [
    { source: 'Яндекс', medium: 'cpc', campaign: 'Осень 2026' },
    { source: 'vk', medium: 'post', campaign: null },
    { source: 'листовка', medium: 'qr', campaign: 'у метро' },
  ]) {
    const meant = {
      source: slugOf(marks.source),
      medium: slugOf(marks.medium),
      campaign: marks.campaign && slugOf(marks.campaign),
      paid: marks.medium === 'cpc',
    }
    expect(originOfStart(startOf(marks), 'telegram')).toMatchObject(meant)
    expect(originOfPage(markedPage('https://salon.example/a?b=1', marks), null, 'web')).toMatchObject(meant)
  }
})

test('marks that Telegram would not take whole are known, so that no campaign is counted as another', () => {
  const marks = { source: 'instagram', medium: 'stories', campaign: 'Большая летняя распродажа всего для всех друзей' }
  expect(isTooLong(marks)).toBe(true)
  const fitting = { ...marks, campaign: 'Большая летняя распродажа' }
  expect(isTooLong(fitting)).toBe(false)
  expect(startOf(fitting).length).toBeLessThanOrEqual(64)
})

test.each([
  ['Здравствуйте! Хочу записаться [KVMT]', 'KVMT', 'Здравствуйте! Хочу записаться'],
  ['Здравствуйте! Хочу записаться на завтра [kvmt] спасибо', 'KVMT', 'Здравствуйте! Хочу записаться на завтра спасибо'],
  ['Хочу записаться [ KVMT', 'KVMT', 'Хочу записаться'],
  ['Хочу записаться KVMT]', 'KVMT', 'Хочу записаться'],
  ['(KVMT)', 'KVMT', ''],
  ['Хочу записаться KVMT', 'KVMT', 'Хочу записаться KVMT'],
  ['[KVMT] Хочу на маникюр в 15:00', 'KVMT', 'Хочу на маникюр в 15:00'],
])('a code is found however the text around it was changed: %s', (text, code, words) => {
  expect(taggedText(text)).toEqual({ code, words })
})

test.each(['Хочу записаться', 'Здравствуйте [завтра]', '[KVMTX]', 'kvmt', 'KVMT и ещё слова', '[2]'])(
  'what is no code is left alone: %s',
  (text) => {
    expect(taggedText(text)).toBeNull()
  },
)

test('a link into WhatsApp carries its words and the code at their end', () => {
  const url = new URL(whatsappLink('+7 495 000-00-00', 'Здравствуйте', 'KVMT'))
  expect(url.origin + url.pathname).toBe('https://wa.me/74950000000')
  expect(taggedText(url.searchParams.get('text')!)).toEqual({ code: 'KVMT', words: 'Здравствуйте' })
})
