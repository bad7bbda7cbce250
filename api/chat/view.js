// The transcript. What came from outside is set as text or as a checked address, never as markup.

import { attempt } from './wire.js'
import { words } from './words.js'

/** @import { Button, CreateTranscript, Message, Row, State } from './contract.ts' */

/** Text with, at odd places, its web addresses without the sentence's punctuation. @param {string} text */
export const pieces = (text) =>
  text.split(/(https?:\/\/(?:\([^\s()]*\)|[^\s()<>"«»“”])*(?:\([^\s()]*\)|[^\s()<>"«»“”.,;:!?…]))/i)

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {string} name @param {(Node | string)[]} inside */
const element = (tag, name, ...inside) => {
  const node = document.createElement(tag)
  node.className = name
  node.append(...inside)
  return node
}

/** @param {string} name @param {string} text @param {string} url */
const link = (name, text, url) => {
  const { protocol = '' } = attempt(() => new URL(url, location.href)) ?? {}
  if (!/^(https?|tel|mailto|tg):$/.test(protocol)) return element('span', name, text)
  return Object.assign(element('a', name, text), { href: url, target: '_blank', rel: 'noopener' })
}

/** @param {string} name @param {string} text @param {(key: HTMLButtonElement) => void} press */
const button = (name, text, press) => {
  const node = element('button', name, text)
  return Object.assign(node, { type: 'button', onclick: () => press(node) })
}

/** @param {string} at @param {Intl.DateTimeFormatOptions} format */
const date = (at, format) => new Intl.DateTimeFormat(document.documentElement.lang, format).format(new Date(at))

/** @type {CreateTranscript} */
export const createTranscript = (list, scroll, presses) => {
  /** @type {Map<number, Row>} */
  const rows = new Map()
  /** Own words not yet shown back by the server. @type {Map<string, Row>} */
  const own = new Map()
  let business = ''
  let turn = 0
  let day = ''

  /** @param {Message} message @returns {Row} */
  const createRow = (message, key = '') => {
    const bubble = element('div', 'bubble')
    const under = element('div', 'under')
    const node = element('li', `row ${message.from}`)
    if (message.from === 'person' && message.name) node.append(element('p', 'name small', message.name))
    node.append(bubble, under)
    const row = { node, bubble, under, message, turn, key }
    fillBubble(row)
    fillUnder(row)
    return row
  }

  /** @param {Row} row */
  const fillBubble = ({ bubble, message: { from, name = business, text, at } }) => {
    const time = element('time', '', date(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))
    const said = pieces(text).map((piece, place) => (place % 2 ? link('', piece, piece) : piece))
    time.dateTime = at
    bubble.hidden = !text
    bubble.replaceChildren(
      element('span', 'hidden', `${from === 'client' ? words.you : name}: `),
      element('span', 'text', ...said),
      time,
    )
  }

  /** @param {Row} row */
  const fillUnder = ({ under, message: { id, file, buttons = [] } }) => {
    under.replaceChildren(...buttons.map((line) => element('div', 'keys', ...line.map((one) => drawKey(id, one)))))
    if (file) under.prepend(link('file', file.name, file.url))
  }

  /** @param {number} message @param {Button} button */
  const drawKey = (message, { text, url, data }) => {
    if (url) return link('key away', text, url)
    const node = button('key', text, (key) => (data ? presses.tap(message, data, key) : presses.contact()))
    node.value = data ?? ''
    return node
  }

  /** @param {Row} row */
  const append = ({ node, message }) => {
    const its = date(message.at, { weekday: 'short', day: 'numeric', month: 'long' })
    if (its !== day) list.append(element('li', 'day small', its))
    day = its
    list.append(node)
  }

  /** By id: an answer may overtake the question. @param {Row} row */
  const place = (row) => {
    const { node, message } = row
    rows.set(message.id, row)
    const later = [...rows.values()].filter((other) => other.message.id > message.id)
    const next = later.sort((one, other) => one.message.id - other.message.id)[0]?.node
    if (next && !(node.isConnected && next.compareDocumentPosition(node) & 2)) next.before(node)
    if (!node.isConnected) append(row)
  }

  /** The focus stays on the same button, or on what took its place. @param {Row} row @param {Message} message */
  const change = (row, message) => {
    const keys = () => /** @type {HTMLElement[]} */ ([...row.node.querySelectorAll('a, button')])
    const at = keys().findIndex((key) => key.matches(':focus'))
    const value = keys()[at]?.getAttribute('value')
    const { text, buttons, file } = row.message
    row.message = message
    row.turn = turn
    if (text !== message.text) fillBubble(row)
    if (JSON.stringify([buttons, file]) !== JSON.stringify([message.buttons, message.file])) fillUnder(row)
    if (at < 0) return
    const same = keys().find((key) => value && key.getAttribute('value') === value)
    row.bubble.tabIndex = -1
    const next = same ?? keys()[at] ?? keys().at(-1) ?? row.bubble
    next.focus({ preventScroll: true })
  }

  /** Own words that this is a copy of: the same, or (a masked phone) the oldest accepted. @param {Message} message */
  const ownOf = ({ id, from, text }) => {
    const waiting = from === 'client' ? [...own.values()] : []
    return (
      waiting.find((row) => row.reply === id) ??
      waiting.find((row) => row.message.text === text.trim()) ??
      waiting.find((row) => typeof row.reply === 'string')
    )
  }

  /** Only the latest buttons stand out. */
  const quiet = () => {
    const withKeys = [...rows.values()].filter(({ message }) => message.buttons?.length)
    const latest = Math.max(...withKeys.map((row) => row.turn))
    for (const row of withKeys) row.node.classList.toggle('fresh', row.turn === latest)
  }

  /** @param {Row} row */
  const drop = ({ node, key }) => {
    own.delete(key)
    node.remove()
  }

  /** @param {Row} row @param {State} state @param {string} [why] */
  const mark = (row, state, why) => {
    row.node.dataset.state = state
    row.under.replaceChildren()
    if (state === 'sent') return
    const note = element('p', 'note small', why || words[state === 'sending' ? state : 'unsent'])
    if (state === 'sending' && !why) note.ariaHidden = 'true'
    row.under.append(note)
    if (state === 'failed') note.append(button('quiet', words.again, presses.retry))
    if (state !== 'refused') return
    const edit = () => {
      drop(row)
      presses.edit(row.message.text)
    }
    note.append(button('quiet', words.edit, edit))
  }

  return {
    load(messages, name) {
      business = name
      day = ''
      rows.clear()
      list.replaceChildren()
      for (const message of messages) {
        turn += 1
        place(createRow(message))
      }
      for (const row of own.values()) {
        // What was accepted is in the transcript, or on its way.
        if (row.reply) drop(row)
        else append(row)
      }
      quiet()
      scroll(true)
    },
    show(message) {
      const known = rows.get(message.id)
      const mine = known ? undefined : ownOf(message)
      const row = known ?? mine ?? createRow(message)
      if (known || mine) change(row, message)
      else row.node.classList.add('new')
      if (mine) {
        own.delete(mine.key)
        mark(mine, 'sent')
      }
      if (!known) place(row)
      quiet()
      if (!known) scroll(!!mine)
    },
    say(id, text) {
      turn += 1
      const row = createRow({ id: 0, from: 'client', text, at: new Date().toISOString() }, id)
      own.set(id, row)
      append(row)
      scroll(true)
    },
    settle(id, state, detail) {
      const row = own.get(id)
      if (!row) return
      mark(row, state, detail.message)
      row.reply = detail.id
      // The stream was faster, and brought other words (a masked phone).
      if (rows.has(Number(detail.id))) drop(row)
    },
    turned() {
      turn += 1
    },
    isEmpty: () => !rows.size,
  }
}
