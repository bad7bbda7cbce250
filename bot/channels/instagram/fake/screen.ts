import type { FakeButton } from '../../meta/fake/talk.ts'
import { tapIn } from '../layout.ts'
import type { Content } from '../wire.ts'

/** Stands for the platform's own reply with a person's phone number. */
export const PHONE = '(phone)'

/** What a person sees of a message: its words, and what can be tapped, each by its longest name: the words tell it in full. */
export function screenOf({ text, quick_replies: replies = [] }: Content): { text: string; buttons: FakeButton[] } {
  const lines = [...text.matchAll(/^(?:\d+\.|—) (.+)$/gm)].map(([, name]) => name!)
  const buttons = replies.map((reply, index) => {
    if (reply.content_type !== 'text') return { text: 'Мой номер', callback_data: PHONE }
    const name = lines.at(index - replies.length)
    const words = reply.title.replaceAll('…', ' ').trim().split(' ')
    const same = name !== undefined && (name.includes(words[0]!) || name.includes(words.at(-1)!))
    return { text: same ? name : reply.title, callback_data: tapIn(reply.payload).data }
  })
  return { text, buttons }
}
