import type { Kind } from '../../domain/sheet.ts'

type Twin = readonly [ru: string, en: string]

/** What columns of rows are called in a file, and what they hold. */
// biome-ignore format: a table
const COLUMNS: Record<string, readonly [Kind, ...Twin]> = {
  lead_id:          ['number', 'Обращение', 'Contact'],
  first_lead_id:    ['number', 'Первое обращение', 'First contact'],
  client_id:        ['number', 'Номер клиента', 'Client number'],
  client_name:      ['text', 'Клиент', 'Client'],
  client_phone:     ['text', 'Телефон', 'Phone'],
  chat_id:          ['number', 'Переписка', 'Dialogue'],
  message_id:       ['number', 'Сообщение', 'Message'],
  visit_id:         ['number', 'Запись', 'Visit'],
  payment_id:       ['number', 'Операция', 'Operation'],
  service_id:       ['number', 'Номер услуги', 'Service number'],
  master_id:        ['number', 'Номер мастера', 'Master number'],
  created_at:       ['moment', 'Когда', 'When'],
  starts_at:        ['moment', 'Начало', 'Start'],
  asked_at:         ['moment', 'Написали', 'Asked'],
  answered_at:      ['moment', 'Ответили', 'Answered'],
  at:               ['moment', 'Когда', 'When'],
  day:              ['date', 'День', 'Day'],
  hour:             ['number', 'Час', 'Hour'],
  channel:          ['text', 'Канал', 'Channel'],
  source:           ['text', 'Источник', 'Source'],
  medium:           ['text', 'Тип рекламы', 'Medium'],
  campaign:         ['text', 'Кампания', 'Campaign'],
  promo:            ['text', 'Промокод', 'Promo code'],
  imported:         ['yes', 'Из таблицы прошлого', 'From a table of the past'],
  told_source:      ['text', 'Со слов клиента', 'In their words'],
  paid:             ['yes', 'По рекламе', 'Bought'],
  district:         ['text', 'Район', 'District'],
  first_touch:      ['yes', 'Первое касание', 'First touch'],
  fresh:            ['yes', 'Ещё не были', 'Not here before'],
  booked:           ['yes', 'Записались', 'Booked'],
  visited:          ['yes', 'Пришли', 'Came'],
  paid_visit:       ['yes', 'Оплатили', 'Paid'],
  new_client:       ['yes', 'Новый клиент', 'New client'],
  revenue:          ['money', 'Выручка, ₽', 'Revenue, ₽'],
  gave:             ['money', 'Дал первый визит, ₽', 'First visit gave, ₽'],
  branch:           ['text', 'Филиал', 'Branch'],
  door:             ['text', 'Как записались', 'Booked through'],
  status:           ['text', 'Состояние', 'State'],
  came:             ['yes', 'Пришли', 'Came'],
  no_show:          ['yes', 'Неявка', 'No-show'],
  cancelled:        ['yes', 'Отменена', 'Cancelled'],
  cancelled_late:   ['yes', 'Отменена поздно', 'Cancelled late'],
  first_visit:      ['yes', 'Первый визит', 'First visit'],
  price:            ['money', 'Цена, ₽', 'Price, ₽'],
  discount:         ['money', 'Скидка, ₽', 'Discount, ₽'],
  free:             ['yes', 'Бесплатно', 'Free'],
  variable_cost:    ['money', 'Себестоимость, ₽', 'Variable cost, ₽'],
  opening:          ['text', 'Что ждали', 'Waited for'],
  answered_by:      ['text', 'Кто ответил', 'Answered by'],
  seconds:          ['number', 'Ждали, секунд', 'Waited, seconds'],
  open:             ['yes', 'В рабочее время', 'In working hours'],
  service:          ['text', 'Услуга', 'Service'],
  master:           ['text', 'Мастер', 'Master'],
  minutes:          ['number', 'Минут', 'Minutes'],
  kind:             ['text', 'Операция', 'Operation'],
  method:           ['text', 'Способ', 'Method'],
  amount:           ['money', 'Сумма, ₽', 'Amount, ₽'],
  clicks:           ['number', 'Переходы', 'Clicks'],
  via:              ['text', 'Как внесено', 'Entered by'],
  intent:           ['text', 'Понято как', 'Understood as'],
  confidence:       ['number', 'Уверенность', 'Confidence'],
  outcome:          ['text', 'Итог', 'Outcome'],
  read:             ['yes', 'Прочитано', 'Read'],
  missed:           ['yes', 'Не поняли', 'Not understood'],
  readings:         ['number', 'Прочитано сообщений', 'Messages read'],
  result:           ['text', 'Итог', 'Outcome'],
  label:            ['text', 'Отметка людей', 'Label'],
  labelled:         ['yes', 'Отмечено', 'Labelled'],
  right_intent:     ['yes', 'Понято верно', 'Understood right'],
  handed_over:      ['yes', 'Передано человеку', 'Handed over'],
  with_person:      ['yes', 'С человеком', 'With a person'],
}

/** Words for values that are codes, by column. */
// biome-ignore format: a table
const VALUES: Record<string, Record<string, Twin>> = {
  status: {
    booked: ['Ждём', 'Planned'], confirmed: ['Подтверждено', 'Confirmed'], arrived: ['На месте', 'Here'], paid: ['Оплачено', 'Paid'],
    no_show: ['Неявка', 'No-show'], cancelled: ['Отменена', 'Cancelled'],
  },
  opening: { lead: ['новое обращение', 'new contact'], handover: ['человека', 'a person'], reopened: ['после перерыва', 'after a pause'] },
  answered_by: { bot: ['помощник', 'assistant'], person: ['человек', 'person'], nobody: ['никто', 'nobody'] },
  kind: { payment: ['оплата', 'payment'], refund: ['возврат', 'refund'] },
  method: { cash: ['наличные', 'cash'], card: ['карта', 'card'], transfer: ['перевод', 'transfer'], other: ['другое', 'other'] },
  result: { paid: ['оплата', 'paid'], visited: ['визит', 'came'], booked: ['запись', 'booked'], lost: ['отказ', 'lost'], open: ['ещё нет', 'not yet'] },
  intent: {
    book: ['запись', 'booking'], cancel: ['отмена', 'cancelling'], reschedule: ['перенос', 'moving'], confirm: ['согласие', 'yes'],
    deny: ['отказ', 'no'], price: ['цены', 'prices'], hours: ['часы работы', 'open hours'], address: ['адрес', 'address'],
    services: ['услуги', 'services'], staff: ['мастера', 'masters'], human: ['просит человека', 'wants a person'], complaint: ['жалоба', 'complaint'],
    greeting: ['приветствие', 'greeting'], thanks: ['благодарность', 'thanks'], goodbye: ['прощание', 'goodbye'],
    check_booking: ['моя запись', 'my visit'], payment: ['оплата', 'payment'], out_of_scope: ['не про нас', 'not about us'],
  },
  via: { typed: ['вручную', 'typed'], csv: ['таблицей', 'table'], api: ['программой', 'program'] },
  told_source: {
    maps: ['Карты', 'Maps'], social: ['Соцсети', 'Social media'], referral: ['Посоветовали', 'Recommended'], sign: ['Проходили мимо', 'Passing by'],
    ads: ['Реклама', 'Advertising'], site: ['Сайт, поиск', 'Website, search'], other: ['Другое', 'Something else'],
  },
  channel: { telegram: ['Telegram', 'Telegram'], whatsapp: ['WhatsApp', 'WhatsApp'], instagram: ['Instagram', 'Instagram'], web: ['Чат на сайте', 'Website chat'], call: ['Звонок', 'Call'], walk_in: ['Зашли', 'Walked in'], other: ['Другое', 'Other'] },
}

/** What a file of rows is called. */
// biome-ignore format: a table
const NAMES: Record<string, Twin> = {
  leads: ['Обращения', 'Contacts'], visits: ['Визиты', 'Visits'], answers: ['Первые ответы', 'First answers'], services: ['Услуги визитов', 'Services of visits'],
  payments: ['Оплаты и возвраты', 'Payments and refunds'], spend: ['Расходы на рекламу', 'Ad spend'], readings: ['Прочитанные сообщения', 'Messages read'], told: ['Со слов клиентов', 'In clients’ words'],
  dialogues: ['Диалоги', 'Dialogues'],
}

export type Language = 'ru' | 'en'
const one = (twin: Twin, language: Language) => twin[language === 'ru' ? 0 : 1]

/** A column of a view as a column of a file. */
export function columnOf(name: string, language: Language): { heading: string; kind: Kind } {
  const [kind, ...twin] = COLUMNS[name] ?? ['text', name, name]
  return { heading: one(twin, language), kind }
}

/** A value as a file shows it: rubles of kopecks, words for codes. */
export function shown(name: string, value: unknown, language: Language): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return COLUMNS[name]?.[0] === 'money' ? value / 100 : value
  const text = String(value)
  const word = VALUES[name]?.[text]
  return word ? one(word, language) : text
}

export const nameOf = (fact: string, language: Language): string => one(NAMES[fact] ?? [fact, fact], language)
