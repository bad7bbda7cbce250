/** Theme parameters as Telegram sends them: names to colours, complete or not. */
export type ThemeParams = Partial<Record<string, string>>
export type Scheme = 'light' | 'dark'

/** Colours of the app after the guard, all '#rrggbb'. */
export type Theme = {
  scheme: Scheme
  bg: string
  bg2: string
  card: string
  text: string
  text2: string
  accent: string
  button: string
  onButton: string
  danger: string
}

const FALLBACK: Record<Scheme, Omit<Theme, 'text2'>> = {
  light: {
    scheme: 'light',
    bg: '#ffffff',
    bg2: '#efeff4',
    card: '#ffffff',
    text: '#000000',
    accent: '#1f6fb2',
    button: '#1f6fb2',
    onButton: '#ffffff',
    danger: '#c0392b',
  },
  dark: {
    scheme: 'dark',
    bg: '#17212b',
    bg2: '#232e3c',
    card: '#17212b',
    text: '#f5f5f5',
    accent: '#6ab3f3',
    button: '#1f6fb2',
    onButton: '#ffffff',
    danger: '#f0776b',
  },
}

/** What words must reach on what lies behind them (WCAG 1.4.3). */
const READABLE = 4.5
/** The text of a theme on its ground: below this the theme is not to be trusted. */
const SOLID = 7
const STEP = 0.04

/** The app's colours from Telegram's: a broken theme is replaced by ours, weak pairs are shifted until they can be read. */
export function themeOf(params: ThemeParams, preferred: Scheme): Theme {
  const colour = (name: string) => hex(params[name])
  const bg = colour('bg_color')
  const text = colour('text_color')
  const button = colour('button_color')
  const onButton = colour('button_text_color')
  const scheme = bg ? (luminance(bg) < 0.18 ? 'dark' : 'light') : preferred
  if (!bg || !text || !button || !onButton || contrast(text, bg) < SOLID) return guarded(FALLBACK[scheme])
  // A second ground that would swallow the second text is no ground.
  const ground = (wanted: string | null) =>
    wanted && contrast(text, wanted) >= SOLID && contrast(mix(text, bg, 0.65), wanted) >= READABLE ? wanted : bg
  return guarded({
    scheme,
    bg,
    text,
    button,
    onButton,
    bg2: ground(colour('secondary_bg_color')),
    card: ground(colour('section_bg_color')),
    accent: colour('accent_text_color') ?? colour('link_color') ?? FALLBACK[scheme].accent,
    danger: colour('destructive_text_color') ?? FALLBACK[scheme].danger,
  })
}

function guarded(theme: Omit<Theme, 'text2'>): Theme {
  const grounds = [theme.card, theme.bg, theme.bg2]
  const button = shifted(theme.button, [theme.onButton])
  // A text of middle lightness reads on nothing: it gives way, not the button.
  const onButton =
    contrast(button, theme.onButton) >= READABLE ? theme.onButton : luminance(button) < 0.18 ? '#ffffff' : '#000000'
  return {
    ...theme,
    text2: mix(theme.text, theme.bg, 0.65),
    accent: shifted(theme.accent, grounds),
    danger: shifted(theme.danger, grounds),
    button,
    onButton,
  }
}

/** The colour, darker or lighter by steps of 4% until it reads against each of `others`; itself when it does already. */
function shifted(colour: string, others: string[]): string {
  const reads = (candidate: string) => others.every((other) => contrast(candidate, other) >= READABLE)
  if (reads(colour)) return colour
  const away = luminance(others[0]!) > 0.18 ? -STEP : STEP
  const [hue, saturation, lightness] = toHsl(colour)
  for (const direction of [away, -away])
    for (let next = lightness + direction; next > -STEP && next < 1 + STEP; next += direction) {
      const candidate = fromHsl(hue, saturation, Math.min(1, Math.max(0, next)))
      if (reads(candidate)) return candidate
    }
  return colour
}

/** '#rrggbb' of '#rgb' or '#rrggbb'; null for anything else. */
function hex(value: string | undefined): string | null {
  if (!value) return null
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase()
  return /^#[\da-f]{3}$/i.test(value)
    ? `#${[...value.slice(1)].map((digit) => digit + digit).join('')}`.toLowerCase()
    : null
}

const channels = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]
const toHex = (values: number[]) =>
  `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`

/** `share` of one colour mixed into the other. */
export function mix(colour: string, into: string, share: number): string {
  const under = channels(into)
  return toHex(channels(colour).map((value, at) => value * share + under[at]! * (1 - share)))
}

/** Relative luminance, 0 black to 1 white (WCAG 2). */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function toHsl(colour: string): [hue: number, saturation: number, lightness: number] {
  const [red, green, blue] = channels(colour).map((value) => value / 255) as [number, number, number]
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  const lightness = (most + least) / 2
  const span = most - least
  if (span === 0) return [0, 0, lightness]
  const saturation = span / (1 - Math.abs(2 * lightness - 1))
  const turn =
    most === red ? ((green - blue) / span + 6) % 6 : most === green ? (blue - red) / span + 2 : (red - green) / span + 4
  return [turn * 60, saturation, lightness]
}

function fromHsl(hue: number, saturation: number, lightness: number): string {
  const part = (at: number) => {
    const turn = (at + hue / 30) % 12
    return (
      255 *
      (lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)))
    )
  }
  return toHex([part(0), part(8), part(4)])
}
