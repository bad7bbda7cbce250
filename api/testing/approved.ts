import type { FakeWhatsApp } from '../../bot/channels/whatsapp/fake/fake.ts'
import type { FakeNumber } from '../../bot/channels/whatsapp/fake/world.ts'
import type { Tx } from '../../db/sql.ts'
import { assignTemplate, keepTemplates, templatesOf } from '../../db/templates.ts'
import { tapOf } from '../../domain/templatetext.ts'

/** What a business has had approved: the same words as the assistant's own, with its values inside. */
const APPROVED: readonly { notice: string; body: string; parameters: string[]; buttons: string[] }[] = [
  {
    notice: 'remind',
    body: 'Напоминаем о записи.\n{{1}}\n{{2}}\nВас ждёт: {{3}}\nАдрес: {{4}}\nПридёте?',
    parameters: ['when', 'services', 'masters', 'address'],
    buttons: ['Приду', 'Перенести', 'Отменить', 'Связаться с менеджером'],
  },
  {
    notice: 'remind_again',
    body: 'Вы ещё не ответили, придёте ли.\n{{1}}\n{{2}}. Ждём ответа.',
    parameters: ['when', 'services'],
    buttons: ['Приду', 'Перенести', 'Отменить', 'Связаться с менеджером'],
  },
  {
    notice: 'moved',
    body: 'Вашу запись перенесли.\nБыло: {{1}}\nТеперь: {{2}}\n{{3}}.',
    parameters: ['old', 'when', 'services'],
    buttons: ['Перенести', 'Отменить', 'Связаться с менеджером'],
  },
  {
    notice: 'no_show',
    body: 'Здравствуйте, {{1}}. {{2}} Ответьте, и мы подберём время.',
    parameters: ['name', 'text'],
    buttons: ['Первое время', 'Второе время', 'Третье время', 'Другое время', 'Связаться с менеджером'],
  },
]

/** Registers these at the platform and in the business's own table, as the settings do. */
export async function approveTemplates(
  tx: Tx,
  { platform, number }: { platform: FakeWhatsApp; number: FakeNumber },
  channel: { businessId: number; channelId: number; now: Date },
): Promise<void> {
  for (const { notice, body, buttons } of APPROVED) platform.addTemplate(number, { name: notice, body, buttons })
  const known = APPROVED.map(({ notice: name, body, buttons }) => ({
    name,
    language: 'ru' as const,
    locale: 'ru',
    body,
    buttons,
    taps: buttons.map(tapOf),
    category: 'utility',
    status: 'approved' as const,
    reason: null,
  }))
  await keepTemplates(tx, channel, known)
  for (const { id, name, version, taps } of await templatesOf(tx, channel.businessId, channel.channelId)) {
    const { parameters } = APPROVED.find(({ notice }) => notice === name)!
    await assignTemplate(tx, { ...channel, id, version, notice: name, parameters, taps })
  }
}
