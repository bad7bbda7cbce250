import type { ReadWebhook } from '../../domain/crm/webhook.ts'
import type { PortalLack } from '../../jobs/bitrix24/check.ts'
import type { Trouble } from '../../jobs/bitrix24/client.ts'

/** Why what was pasted is no webhook. */
export const UNREADABLE: Record<Extract<ReadWebhook, { ok: false }>['reason'], string> = {
  address: 'Это не адрес. Скопируйте адрес вебхука целиком.',
  page: 'Это не адрес вебхука: в нём есть /rest/, номер пользователя и код. Скопируйте его в Bitrix24 целиком.',
  insecure: 'Адрес вебхука начинается с https.',
  inside: 'По этому адресу портала Bitrix24 нет: нужен его адрес в интернете.',
}

/** What a webhook lacks, and what to do. */
export const LACKS: Record<PortalLack, string> = {
  expired: 'Bitrix24 не узнаёт этот вебхук: он удалён или истёк. Создайте новый и вставьте его адрес.',
  plan: 'На вашем тарифе Bitrix24 не даёт обмениваться данными. Нужен платный тариф с подпиской на Маркетплейс.',
  scopeCrm: 'Вебхуку не хватает права CRM. Откройте его в Bitrix24, добавьте «CRM (crm)» и сохраните.',
  scopeUser: 'Вебхуку не хватает права «Пользователи»: ответственных не назначить.',
  scopeBooking: 'Вебхуку не хватает права «Онлайн-запись»: занятое время не прочитать.',
  scopeCalendar: 'Вебхуку не хватает права «Календарь»: занятое время сотрудников не прочитать.',
  crmClosed: 'Тому, чей это вебхук, закрыты сделки или контакты. Откройте ему доступ в правах CRM.',
  notAdmin: 'Вебхук создан не администратором: воронку и поля он создать не сможет.',
  unreachable: 'Bitrix24 по этому адресу не отвечает. Проверьте адрес и попробуйте ещё раз.',
  asleep: 'Bitrix24 сейчас не работает. Попробуйте через несколько минут.',
  busy: 'Bitrix24 просит подождать: запросов слишком много. Попробуйте через минуту.',
}

/** Why the portal did not do what it was asked. */
export const TROUBLES: Record<Trouble, string> = {
  broken: LACKS.unreachable,
  busy: LACKS.busy,
  asleep: LACKS.asleep,
  expired: LACKS.expired,
  plan: LACKS.plan,
  rights: 'Вебхуку не хватает прав. Пусть его создаст администратор портала и отметит CRM и «Пользователи».',
  missing: 'В Bitrix24 этого больше нет. Обновите и попробуйте ещё раз.',
  refused: 'Bitrix24 этого не принял. Попробуйте ещё раз; не поможет — выберите другую воронку.',
}

/** The mirror itself speaks to the portal just now. */
export const BUSY = 'Сейчас идёт обмен с Bitrix24. Спросим его ещё раз через несколько секунд.'
