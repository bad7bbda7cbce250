// Brings the painted page to life.

import { createComposer, createScroll, find, notify, showBusiness, showConnection } from './bars.js'
import { createOutbox } from './outbox.js'
import { createTranscript } from './view.js'
import { attempt, createLive, createMemory, createWire, newId, Refused } from './wire.js'
import { words } from './words.js'

/** @import { Item, State } from './contract.ts' */

const channel = document.documentElement.dataset.channel ?? 'default'
const visitor = createMemory(() => localStorage, channel)
const drafts = createMemory(() => sessionStorage, channel)
/** The button of each tap on its way. @type {Map<string, HTMLButtonElement>} */
const taps = new Map()
let token = ''

/** @param {string} text */
const toast = (text) => notify('toast', text, 4000 + text.length * 50)

const wire = createWire(channel, visitor, (session) => {
  showBusiness(session.business)
  composer.redraw()
  // A token refused while the page was open: the new visitor has another transcript.
  if (token && token !== session.token) begin()
  token = session.token
})

/** @param {string} text */
const say = (text, id = newId()) => {
  transcript.say(id, text)
  outbox.add(id, { text })
}

const composer = createComposer(drafts, say)

const transcript = createTranscript(find('rows'), createScroll(), {
  tap(message, data, key) {
    if (key.ariaBusy) return
    const chosen = key.closest('.under')?.querySelector('[aria-pressed]')
    if (chosen) chosen.ariaPressed = null
    key.ariaPressed = key.ariaBusy = 'true'
    notify('toast', '')
    // A second press after a failure keeps the id: the first may have arrived after all.
    key.id ||= newId()
    taps.set(key.id, key)
    transcript.turned()
    outbox.add(key.id, { tap: { message, data } })
  },
  contact: composer.phone,
  retry: () => outbox.retry(),
  edit: composer.edit,
})

const outbox = createOutbox({
  post: wire.post,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  report(item, state, detail) {
    const key = taps.get(item.id)
    if (key) tapped(key, state, detail.message)
    else transcript.settle(item.id, state, detail)
    if (state === 'sent') live.nudge()
  },
  keep: (items) => drafts.write(JSON.stringify(items.filter(({ act }) => 'text' in act)), 'unsent'),
})

const live = createLive({
  ...wire,
  deliver(event, { message, text }) {
    if (event === 'typing') return notify('typing', words.typing, 6000)
    if (text) toast(text)
    if (message) transcript.show(message)
    if (message?.from === 'client') return
    notify('typing', '')
    for (const key of document.querySelectorAll('.key[aria-busy]')) key.ariaBusy = null
  },
  report: connected,
})

/** @param {boolean} ok */
function connected(ok) {
  if (showConnection(ok)) outbox.retry()
}

/** @param {HTMLButtonElement} key @param {State} state */
function tapped(key, state, why = '') {
  if (why) toast(why)
  if (state === 'sending') return
  taps.delete(key.id)
  if (state === 'sent') {
    // The bot's answer ends the waiting; one that never comes must not.
    key.id = ''
    setTimeout(() => (key.ariaBusy = null), 8000)
    return
  }
  key.ariaBusy = key.ariaPressed = null
  if (!why) toast(words.lost)
}

async function begin(delay = 1000) {
  live.stop()
  try {
    const { business } = await wire.ready()
    const { messages, cursor } = await wire.history()
    find('loading').hidden = true
    transcript.load(messages, business.name)
    find('log').ariaBusy = null
    connected(true)
    live.start(cursor)
    if (transcript.isEmpty() && outbox.isEmpty()) start()
  } catch (error) {
    showConnection(false, error instanceof Refused ? error.message || words.trouble : words.offline)
    setTimeout(begin, delay, Math.min(15_000, delay * 2))
  }
}

/** A page reloaded before the greeting asks for it under the same id. */
function start() {
  const id = visitor.read('start') || newId()
  visitor.write(id, 'start')
  outbox.add(id, { start: true })
}

// What this tab could not send before a reload.
/** @type {Item[]} */
const unsent = attempt(() => JSON.parse(drafts.read('unsent'))) ?? []
for (const { id, act } of unsent) if ('text' in act) say(act.text, id)
begin()
addEventListener('offline', () => showConnection(false))
addEventListener('online', () => live.nudge(true))
document.addEventListener('visibilitychange', () => document.hidden || live.nudge())
