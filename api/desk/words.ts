import type { Language } from '../../bot/texts.ts'
import { sayClock, sayDayMonth } from '../../bot/words.ts'
import type { Minute } from '../../domain/catalog.ts'
import { localOf } from '../../domain/time.ts'
import type { Hindrance, VisitAction } from '../../domain/visitstate.ts'

const LATE: Partial<Record<VisitAction, Record<Language, string>>> = {
  unmark: { ru: 'Отменить можно было до полуночи.', en: 'It could be undone until midnight.' },
  restore: { ru: 'Время этой записи уже прошло.', en: 'The time of this visit has passed.' },
}

const STATE: Record<VisitAction, Record<Language, string>> = {
  arrived: { ru: 'Итог визита уже отмечен.', en: 'The visit has its result already.' },
  noShow: { ru: 'Итог визита уже отмечен.', en: 'The visit has its result already.' },
  pay: { ru: 'Сейчас платить не за что.', en: 'There is nothing to pay for now.' },
  refund: { ru: 'Возвращать нечего: оплаты нет.', en: 'There is no payment to give back.' },
  unmark: { ru: 'Отметки у визита нет.', en: 'The visit has no mark.' },
  move: { ru: 'Переносят только визит, который впереди.', en: 'Only a visit that is awaited can be moved.' },
  cancel: { ru: 'Отменяют только визит, который впереди.', en: 'Only a visit that is awaited can be cancelled.' },
  restore: { ru: 'Запись не отменена.', en: 'The visit is not cancelled.' },
}

/** Why staff may not do something with a visit now: «Можно с 15:30». */
export function sayHindrance(
  language: Language,
  zone: string,
  now: Minute,
  action: VisitAction,
  hindrance: Hindrance,
): string {
  if (hindrance.why === 'state') return STATE[action][language]
  if (hindrance.why === 'late') return LATE[action]?.[language] ?? STATE[action][language]
  const { date, minutes } = localOf(zone, hindrance.from)
  const day = date === localOf(zone, now).date ? '' : sayDayMonth(language, date)
  const clock = minutes === 0 ? '' : sayClock(zone, hindrance.from)
  return `${language === 'ru' ? 'Можно с' : 'From'} ${[day, clock].filter(Boolean).join(', ')}`
}
