// What stands around the transcript.

import { speak, words } from './words.js'

/** @import { Business, CreateComposer } from './contract.ts' */

const LIMIT = 4096
const WARN = 3800

/** @param {string} id */
export const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @param {Business} business */
export function showBusiness({ name, language, address, phone }) {
  speak(language)
  document.title = name
  find('name').textContent = name
  find('log').ariaLabel = words.log
  find('monogram').textContent = /[«"“](\p{L})/u.exec(name)?.[1] ?? name.slice(0, 1)
  find('address').textContent = address ?? ''
  find('phone').textContent = phone ?? ''
  const call = find('call')
  call.hidden = !phone
  call.setAttribute('href', `tel:${phone?.replace(/[^\d+]/g, '')}`)
}

/** @type {Record<string, number>} */
const timers = {}
/** A notice, for `ms` or for good. @param {'toast' | 'typing' | 'connection'} id @param {string} text */
export function notify(id, text, ms = 0) {
  clearTimeout(timers[id])
  find(id).textContent = text
  if (ms) timers[id] = window.setTimeout(notify, ms, id, '')
}

/** Whether the connection has just come back. @param {boolean} ok */
export function showConnection(ok, why = words.offline) {
  const { classList } = find('connection')
  const back = ok && classList.contains('down')
  classList.toggle('down', !ok)
  if (!ok) notify('connection', why)
  if (back) notify('connection', words.online, 3000)
  return back
}

/** Follows the end while the reader is there. */
export function createScroll() {
  const page = document.documentElement
  const newest = find('newest')
  const room = () => page.scrollHeight - page.clientHeight
  let atEnd = true
  let seen = 0
  const follow = () => {
    seen = room()
    if (atEnd) scrollTo(0, seen)
  }
  const scrolled = () => {
    // A page that has grown was not scrolled by its reader.
    if (room() === seen) atEnd = seen - scrollY < 64
    if (atEnd) newest.hidden = true
  }
  addEventListener('scroll', scrolled, { passive: true })
  addEventListener('resize', follow)
  new ResizeObserver(follow).observe(document.body)

  // iOS lays its keyboard over the page.
  const screen = window.visualViewport
  const cover = () => {
    const covered = screen && screen.scale < 1.01 ? page.clientHeight - screen.height - screen.offsetTop : 0
    page.style.setProperty('--covered', `${covered > 120 ? covered : 0}px`)
  }
  if (screen) screen.onresize = screen.onscroll = cover

  const grown = (/** @type {boolean} */ toEnd) => {
    atEnd ||= toEnd
    newest.hidden = atEnd
    follow()
  }
  newest.onclick = () => {
    grown(true)
    find('text').focus({ preventScroll: true })
  }
  return grown
}

/** @type {CreateComposer} */
export const createComposer = (drafts, send) => {
  const field = /** @type {HTMLTextAreaElement} */ (find('text'))

  const changed = () => {
    const { length } = field.value.trim()
    drafts.write(field.value, 'draft')
    const over = length > LIMIT
    find('count').textContent = length > WARN ? `${over ? words.over : words.left}: ${Math.abs(LIMIT - length)}` : ''
    field.ariaInvalid = String(over)
    find('send').className = length && !over ? 'send' : 'send idle'
    if (CSS.supports('field-sizing', 'content')) return
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight + 2}px`
  }

  const askPhone = (phone = false) => {
    find('mode').hidden = !phone
    find('label').textContent = phone ? words.phone : words.field
    const placeholder = phone ? '+7 900 000-00-00' : words.field
    Object.assign(field, { placeholder, inputMode: phone ? 'tel' : '', autocomplete: phone ? 'tel' : 'off' })
  }

  /** Some phones change the keyboard only on a new focus. @param {boolean} phone */
  const refocus = (phone) => {
    field.blur()
    askPhone(phone)
    field.focus()
  }

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    const text = field.value.trim()
    if (!text || text.length > LIMIT) return field.focus()
    field.value = ''
    askPhone()
    changed()
    send(text)
  }

  const write = (/** @type {string} */ text) => {
    field.value = [field.value, text].filter(Boolean).join('\n')
    changed()
  }

  find('composer').onsubmit = submit
  find('letters').onclick = () => refocus(false)
  // Pressing the button must not close the phone's keyboard.
  find('send').onpointerdown = (event) => document.activeElement === field && event.preventDefault()
  field.oninput = changed
  field.onkeydown = (event) => {
    if (event.key === 'Escape') askPhone()
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event)
  }
  write(drafts.read('draft'))

  return {
    phone: () => refocus(true),
    edit(text) {
      write(text)
      field.focus()
    },
    redraw() {
      askPhone(!find('mode').hidden)
      changed()
    },
  }
}
