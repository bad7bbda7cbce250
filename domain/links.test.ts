import { expect, test } from 'vitest'
import { originOfPage, originOfStart } from './attribution.ts'
import { markedPage, slugOf, startOf } from './links.ts'

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

test('a payload that would be too long for Telegram is cut, and stays one', () => {
  const start = startOf({
    source: 'instagram',
    medium: 'stories',
    campaign: 'Большая летняя распродажа всего для всех друзей салона',
  })
  expect(start.length).toBeLessThanOrEqual(64)
  expect(start).toMatch(/^utm_instagram-stories-bolshaya_letnyaya_[a-z0-9_]*[a-z0-9]$/)
})
