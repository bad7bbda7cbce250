import type { Language } from '../../bot/texts.ts'

/** Why a client was not told, by the code of the ledger or the reason of the message, the one table of it. */
const REASONS: Readonly<Record<string, Record<Language, string>>> = {
  undone: { ru: 'изменение отменили', en: 'the change was undone' },
  superseded: { ru: 'запись изменили ещё раз', en: 'the visit was changed again' },
  changed: { ru: 'запись уже другая', en: 'the visit is another by now' },
  gone: { ru: 'записи больше нет', en: 'the visit is no more' },
  here: { ru: 'клиент уже здесь', en: 'the client is here' },
  unwanted: { ru: 'решили не писать', en: 'it was decided not to tell' },
  no_chat: { ru: 'нет канала, позвоните', en: 'no channel: please call' },
  blocked: { ru: 'клиент остановил бота', en: 'the client stopped the bot' },
  'the client blocked the bot': { ru: 'клиент остановил бота', en: 'the client stopped the bot' },
  window: {
    ru: 'клиент давно не писал, а шаблона для этого нет',
    en: 'the client has not written lately, and there is no template for this',
  },
  undeliverable: { ru: 'в этот мессенджер не доставить', en: 'the messenger can’t deliver it' },
  opted_out: {
    ru: 'клиент отказался от рассылок в мессенджере',
    en: 'the client turned such messages off in the messenger',
  },
  limited: {
    ru: 'мессенджер ограничил рассылки этому клиенту',
    en: 'the messenger limits such messages to this client',
  },
  account: { ru: 'мессенджер остановил наш номер', en: 'the messenger stopped our number' },
  template: { ru: 'шаблон не принят', en: 'the template was not accepted' },
  disconnected: { ru: 'канал отключён', en: 'the channel is disconnected' },
  barred: { ru: 'клиент в чёрном списке', en: 'the client is in the block list' },
  erased: { ru: 'данные клиента удалены', en: 'the client’s data is deleted' },
  late: { ru: 'было уже поздно', en: 'it was too late' },
  expired: { ru: 'устарело', en: 'it was too old' },
  quiet: { ru: 'ночью не пишем', en: 'nobody is written to by night' },
  together: { ru: 'рядом другое напоминание', en: 'another reminder is near' },
  rules: { ru: 'настроили иначе', en: 'it was set otherwise' },
  booked: { ru: 'клиент уже записан', en: 'the client has booked' },
  declined: { ru: 'клиенту не нужно', en: 'the client does not need it' },
  stopped: { ru: 'клиент просил не присылать', en: 'the client wants no offers' },
  no_consent: { ru: 'нет согласия на предложения', en: 'no consent to offers' },
  tried: { ru: 'опыт: этой группе не пишем', en: 'test: this group is not written to' },
  limit: { ru: 'предложений в этом месяце уже хватит', en: 'enough offers this month' },
  no_time: { ru: 'свободного времени нет', en: 'no free time' },
  no_fit: { ru: 'рядом нет времени для услуги', en: 'no time beside for a service' },
  answered: { ru: 'клиент уже ответил', en: 'the client has answered' },
  test: { ru: 'пробная запись', en: 'a trial visit' },
  person: { ru: 'с клиентом говорит человек', en: 'a person talks with the client' },
  'a person answers here': { ru: 'с клиентом говорит человек', en: 'a person talks with the client' },
  broken: { ru: 'сообщение не собралось', en: 'the message could not be made' },
}

/** Why a client was not told, in words; what only machines understand becomes «сообщение не доставлено». */
export const sayReason = (language: Language, reason: string): string =>
  REASONS[reason]?.[language] ?? (language === 'ru' ? 'сообщение не доставлено' : 'the message was not delivered')
