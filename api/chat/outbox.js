// Words and taps leave in order, each under one id however often it is tried.

import { Refused } from './wire.js'

/** @import { CreateOutbox, Item, State } from './contract.ts' */

const DELAYS = [1000, 2000, 4000]
const PASSING = [401, 408, 429]

/** @type {CreateOutbox} */
export const createOutbox = ({ post, pause, report, keep }) => {
  /** @type {Item[]} */
  let items = []
  let busy = false

  /** @param {Item[]} left */
  const leave = (left) => {
    items = left
    keep(items)
  }

  /** @param {Item} item @param {State} state @param {object} detail */
  const settle = (item, state, detail) => {
    leave(items.filter((other) => other !== item))
    report(item, state, detail)
    return true
  }

  /** Whether the next may go. @param {Item} item @returns {Promise<boolean>} */
  async function send(item) {
    for (let tries = 0; ; tries += 1) {
      try {
        return settle(item, 'sent', await post(item.id, item.act))
      } catch (error) {
        const { status, retryAfter, message } = error instanceof Refused ? error : new Refused()
        if (status >= 400 && status < 500 && !PASSING.includes(status)) return settle(item, 'refused', { message })
        if (tries >= DELAYS.length) {
          const stopped = items
          leave(items.filter(({ act }) => !('tap' in act)))
          for (const one of stopped) report(one, 'failed', { message })
          return false
        }
        if (status === 429) report(item, 'sending', { message })
        await pause(Math.min(60, retryAfter) * 1000 || DELAYS[tries] || 0)
      }
    }
  }

  async function pump() {
    if (busy) return
    busy = true
    while (items[0] && (await send(items[0])));
    busy = false
  }

  return {
    add(id, act) {
      const item = { id, act }
      leave([...items, item])
      report(item, 'sending', {})
      pump()
    },
    retry() {
      if (busy) return
      for (const item of items) report(item, 'sending', {})
      pump()
    },
    isEmpty: () => !items.length,
  }
}
