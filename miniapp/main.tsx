import { createRoot } from 'react-dom/client'
import { watchOnline } from './api/online.ts'
import { signIn } from './api/session.ts'
import { App, openWith } from './app.tsx'
import { readLink } from './nav/deeplink.ts'
import './style/base.css'
import './style/kit.css'
import './style/shell.css'
import { languageCode, showTelegram, startParam, startTelegram } from './telegram/telegram.ts'
import { languageOf, loadTexts } from './texts/texts.ts'

startTelegram()
watchOnline()

const asked = new URLSearchParams(location.search)
const code = asked.get('code')
const payload = asked.get('to') ?? startParam()
const link = payload ? readLink(payload) : null
// A reload must not open the link again over what was opened since.
openWith(asked.has('to') || history.state === null ? payload : null)
if (code || asked.has('to')) {
  asked.delete('code')
  asked.delete('to')
  history.replaceState(history.state, '', location.pathname + (asked.size > 0 ? `?${asked}` : ''))
}
void signIn({
  code,
  invite: link && 'invite' in link ? link.invite : undefined,
})

const language = languageOf(languageCode())
document.documentElement.lang = language
const words = await loadTexts(language)
createRoot(document.getElementById('app')!).render(<App first={language} words={words} />)
requestAnimationFrame(() => requestAnimationFrame(showTelegram))
