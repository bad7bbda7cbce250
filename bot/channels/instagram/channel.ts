import type { Leased } from '../../../db/leases.ts'
import { humanUntil } from '../../../domain/composer.ts'
import type { Channel, Sent } from '../../deliver.ts'
import type { Pace } from '../../pace.ts'
import type { Words } from '../meta/choices.ts'
import { type FileUrl, withFile } from '../meta/files.ts'
import type { Graph } from '../meta/graph.ts'
import { SHUT, sentBy } from '../meta/verdicts.ts'
import { contentsOf } from './layout.ts'
import { verdictOf } from './refusals.ts'
import type { Content, InstagramCredentials, Sending } from './wire.ts'

export type InstagramChannelOptions = {
  graph: Graph
  credentialsOf: (channelId: number) => Promise<InstagramCredentials>
  /** The platform does not know this token: it may have been changed since it was read. */
  forget: (channelId: number) => void
  fileUrl: FileUrl
  /** Words of the platform's own pieces, in the language of a text. */
  wordsFor: (text: string) => Words
  /** The owner has Meta's approval to mark what people write: it goes out for seven days. */
  humanAgent: (channelId: number) => Promise<boolean>
  clock: () => Date
  pace: Pace
}

/** The platform names no limit for one person; a burst is a screen in several parts. */
export const INSTAGRAM_PACE: Pace = { perSecond: 1, burst: 20 }

/** Messages per second of one account: below the platform's 300. */
export const INSTAGRAM_RATE = 250

/** Parts of messages that are remembered as sent, until all of it is. */
const MOST_BEGUN = 1000

type Accepted = { message_id?: string }

/** Instagram as a channel: rows that say something become texts with quick replies, edits too; what has no place there is done already. */
export function createInstagramChannel(options: InstagramChannelOptions): Channel {
  const { graph, credentialsOf, forget, fileUrl, wordsFor, humanAgent, clock, pace } = options
  /** How many parts of a row have gone out before one failed. */
  const begun = new Map<number, number>()

  const post = async ({ channelId, chat }: Leased, message: Content, byHuman: boolean): Promise<Sent> => {
    const { token, accountId } = await credentialsOf(channelId)
    const sending: Sending = {
      recipient: { id: chat },
      ...(byHuman ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }),
      message,
    }
    const answer = await graph.post<Accepted>(token, `${accountId}/messages`, sending)
    // The app is not approved for the mark: that says nothing of the account.
    if (byHuman && !answer.ok && answer.code === 10) return SHUT
    const sent = sentBy(answer, ({ message_id }) => message_id, verdictOf)
    if (!sent.ok && sent.broken) forget(channelId)
    return sent
  }

  /** Only what a person wrote is marked as theirs, and only after the day in which anybody may answer. */
  const mayMark = async ({ author, windowUntil, channelId }: Leased): Promise<boolean> =>
    author === 'member' && windowUntil !== null && clock() < humanUntil(windowUntil) && (await humanAgent(channelId))

  return {
    kind: 'instagram',
    pace,
    async send(row) {
      const contents = contentsOf(await withFile(row, fileUrl), wordsFor)
      let sent: Sent = { ok: true, platformId: null }
      let byHuman = row.windowUntil !== null && row.windowUntil <= clock()
      if (contents.length > 0 && byHuman && !(await mayMark(row))) return SHUT
      for (const [index, content] of contents.entries()) {
        if (index < (begun.get(row.id) ?? 0)) continue
        sent = await post(row, content, byHuman)
        // For the platform the day may be over already.
        if (!sent.ok && sent.why === 'window' && !byHuman && (await mayMark(row))) {
          byHuman = true
          sent = await post(row, content, byHuman)
        }
        if (!sent.ok) return sent
        if (begun.size >= MOST_BEGUN) begun.clear()
        if (contents.length > 1) begun.set(row.id, index + 1)
      }
      begun.delete(row.id)
      return sent
    },
    says: (row) => contentsOf(row, wordsFor).map(({ text }) => text),
  }
}
