import {
  backButton,
  closingBehavior,
  hapticFeedback,
  init,
  isTMA,
  mainButton,
  miniApp,
  on,
  openLink,
  openTelegramLink,
  popup,
  retrieveLaunchParams,
  retrieveRawInitData,
  secondaryButton,
  settingsButton,
  swipeBehavior,
  themeParams,
  viewport,
} from '@telegram-apps/sdk-react'
import { type Scheme, type Theme, themeOf } from './theme.ts'

/** Every call to Telegram is here. Each one asks whether the client knows it, and each has its twin in a browser. */

let inside = false

/** A client that is half there (an old one, a stand) must not take the app down with it. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Starts the Telegram layer, or finds that this is a browser. Once, before the first paint. */
export function startTelegram(): void {
  inside = attempt(() => isTMA()) === true && attempt(() => init({ acceptCustomStyles: false })) !== undefined
  if (!inside) {
    watchBrowser()
    return
  }
  attempt(() => themeParams.mountSync.ifAvailable())
  attempt(() => miniApp.mountSync.ifAvailable())
  attempt(() => backButton.mount.ifAvailable())
  attempt(() => mainButton.mount.ifAvailable())
  attempt(() => secondaryButton.mount.ifAvailable())
  attempt(() => settingsButton.mount.ifAvailable())
  attempt(() => closingBehavior.mount.ifAvailable())
  attempt(() => swipeBehavior.mount.ifAvailable())
  // Pull-down closes the app in the middle of a scroll otherwise.
  attempt(() => swipeBehavior.disableVertical.ifAvailable())
  attempt(() => {
    const [called, mounted] = viewport.mount.ifAvailable()
    if (called) void mounted.then(watchInsets, () => undefined)
  })
  themeParams.state.sub(paint)
  // Other values come on some clients after a rest.
  document.addEventListener('visibilitychange', paint)
  paint()
}

/** Tells Telegram that there is something to see, and takes the whole height. After the first paint. */
export function showTelegram(): void {
  if (!inside) return
  attempt(() => miniApp.ready.ifAvailable())
  attempt(() => viewport.expand.ifAvailable())
}

/** Whether the app runs inside Telegram. */
export const inTelegram = () => inside

/** The signed data of the launch, raw; null in a browser. */
export const initData = () => (inside ? (attempt(() => retrieveRawInitData()) ?? null) : null)

/** The payload of the link that opened the app; null without one. */
export function startParam(): string | null {
  if (!inside) return null
  return (
    attempt(() => retrieveLaunchParams(true).tgWebAppStartParam) ??
    new URLSearchParams(initData() ?? '').get('start_param')
  )
}

/** Language code of the person's Telegram or browser. */
export function languageCode(): string {
  const user = attempt(
    () => JSON.parse(new URLSearchParams(initData() ?? '').get('user') ?? '{}') as { language_code?: string },
  )
  return user?.language_code ?? navigator.language
}

let theme: Theme | null = null
const painters = new Set<() => void>()

function paint(): void {
  const scheme: Scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  theme = themeOf(inside ? paramsNow() : {}, scheme)
  const root = document.documentElement
  root.dataset.scheme = theme.scheme
  for (const [name, value] of Object.entries(theme))
    if (name !== 'scheme') root.style.setProperty(`--${name === 'onButton' ? 'on-button' : name}`, value)
  if (inside) {
    const { bg2, card } = theme
    attempt(() => miniApp.setHeaderColor.ifAvailable(card as `#${string}`))
    attempt(() => miniApp.setBackgroundColor.ifAvailable(bg2 as `#${string}`))
    attempt(() => miniApp.setBottomBarColor.ifAvailable(card as `#${string}`))
  }
  for (const painter of painters) painter()
}

/** Telegram's own names, which the library turned into its own. */
function paramsNow(): Record<string, string | undefined> {
  const state = themeParams.state() as Record<string, string | undefined>
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}

function watchBrowser(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  paint()
}

/** `safeAreaInset` and `contentSafeAreaInset` add up at the top; at the bottom the page's own inset counts as well. */
function watchInsets(): void {
  const write = () => {
    const root = document.documentElement.style
    root.setProperty('--tg-top', `${viewport.safeAreaInsetTop() + viewport.contentSafeAreaInsetTop()}px`)
    root.setProperty('--tg-bottom', `${viewport.safeAreaInsetBottom()}px`)
    root.setProperty('--stable-height', `${viewport.stableHeight()}px`)
  }
  viewport.state.sub(write)
  write()
}

/** Shows Telegram's back button with this handler, or hides it; false in a browser. */
export function setBack(handler: (() => void) | null): (() => void) | undefined {
  if (!inside || !backButton.isMounted()) return undefined
  if (!handler) {
    attempt(() => backButton.hide.ifAvailable())
    return undefined
  }
  attempt(() => backButton.show.ifAvailable())
  const off = attempt(() => backButton.onClick(handler))
  return () => attempt(() => off?.())
}

/** One verb at the bottom of the screen. */
export type BottomButton = { text: string; busy: boolean; press: () => void }

/** Whether Telegram draws the bottom buttons; otherwise the app draws them. */
export const hasMainButton = () => inside && mainButton.isMounted()

/** Puts a verb on Telegram's main button, or takes it away. */
export function setMain(button: BottomButton | null): () => void {
  const colours = theme && { backgroundColor: theme.button as `#${string}`, textColor: theme.onButton as `#${string}` }
  return setButton(mainButton, button, colours ?? {})
}

/** The second button: only for leaving a mode. False when the client is too old for it. */
export function setSecondary(button: BottomButton | null): (() => void) | false {
  if (!inside || !attempt(() => secondaryButton.setParams.isAvailable())) return false
  return setButton(secondaryButton, button, {})
}

function setButton(
  target: typeof mainButton | typeof secondaryButton,
  button: BottomButton | null,
  colours: { backgroundColor?: `#${string}`; textColor?: `#${string}` },
): () => void {
  if (!inside) return () => undefined
  // Always enabled: a form that is not ready scrolls to what is missing.
  const look = button
    ? { text: button.text, isLoaderVisible: button.busy, isEnabled: !button.busy, isVisible: true }
    : { isVisible: false }
  attempt(() => target.setParams.ifAvailable({ ...look, ...colours }))
  const off = button && attempt(() => target.onClick(button.press))
  return () => {
    attempt(() => off?.())
  }
}

export type Feel = 'select' | 'press' | 'saved' | 'conflict' | 'refused'

/** A short buzz: chips and days, a long press, saved, a conflict or a hand-over, a refusal. Nothing else buzzes. */
export function feel(what: Feel): void {
  if (!inside) return
  attempt(() => {
    if (what === 'select') hapticFeedback.selectionChanged.ifAvailable()
    else if (what === 'press') hapticFeedback.impactOccurred.ifAvailable('light')
    else
      hapticFeedback.notificationOccurred.ifAvailable(
        what === 'saved' ? 'success' : what === 'conflict' ? 'warning' : 'error',
      )
  })
}

/** Telegram's own popup; null when there is none, and then the app asks by an alert dialog. Answers the id pressed. */
export async function ask(question: {
  title: string
  text: string
  buttons: { id: string; text: string; danger?: boolean }[]
}): Promise<string | null> {
  if (!inside || !attempt(() => popup.show.isAvailable())) return null
  const shown = attempt(() =>
    popup.show({
      title: question.title.slice(0, 64),
      message: question.text.slice(0, 256),
      buttons: question.buttons.map(({ id, text, danger }) => ({ id, text, type: danger ? 'destructive' : 'default' })),
    }),
  )
  return shown ? ((await shown.catch(() => '')) ?? '') : null
}

/** Telegram (and a browser tab) asks before it closes the app while something typed is on no server yet. */
export function confirmClosing(needed: boolean): void {
  window.onbeforeunload = needed && !inside ? (event) => event.preventDefault() : null
  if (!inside) return
  attempt(() =>
    needed ? closingBehavior.enableConfirmation.ifAvailable() : closingBehavior.disableConfirmation.ifAvailable(),
  )
}

/** Opens an address outside the app. */
export function openOutside(url: string): void {
  const telegram = /^https:\/\/t\.me\//.test(url)
  const called = inside && attempt(() => (telegram ? openTelegramLink.ifAvailable(url) : openLink.ifAvailable(url))[0])
  if (!called) window.open(url, '_blank', 'noopener')
}

/** Dials: plain links of this kind fail in some webviews. */
export const dial = (phone: string) => void window.open(`tel:${phone}`)

/** Closes the app; in a browser there is nothing to close. */
export const closeApp = () => void (inside && attempt(() => miniApp.close.ifAvailable()))

/** Telegram's own settings item opens this; nothing in a browser. */
export function setSettings(handler: () => void): () => void {
  if (!inside) return () => undefined
  attempt(() => settingsButton.show.ifAvailable())
  const off = attempt(() => settingsButton.onClick(handler))
  return () => attempt(() => off?.())
}

/** The app is in front again: after minimising, a page out of the cache, a tab. */
export function onReturn(handler: () => void): () => void {
  const visible = () => document.visibilityState === 'visible' && handler()
  const shown = (event: PageTransitionEvent) => event.persisted && handler()
  document.addEventListener('visibilitychange', visible)
  window.addEventListener('pageshow', shown)
  const off = inside ? attempt(() => on('visibility_changed', ({ is_visible }) => is_visible && handler())) : undefined
  return () => {
    document.removeEventListener('visibilitychange', visible)
    window.removeEventListener('pageshow', shown)
    attempt(() => off?.())
  }
}
