import type { Doubt, Fault } from '../domain/imports/reading.ts'
import type { Unreadable } from './tables.ts'

type Said = readonly [ru: string, en: string]

/** Why a line was not taken, for a person; `{}` is what stands there. */
const FAULTS: Record<Fault['fault'], Said> = {
  no_date: ['Нет даты.', 'The date is missing.'],
  bad_date: ['«{}» не дата. Нужно так: 30.11.2026.', '“{}” is no date. Write it so: 2026-11-30.'],
  bad_time: ['«{}» не время. Нужно так: 14:30.', '“{}” is no time. Write it so: 14:30.'],
  ahead: ['{}: это ещё впереди. Будущие записи вносят в расписание.', '{} is still ahead. Book it in the schedule.'],
  bad_money: ['«{}» не сумма. Нужно так: 1234,50.', '“{}” is no amount. Write it so: 1234.50.'],
  negative: [
    'Сумма меньше нуля: {}. Возврат внесите в карточке визита.',
    'The amount is below zero: {}. Enter a refund in the visit.',
  ],
  empty: ['Нет ни услуги, ни клиента, ни денег.', 'No service, no client, no money.'],
  status_unknown: [
    'Непонятно, чем кончился визит: «{}». Выберите это выше.',
    'What became of the visit is unclear: “{}”. Choose it above.',
  ],
  no_result: [
    'Чем кончился визит, не сказано: «{}», оплаты нет.',
    'What became of the visit is not told: “{}”, no payment.',
  ],
  left_out: ['Так выбрано: не брать «{}».', 'Left out, as chosen: “{}”.'],
  goes_on: ['Продолжает строку, которую не взяли.', 'Goes on with a line that was not taken.'],
  repeated: ['Тот же визит, что в строке {}.', 'The same visit as in line {}.'],
}

/** What was doubtful about a line that was taken. */
const DOUBTS: Record<Doubt['doubt'], Said> = {
  bad_phone: ['«{}» не телефон: взяли без него.', '“{}” is no phone: taken without it.'],
  no_time: ['Без времени: поставили 12:00.', 'No time: put at 12:00.'],
  no_client: [
    'Кто клиент, неизвестно: нет телефона, имя не полное.',
    'The client is not known: no phone, no full name.',
  ],
  other_name: ['У телефона два имени: {}.', 'The phone has two names: {}.'],
  bad_created: ['«{}» не дата: когда записались, неизвестно.', '“{}” is no date: when they booked is unknown.'],
  bad_reply: ['«{}» не похоже на время ответа.', '“{}” does not look like a reply time.'],
}

const said = ([ru, en]: Said, value: string, language: 'ru' | 'en') =>
  (language === 'en' ? en : ru).replace('{}', value)

export const faultWords = ({ fault, value }: Fault, language: 'ru' | 'en'): string =>
  said(FAULTS[fault], value, language)
export const doubtWords = ({ doubt, value }: Doubt, language: 'ru' | 'en'): string =>
  said(DOUBTS[doubt], value, language)

/** Why a file is not read, as the API refuses it. */
export const UNREADABLE: Record<Unreadable, string> = {
  empty: 'В файле ничего нет.',
  old_excel: 'Это старый Excel. Сохраните файл как XLSX или CSV.',
  broken: 'Файл не читается. Сохраните его как XLSX или CSV ещё раз.',
  too_many_rows: 'В таблице больше 20 000 строк. Разделите её.',
  too_many_columns: 'В таблице больше 100 столбцов. Оставьте нужные.',
}
