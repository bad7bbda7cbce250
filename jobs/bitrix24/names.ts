import type { MirrorField, MirrorStage } from '../../domain/crm/settings.ts'

/** Our pipeline in the portal. */
export const PIPELINE = 'Окошко'

/**
 * How a stage is called in the portal; `standard`: the stage of a new pipeline that becomes it, so that nothing is thrown away.
 * A portal writes the pipeline before it: `C7:NEW`.
 */
export const STAGE_NAMES: Record<MirrorStage, { name: string; standard: string; code: string }> = {
  new: { name: 'Новый лид', standard: 'NEW', code: 'OKO_NEW' },
  confirmed: { name: 'Подтверждён', standard: 'PREPARATION', code: 'OKO_CONFIRMED' },
  visited: { name: 'Посещение', standard: 'EXECUTING', code: 'OKO_VISITED' },
  paid: { name: 'Оплата', standard: 'WON', code: 'OKO_PAID' },
  lost: { name: 'Отказ', standard: 'LOSE', code: 'OKO_LOST' },
}

/** The list of sources: who brought the client, or where they write. The first name is ours, the others are taken for the same. */
export const SOURCE_NAMES: Record<string, readonly [string, ...string[]]> = {
  bot: ['Бот', 'Чат-бот'],
  site: ['Сайт', 'Веб-сайт'],
  manager: ['Менеджер'],
  telegram: ['Telegram', 'Телеграм'],
  whatsapp: ['WhatsApp'],
  instagram: ['Instagram', 'Инстаграм'],
  vk: ['ВКонтакте', 'VK'],
  max: ['MAX'],
  web: ['Чат на сайте', 'Онлайн-чат'],
  sms: ['SMS', 'СМС'],
  email: ['Электронная почта', 'E-mail'],
}

/** Deals' own fields. A name has room for 13 letters after `UF_CRM_`, and only letters: camelCase of digits is ambiguous. */
export const FIELD_NAMES: Record<MirrorField, { code: string; label: string; type: string }> = {
  service: { code: 'OKOSHKO_SERV', label: 'Услуга', type: 'string' },
  master: { code: 'OKOSHKO_MSTR', label: 'Мастер', type: 'string' },
  branch: { code: 'OKOSHKO_BRNCH', label: 'Филиал', type: 'string' },
  startsAt: { code: 'OKOSHKO_START', label: 'Дата и время визита', type: 'datetime' },
  discount: { code: 'OKOSHKO_DISC', label: 'Скидка', type: 'double' },
  channel: { code: 'OKOSHKO_CHNL', label: 'Канал', type: 'string' },
  intent: { code: 'OKOSHKO_INTNT', label: 'Намерение', type: 'string' },
  tags: { code: 'OKOSHKO_TAGS', label: 'Метки', type: 'string' },
  result: { code: 'OKOSHKO_RSLT', label: 'Итог диалога', type: 'string' },
  firstReply: { code: 'OKOSHKO_REPLY', label: 'Первый ответ, секунд', type: 'integer' },
  unclear: { code: 'OKOSHKO_UNCLR', label: 'Бот не понял, раз', type: 'integer' },
  handover: { code: 'OKOSHKO_HAND', label: 'Передан менеджеру', type: 'boolean' },
  link: { code: 'OKOSHKO_LINK', label: 'Открыть в «Окошке»', type: 'url' },
}

/** Names are the same whatever their case, spaces, «ё» and quotes. */
export const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»"']/g, '')
    .replace(/[\s-]+/g, ' ')
    .trim()
