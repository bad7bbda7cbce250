import { visitWords } from '../bot/booking/describe.ts'
import { sayMoment } from '../bot/words.ts'
import { chatsOfMaster, startFor } from '../db/masternews.ts'
import { closeNotice } from '../db/notices.ts'
import { writeOutbound } from '../db/outbox.ts'
import { type Handler, skipNotice } from './handler.ts'

/** Tells a master what others did with a visit of theirs, if that still is so. Without the client's name: it stays in the chat. */
export const tellMaster: Handler = async (tx, due) => {
  const { notice, visit, catalog, texts, now } = due
  if (!visit) return skipNotice(tx, due, 'gone')
  const resourceId = Number(notice.kind.slice('master_'.length))
  const stands = visit.status === 'booked' || visit.status === 'confirmed'
  const is = stands ? { start: visit.start, masters: visit.parts.map(({ masterId }) => masterId) } : null
  const [old, at] = [startFor(notice.data.known ?? null, resourceId), startFor(is, resourceId)]
  if (old === at || (!stands && visit.status !== 'cancelled')) return skipNotice(tx, due, 'changed')
  const { businessId } = notice
  const chats = await chatsOfMaster(tx, { businessId, resourceId, except: notice.memberId })
  if (chats.length === 0) return skipNotice(tx, due, 'no_chat')
  const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
  const rows = chats.map(({ id: chatId, channelId, language }) => {
    const say = texts.of(catalog).in(language)
    const { services } = visitWords(catalog, say, visit)
    const moment = (minute: number | null) => (minute === null ? '' : sayMoment(language, zone, minute))
    const key =
      at === null ? (is === null ? 'master-cancelled' : 'master-away') : old === null ? 'master-given' : 'master-moved'
    const text = say(key, { services, old: moment(old), when: moment(at) })
    return { chatId, channelId, author: 'system' as const, method: 'sendMessage', body: { text }, text }
  })
  const [messageId] = await writeOutbound(tx, businessId, rows, now)
  await closeNotice(tx, notice.id, { messageId: messageId! }, now)
}
