// What the website chat's page and its server say to each other, and what the parts of the page promise each other.
// Types only: the browser never loads this file.
import type { WebButton, WebMessage } from '../../bot/channels/web/messages.ts'

/** One line of the transcript, as the client sees it; a message with a known id is an edit. */
export type Message = WebMessage
export type Button = WebButton

export type Business = { name: string; language: 'ru' | 'en'; address?: string | null; phone?: string | null }

/** Answer of `POST /chat/api/session`. */
export type Session = { token: string; business: Business; greeting?: boolean }

/** Answer of `GET /chat/api/messages` and `/updates`: `cursor` is the place to go on from. */
export type Batch = { messages: Message[]; cursor: number }

/** Body of `POST /chat/api/messages`, beside its `id`. */
export type Act = { text: string } | { tap: { message: number; data: string } } | { start: true }

/** Answer of `POST /chat/api/messages`: the message's number, or the page's own id again. */
export type Accepted = { id: number | string }

/** Data of a stream event: `message` and `cursor` in `message`, `text` in `toast`, nothing in `typing`. */
export type Payload = { message?: Message; cursor?: number; text?: string }

/** Web storage under `okoshko:<channel>[:key]`, '' when absent; where it is refused, values live as long as the page. */
export type Memory = { read: (key?: string) => string; write: (value: string, key?: string) => void }
export type CreateMemory = (storage: () => Storage, channel: string) => Memory

/**
 * Calls under the visitor's session, which is opened on first need and made anew once after a 401; `welcome` hears each.
 * Calls throw `Refused`, or whatever fetch throws when the wire is broken.
 */
export type CreateWire = (channel: string, memory: Memory, welcome: (session: Session) => void) => Wire
export type Wire = {
  ready: () => Promise<Session>
  history: () => Promise<Batch>
  updates: (after: number) => Promise<Batch>
  stream: (after: number, signal: AbortSignal) => Promise<Response>
  post: (id: string, act: Act) => Promise<Accepted>
}

/**
 * Keeps the page up to date from a cursor on. The stream is retried for ever (0.5, 1, 2, 4 … 15 s); when it has been deaf
 * for 3 s (two failed attempts, or a proxy that holds the bytes back) polling carries the messages until it is heard. A
 * server that answers 501 has no streams: polling carries them from then on.
 */
export type CreateLive = (parts: LiveParts) => {
  stop: () => void
  start: (cursor: number) => void
  /** Looks at once: after a send, when shown or online again. A stream that missed its ping is reopened. */
  nudge: (reopen?: boolean) => void
}
/** `deliver` gets events in order and perhaps twice; `report` hears whether the server can be reached. */
export type LiveParts = Pick<Wire, 'stream' | 'updates'> & {
  deliver: (event: string, payload: Payload) => void
  report: (connected: boolean) => void
}

/**
 * `sending` may come again with the server's words (rate limit). `failed`: kept, goes again with `retry`; a tap is
 * dropped instead, as its button can be pressed again. `refused`: the server will never take it.
 */
export type State = 'sending' | 'sent' | 'failed' | 'refused'
export type Item = { id: string; act: Act }
/** The server's words, and after `sent` what it answered. */
export type Detail = { message?: string; id?: number | string }

export type CreateOutbox = (parts: {
  post: Wire['post']
  pause: (ms: number) => Promise<void>
  report: (item: Item, state: State, detail: Detail) => void
  /** Hears what is still unsent, to keep it over a reload. */
  keep: (items: Item[]) => void
}) => {
  add: (id: string, act: Act) => void
  /** Tries what failed again. */
  retry: () => void
  isEmpty: () => boolean
}

/** What pressing things in the transcript does. */
export type Presses = {
  tap: (message: number, data: string, key: HTMLButtonElement) => void
  contact: () => void
  retry: () => void
  /** Refused words go back to be changed. */
  edit: (text: string) => void
}

/** `key` is the page's id of own words, `reply` what their post answered. */
export type Row = {
  node: HTMLLIElement
  bubble: HTMLElement
  under: HTMLElement
  message: Message
  turn: number
  key: string
  reply?: number | string
}

/** `scroll` is told that the list has grown, and whether to go to the end even if the reader is elsewhere. */
export type CreateTranscript = (
  list: HTMLElement,
  scroll: (toEnd: boolean) => void,
  presses: Presses,
) => {
  /** Shows a whole transcript under the bot's name; unsent own words stay below it. */
  load: (messages: Message[], name: string) => void
  /** A message that arrived: new, known, edited, or the server's copy of own words. */
  show: (message: Message) => void
  /** Shows the visitor's own words at once. */
  say: (id: string, text: string) => void
  /** What became of own words. */
  settle: (id: string, state: State, detail: Detail) => void
  /** A tap begins a turn: what comes next is the latest exchange. */
  turned: () => void
  isEmpty: () => boolean
}

/** The box to write in: grows, keeps its draft, sends on Enter. */
export type CreateComposer = (
  drafts: Memory,
  send: (text: string) => void,
) => {
  /** Asks for a phone number with the number pad; words can be typed all the same. */
  phone: () => void
  /** Puts words back to be changed. */
  edit: (text: string) => void
  /** Writes its own words again in the page's language. */
  redraw: () => void
}
