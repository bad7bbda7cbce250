// The visitor's session, calls, live delivery.

/** @import { CreateLive, CreateMemory, CreateWire, Payload, Session } from './contract.ts' */

const SILENCE = 40_000
const PING = 16_000
const DEAF = 3000
const LONGEST = 15_000

/** The server said no: HTTP's status, Retry-After in seconds. */
export class Refused extends Error {
  status = 0
  retryAfter = 0
}

/** `crypto.randomUUID` is missing without TLS; the address of an object ends in a UUID. */
export const newId = () => URL.createObjectURL(new Blob()).slice(-36)

/** @template T @param {() => T} read */
export const attempt = (read) => {
  try {
    return read()
  } catch {}
}

/** @type {CreateMemory} */
export const createMemory = (storage, channel) => {
  /** @type {Map<string, string>} */
  const here = new Map()
  const name = (key = '') => `okoshko:${channel}${key && `:${key}`}`
  return {
    read: (key) => here.get(name(key)) ?? attempt(() => storage().getItem(name(key))) ?? '',
    write(value, key) {
      here.set(name(key), value)
      attempt(() => (value ? storage().setItem(name(key), value) : storage().removeItem(name(key))))
    },
  }
}

/** @type {CreateWire} */
export const createWire = (channel, memory, welcome) => {
  /** @type {Promise<Session> | undefined} */
  let session

  async function open() {
    const known = memory.read()
    const { referrer } = document
    const { language } = navigator
    const visit = { channel, token: known || undefined, page: location.href, referrer, language }
    /** @type {Session} */
    const opened = await (await accepted(await request('session', visit))).json()
    // Another visitor has not been greeted.
    if (opened.token !== known) memory.write('', 'start')
    memory.write(opened.token)
    welcome(opened)
    return opened
  }

  function ready() {
    session ??= open().catch((error) => {
      session = undefined
      throw error
    })
    return session
  }

  /** @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] @returns {Promise<Response>} */
  async function call(path, body, signal, again = true) {
    const used = ready()
    const response = await request(path, body, signal, (await used).token)
    if (response.status !== 401 || !again) return accepted(response)
    // Of several calls that meet the same 401 the first throws the session away.
    if (session === used) {
      session = undefined
      memory.write('')
    }
    return call(path, body, signal, false)
  }

  return {
    ready,
    history: async () => (await call('messages')).json(),
    updates: async (after) => (await call(`updates?after=${after}`)).json(),
    stream: (after, signal) => call(`stream?after=${after}`, undefined, signal),
    post: async (id, act) => (await call('messages', { id, page: location.href, ...act })).json(),
  }
}

/** @param {string} path @param {unknown} [body] */
const request = (path, body, signal = AbortSignal.timeout?.(LONGEST), token = '') =>
  fetch(`/chat/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
    signal,
    credentials: 'omit',
    cache: 'no-store',
  })

/** @param {Response} response */
async function accepted(response) {
  if (response.ok) return response
  const said = await response.json().catch(() => undefined)
  const retryAfter = Number(response.headers.get('Retry-After'))
  throw Object.assign(new Refused(said?.error?.message), { status: response.status, retryAfter })
}

/** Reads `text/event-stream` in pieces cut anywhere; comments are skipped. @param {(event: string, data: string) => void} emit */
export function createEventReader(emit) {
  let rest = ''
  let event = 'message'
  let data = ''
  return (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, field, value = ''] = /^(\w*):? ?(.*?)\r?$/.exec(line) ?? []
      if (field === 'event') event = value
      if (field === 'data') data += `${value}\n`
      if (line.trim()) continue
      if (data) emit(event, data.slice(0, -1))
      event = 'message'
      data = ''
    }
  }
}

/** @type {CreateLive} */
export const createLive = ({ stream, updates, deliver, report }) => {
  let cursor = 0
  let epoch = 0
  let round = 0
  let hearing = false
  let heardAt = 0
  let cover = 0
  let eager = 0
  let connection = new AbortController()
  /** @type {Set<() => void>} */
  const sleepers = new Set()

  /** @param {number} failures @param {number} base @returns {Promise<void>} */
  const pause = (failures, base) =>
    new Promise((resolve) => {
      sleepers.add(resolve)
      setTimeout(resolve, Math.min(LONGEST, base * 2 ** failures))
      setTimeout(() => sleepers.delete(resolve), LONGEST)
    })

  const wake = () => {
    for (const resolve of sleepers) resolve()
  }

  const hear = (now = true) => {
    if (now) {
      heardAt = Date.now()
      report(true)
    }
    if (now === hearing) return
    hearing = now
    round += 1
    clearTimeout(cover)
    if (!now) cover = window.setTimeout(poll, DEAF)
  }

  async function listen(mine = epoch) {
    const own = new AbortController()
    const guard = () => window.setTimeout(() => own.abort(), SILENCE)
    let silence = guard()
    connection = own
    try {
      const reader = (await stream(cursor, own.signal)).body?.getReader()
      const decoder = new TextDecoder()
      const read = createEventReader((event, data) => {
        /** @type {Payload} */
        const payload = JSON.parse(data)
        cursor = Math.max(cursor, payload.cursor ?? 0)
        deliver(event, payload)
      })
      for (let piece = await reader?.read(); piece?.value && mine === epoch; piece = await reader?.read()) {
        clearTimeout(silence)
        silence = guard()
        hear()
        read(decoder.decode(piece.value, { stream: true }))
      }
    } catch (error) {
      if (error instanceof Refused && error.status === 501) return true
      // The loop tries again, polling covers the gap.
    }
    clearTimeout(silence)
    own.abort()
    if (mine === epoch) hear(false)
  }

  async function follow(mine = epoch) {
    for (let failures = 0; mine === epoch; ) {
      const before = heardAt
      const mute = await listen()
      if (mute && mine === epoch) {
        clearTimeout(cover)
        return poll()
      }
      failures = heardAt > before ? 0 : failures + 1
      await pause(failures, 500)
    }
  }

  async function poll(mine = round) {
    for (let failures = 0; mine === round; ) {
      const batch = await updates(cursor).catch(() => undefined)
      if (mine !== round) return
      failures = batch ? 0 : failures + 1
      for (const message of batch?.messages ?? []) deliver('message', { message })
      cursor = Math.max(cursor, batch?.cursor ?? 0)
      report(!failures)
      await pause(failures, document.hidden ? 10_000 : eager-- > 0 ? 500 : 2000)
    }
  }

  const stop = () => {
    epoch += 1
    round += 1
    hearing = false
    clearTimeout(cover)
    connection.abort()
    wake()
  }

  return {
    stop,
    start(from) {
      stop()
      cursor = from
      cover = window.setTimeout(poll, DEAF)
      follow()
    },
    nudge(reopen = Date.now() - heardAt > PING) {
      if (reopen) connection.abort()
      eager = 4
      setTimeout(wake)
    },
  }
}
