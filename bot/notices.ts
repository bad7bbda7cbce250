import type { NoticeData } from '../db/notices.ts'
import type { Visit } from '../db/visits.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { News } from '../domain/news.ts'
import { visitWords } from './booking/describe.ts'
import { button, type View } from './show.ts'
import type { Say } from './texts.ts'
import { sayMoment } from './words.ts'

/** What a client is told about what staff did with their visit. */
export function noticeView(catalog: Catalog, say: Say, visit: Visit, kind: News, data: NoticeData): View {
  const words = visitWords(catalog, say, visit)
  const change = [button(say('move'), `mv:${visit.id}`), button(say('cancel'), `cx:${visit.id}`)]
  const again = [button(say('book-again'), 'book')]
  switch (kind) {
    case 'booked':
      return { text: say('notice-booked', words).trimEnd(), buttons: [change] }
    case 'moved': {
      const zone = catalog.locations.find(({ id }) => id === visit.locationId)?.timezone ?? catalog.timezone
      const old = data.known ? sayMoment(say.language, zone, data.known.start) : ''
      return { text: say('notice-moved', { ...words, old }).trimEnd(), buttons: [change] }
    }
    case 'cancelled':
      return {
        text: data.by === 'client' ? say('cancelled', words) : say('notice-cancelled', words),
        buttons: [again],
      }
  }
}
