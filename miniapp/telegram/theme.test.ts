import { expect, test } from 'vitest'
import { contrast, type Theme, type ThemeParams, themeOf } from './theme.ts'

const DAY: ThemeParams = {
  bg_color: '#ffffff',
  secondary_bg_color: '#efeff4',
  section_bg_color: '#ffffff',
  text_color: '#000000',
  hint_color: '#999999',
  link_color: '#2481cc',
  accent_text_color: '#2481cc',
  button_color: '#40a7e3',
  button_text_color: '#ffffff',
  destructive_text_color: '#ff3b30',
}
const NIGHT: ThemeParams = {
  bg_color: '#17212b',
  secondary_bg_color: '#232e3c',
  section_bg_color: '#17212b',
  text_color: '#f5f5f5',
  hint_color: '#708499',
  link_color: '#6ab3f3',
  button_color: '#5288c1',
  button_text_color: '#ffffff',
  destructive_text_color: '#ec3942',
}

/** Every pair of words and ground that the app paints. */
function pairs(theme: Theme): [string, string][] {
  const grounds = [theme.bg, theme.bg2, theme.card]
  const words = [theme.text, theme.text2, theme.accent, theme.danger]
  return [
    ...words.flatMap((word): [string, string][] => grounds.map((ground) => [word, ground])),
    [theme.onButton, theme.button],
  ]
}
const weakest = (theme: Theme) => Math.min(...pairs(theme).map(([word, ground]) => contrast(word, ground)))

test.each([
  ['white on #40a7e3 by day', DAY],
  ['white on #5288c1 by night', NIGHT],
  ['no background', { ...DAY, bg_color: undefined }],
  ['nothing at all', {}],
  ['a button with grey words', { ...DAY, button_color: '#808080', button_text_color: '#8a8a8a' }],
  ['yellow accents on white', { ...DAY, accent_text_color: '#ffe000', destructive_text_color: '#ffb0b0' }],
  ['a middle grey as the second ground', { ...DAY, secondary_bg_color: '#8a8a8a', section_bg_color: '#777777' }],
])('every word of the theme can be read: %s', (_name, params) => {
  expect(weakest(themeOf(params, 'light'))).toBeGreaterThanOrEqual(4.5)
  expect(weakest(themeOf(params, 'dark'))).toBeGreaterThanOrEqual(4.5)
})

test('a theme that reads is taken as it is', () => {
  const params = { ...DAY, button_color: '#1f6fb2', accent_text_color: '#1a5f9c', destructive_text_color: '#b3261e' }
  expect(themeOf(params, 'dark')).toMatchObject({
    scheme: 'light',
    button: '#1f6fb2',
    accent: '#1a5f9c',
    danger: '#b3261e',
  })
})

test('a broken theme is replaced whole, in the scheme that is known', () => {
  const light = {
    scheme: 'light',
    bg: '#ffffff',
    bg2: '#efeff4',
    text: '#000000',
    button: '#1f6fb2',
    onButton: '#ffffff',
  }
  const dark = {
    scheme: 'dark',
    bg: '#17212b',
    bg2: '#232e3c',
    text: '#f5f5f5',
    button: '#1f6fb2',
    onButton: '#ffffff',
  }
  expect(themeOf({ ...DAY, bg_color: 'white' }, 'light')).toMatchObject(light)
  expect(themeOf({ ...NIGHT, button_text_color: '#12' }, 'light')).toMatchObject(dark)
  expect(themeOf({ ...DAY, text_color: '#777777' }, 'dark')).toMatchObject(light)
  expect(themeOf({}, 'dark')).toMatchObject(dark)
})

test('the second text is seven to one on the first ground, never the hint of Telegram', () => {
  for (const params of [DAY, NIGHT]) {
    const theme = themeOf(params, 'light')
    expect(contrast(theme.text2, theme.bg)).toBeGreaterThan(6.9)
    expect(contrast(theme.text2, theme.bg2)).toBeGreaterThan(5.5)
  }
})

test('a weak button gets darker in steps of four per cent, not more than it must', () => {
  const { button } = themeOf(DAY, 'light')
  expect(contrast(button, '#ffffff')).toBeGreaterThanOrEqual(4.5)
  expect(contrast(button, '#ffffff')).toBeLessThan(5.5)
})
