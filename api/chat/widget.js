// The chat on any site by one line: <script src="https://…/widget.js" data-channel="default" async></script>
// It keeps nothing in the browser of the site, and nothing of the chat is loaded before it is opened.

const script = /** @type {HTMLScriptElement} */ (document.currentScript)
const { channel = 'default', color = '#1f6fb2', side = 'right', label, language } = script.dataset
const root = new URL(script.src).origin
const english = (language ?? document.documentElement.lang ?? '').startsWith('en')
const words = english
  ? { open: label ?? 'Message us', close: 'Close the chat', chat: 'Chat' }
  : { open: label ?? 'Написать нам', close: 'Закрыть чат', chat: 'Чат' }

// Sheets made by a script are not held up by a page's policy of styles.
const look = new CSSStyleSheet()
look.replaceSync(`
:host { all: initial; position: fixed; inset: auto 0 0; height: 0; z-index: 2147483000; }
button { font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer; border: 0; }
button:focus-visible { outline: 3px solid #fff; outline-offset: -5px; }
.open { position: fixed; bottom: calc(16px + env(safe-area-inset-bottom)); ${side === 'left' ? 'left' : 'right'}: 16px;
  min-height: 56px; padding: 0 22px; border-radius: 28px; color: #fff; background: var(--color); box-shadow: 0 4px 18px #0005; }
.panel { position: fixed; bottom: calc(16px + env(safe-area-inset-bottom)); ${side === 'left' ? 'left' : 'right'}: 16px;
  width: min(400px, calc(100vw - 32px)); height: min(660px, calc(100dvh - 32px)); display: flex; flex-direction: column;
  border-radius: 18px; overflow: hidden; background: #fff; box-shadow: 0 12px 44px #0006; }
.panel[hidden], .open[hidden] { display: none; }
.close { flex: none; min-height: 48px; color: #fff; background: var(--color); }
iframe { flex: 1; width: 100%; border: 0; color-scheme: normal; }
@media (max-width: 480px) { .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; } }
@media (prefers-reduced-motion: no-preference) { .panel { animation: rise 0.16s ease-out; } }
@keyframes rise { from { transform: translateY(12px); opacity: 0; } }
`)

const host = document.createElement('okoshko-chat')
const shadow = host.attachShadow({ mode: 'open' })
shadow.adoptedStyleSheets = [look]
host.style.setProperty('--color', /^#[0-9a-f]{3,8}$/i.test(color) ? color : '#1f6fb2')

/** @param {string} className @param {string} text @param {() => void} act */
function button(className, text, act) {
  const made = document.createElement('button')
  Object.assign(made, { type: 'button', className, textContent: text, onclick: act })
  return made
}

const opener = button('open', words.open, () => toggle(true))
const panel = document.createElement('div')
panel.className = 'panel'
panel.hidden = true
panel.role = 'dialog'
panel.ariaLabel = words.chat
panel.append(button('close', words.close, () => toggle(false)))
panel.onkeydown = ({ key }) => {
  if (key === 'Escape') toggle(false)
}

/** @param {boolean} on */
function toggle(on) {
  if (on && !panel.querySelector('iframe')) panel.append(frame())
  panel.hidden = !on
  opener.hidden = on
  if (on) panel.querySelector('iframe')?.focus()
  else opener.focus()
}

function frame() {
  const made = document.createElement('iframe')
  const from = new URLSearchParams({ page: location.href, referrer: document.referrer })
  made.src = `${root}/chat/${encodeURIComponent(channel)}?${from}`
  made.title = words.chat
  made.allow = 'clipboard-write'
  return made
}

shadow.append(opener, panel)
if (document.body) document.body.append(host)
else addEventListener('DOMContentLoaded', () => document.body.append(host))
