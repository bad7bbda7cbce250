import type { Done } from '../../telegram/fake/person.ts'
import { findButton, type Wanted } from '../../telegram/fake/sight.ts'
import { asSeen, type FakeChat, privateChat, type TranscriptMessage } from '../../telegram/fake/world.ts'
import { MORE } from '../choices.ts'

/** A button as a person sees it: its words, and what a tap on it says. */
export type FakeButton = { text: string; callback_data: string }

/** A person's chat with an account, empty. */
export const newChat = (id: number, first_name: string): FakeChat => ({
  user: { id, is_bot: false, first_name },
  opened: true,
  blocked: false,
  instance: '',
  messages: new Map(),
  toasts: [],
  shown: [],
  cursor: 0,
  watchers: new Set(),
})

/** Shows a message of the account to its person. */
export function shows(
  chat: FakeChat,
  { message_id, date, text, buttons }: { message_id: number; date: number; text: string; buttons: FakeButton[] },
): TranscriptMessage {
  const markup = buttons.length > 0 && { reply_markup: { inline_keyboard: buttons.map((button) => [button]) } }
  const message = { message_id, date, chat: privateChat(chat.user), text, ...markup }
  const stored = { message: message as never, from: 'bot' as const, edited: 0, deleted: false }
  chat.messages.set(message_id, stored)
  const seen = asSeen(stored)
  chat.shown.push(seen)
  for (const watch of [...chat.watchers]) watch(seen, chat.shown.length - 1)
  return seen
}

/** Keeps what the person said. */
export function keeps(chat: FakeChat, said: { message_id: number; date: number; text: string }): void {
  const message = { ...said, chat: chat.user }
  chat.messages.set(said.message_id, { message: message as never, from: 'person', edited: 0, deleted: false })
}

/** Pages of options that are gone through for a button. */
const MOST_PAGES = 8

export type Found = ReturnType<typeof findButton>

/** Taps what is on the screen, or on the pages after it. */
export async function tapsIn(
  chat: FakeChat,
  wanted: Wanted,
  message_id: number | undefined,
  press: (found: Found) => Done,
): Promise<Done> {
  for (let page = 0; ; page++) {
    try {
      return press(find(chat, wanted, message_id))
    } catch (error) {
      const last = chat.shown.at(-1)
      const rest = last?.buttons.flat().find(({ callback_data }) => callback_data?.startsWith(MORE))
      if (!rest || page >= MOST_PAGES) throw error
      const seen = chat.shown.length
      press(findButton(chat, { data: rest.callback_data! }, last!.message_id))
      await nextShown(chat, seen)
    }
  }
}

function find(chat: FakeChat, wanted: Wanted, message_id: number | undefined): Found {
  try {
    return findButton(chat, wanted, message_id)
  } catch (error) {
    // Where room is scarce its short name only is there.
    if (typeof wanted === 'string' && /менеджер|manager/i.test(wanted))
      return findButton(chat, { data: 'human' }, message_id)
    throw error
  }
}

function nextShown(chat: FakeChat, from: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (chat.shown.length > from) return resolve()
    const timer = setTimeout(() => reject(new Error('the next page of the options never came')), 5000)
    const watch = () => {
      clearTimeout(timer)
      chat.watchers.delete(watch)
      resolve()
    }
    chat.watchers.add(watch)
  })
}

/** What nobody can do on a platform. */
export const unable = (what: string) => async (): Promise<never> => {
  throw new Error(`nobody can ${what} here`)
}
