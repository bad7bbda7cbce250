import { asSeen, type Button, type FakeChat, type StoredMessage, type TranscriptMessage } from './world.ts'

export type Waiting = RegExp | ((message: TranscriptMessage) => boolean)

const RECENT = 12

export const transcript = (chat: FakeChat): TranscriptMessage[] => [...chat.messages.values()].map(asSeen)

const matches = (wanted: Waiting, message: TranscriptMessage): boolean =>
  typeof wanted === 'function' ? wanted(message) : `${message.text}${message.caption ?? ''}`.search(wanted) >= 0

/** A transcript for an error's text: one line per message, captions of buttons in brackets. */
export function shownAs(messages: readonly TranscriptMessage[]): string {
  if (messages.length === 0) return '  (nothing)'
  const lines = messages.slice(-RECENT).map((message) => {
    const words = message.text || message.caption || message.document?.file_name || '(no text)'
    const buttons = message.buttons.map((row) => row.map((button) => `[${button.text}]`).join(' ')).join(' / ')
    const marks = `${message.edited ? ' (edited)' : ''}${message.deleted ? ' (deleted)' : ''}`
    return `  ${message.message_id} ${message.from}${marks}: ${words}${buttons && `  ${buttons}`}`
  })
  return [...(messages.length > RECENT ? ['  …'] : []), ...lines].join('\n')
}

/** The first match after the cursor, now or within `timeout` ms; moves the cursor past it. */
export function sees(chat: FakeChat, wanted: Waiting, timeout: number): Promise<TranscriptMessage> {
  for (let index = chat.cursor; index < chat.shown.length; index++) {
    const message = chat.shown[index]
    if (!message || !matches(wanted, message)) continue
    chat.cursor = index + 1
    return Promise.resolve(message)
  }
  return new Promise((resolve, reject) => {
    const watch = (message: TranscriptMessage, index: number) => {
      try {
        if (!matches(wanted, message)) return
        chat.cursor = Math.max(chat.cursor, index + 1)
        resolve(message)
      } catch (error) {
        reject(error)
      }
      clearTimeout(timer)
      chat.watchers.delete(watch)
    }
    const timer = setTimeout(() => {
      chat.watchers.delete(watch)
      const what = wanted instanceof RegExp ? String(wanted) : 'what was waited for'
      const unseen = chat.shown.slice(chat.cursor)
      reject(
        new Error(
          `${chat.user.first_name} did not see ${what} in ${timeout} ms.\nNew from the bot:\n${shownAs(unseen)}\nThe chat:\n${shownAs(transcript(chat))}`,
        ),
      )
    }, timeout)
    chat.watchers.add(watch)
  })
}

/** A caption, a pattern for it, or the button's data. */
export type Wanted = string | RegExp | { data: string }

function fits(wanted: Wanted, caption: string, data: string | undefined): boolean {
  if (typeof wanted === 'string') return caption === wanted
  return wanted instanceof RegExp ? caption.search(wanted) >= 0 : data === wanted.data
}

type Found = { stored: StoredMessage; button: Button }

/** Newest message first. Inline buttons stay on every message; of reply keyboards only the last one is on the screen. */
function* tappable(chat: FakeChat, message_id?: number): Generator<Found> {
  for (const stored of [...chat.messages.values()].reverse()) {
    const { message, keyboard, deleted, from } = stored
    if (deleted || from === 'person' || (keyboard && chat.keyboardOf !== message.message_id)) continue
    if (message_id !== undefined && message.message_id !== message_id) continue
    for (const button of asSeen(stored).buttons.flat()) yield { stored, button }
  }
}

/** The newest button that fits; throws with the list of all that could be tapped. */
export function findButton(chat: FakeChat, wanted: Wanted, message_id?: number): Found {
  for (const found of tappable(chat, message_id)) {
    const { text, callback_data } = found.button
    if (fits(wanted, text, callback_data)) return found
  }
  const what = typeof wanted === 'string' ? `«${wanted}»` : wanted instanceof RegExp ? wanted : `data ${wanted.data}`
  const captions = [...tappable(chat, message_id)].map(
    (one) => `  ${one.stored.message.message_id}: ${one.button.text}`,
  )
  throw new Error(
    `no button ${what}; on the screen of ${chat.user.first_name}:\n${captions.join('\n') || '  (no buttons)'}`,
  )
}
