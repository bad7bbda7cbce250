/** First version of the consent that is asked before a name or a phone (152-ФЗ); `{business}` is the business's name. */
export const CONSENT = {
  purpose: 'personal_data',
  version: 1,
  ru: `Согласие на обработку персональных данных

Я соглашаюсь, что «{business}» (далее — исполнитель) обрабатывает моё имя, номер телефона, имя пользователя в мессенджере, историю записей и переписку, чтобы записать меня на услугу, напомнить о визите, перенести или отменить его и ответить на мои вопросы.

Действия с данными: сбор, запись, хранение, уточнение, использование, удаление, в том числе автоматически. Данные хранятся в России. Третьим лицам данные не передаются, кроме случаев, которых требует закон.

Согласие действует до его отзыва. Отозвать его и попросить удалить данные можно в любой момент: напишите об этом в чат или по адресу исполнителя. Обработка прекращается в течение десяти рабочих дней.

Это согласие не касается рекламы: на неё спрашивается отдельное.`,
  en: `Consent to personal data processing

I agree that “{business}” processes my name, phone number, messenger user name, visit history and messages in order to book me for a service, remind me of a visit, move or cancel it and answer my questions.

What is done with the data: collection, recording, storage, correction, use, deletion, also automatically. The data is stored in Russia. It is not passed to third parties except where the law requires it.

The consent holds until it is withdrawn. You may withdraw it and ask for deletion at any time: write so in the chat or to the address of the business. Processing stops within ten working days.

This consent is not about advertising, which is asked for apart.`,
} as const

/** First version of the consent to offers (38-ФЗ, article 18): asked apart, for one channel, never taken for granted. */
export const MARKETING_CONSENT = {
  ru: `Согласие на предложения в чате

Я хочу получать в этом чате предложения от «{business}»: напоминания, что пора записаться снова, скидки и дополнительные услуги. Несколько сообщений в месяц, не больше, и только с 9 до 21 часа.

Согласие касается только этого чата и не нужно для записи. Отказаться можно в любой момент: нажмите «Не присылать» под сообщением или напишите «стоп». Предложения прекратятся сразу, напоминания о визитах останутся.`,
  en: `Consent to offers in this chat

I want to get offers from “{business}” in this chat: word that it is time to book again, discounts and extra services. A few messages a month, no more, and only between 9:00 and 21:00.

The consent is about this chat only and is not needed for booking. You may withdraw it at any time: press “No more offers” under a message or write “stop”. Offers end at once, reminders of visits stay.`,
} as const
