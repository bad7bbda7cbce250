const ru = {
  chat: 'Чат',
  skip: 'К полю сообщения',
  log: 'Переписка',
  field: 'Сообщение',
  phone: 'Номер телефона',
  letters: 'Писать словами',
  send: 'Отправить',
  sending: 'отправляется',
  unsent: 'Не отправлено',
  again: 'Повторить',
  edit: 'Изменить',
  newest: 'Новые сообщения',
  typing: 'печатает…',
  you: 'Вы',
  call: 'Позвонить',
  offline: 'Нет связи. Написанное отправим, когда она вернётся.',
  online: 'Снова на связи',
  trouble: 'Не получилось на нашей стороне. Ещё пробуем.',
  lost: 'Нажатие не дошло. Нажмите ещё раз.',
  left: 'Осталось знаков',
  over: 'Отправьте, пожалуйста, двумя сообщениями. Лишних знаков',
}

/** @type {typeof ru} */
const en = {
  chat: 'Chat',
  skip: 'To the message box',
  log: 'Conversation',
  field: 'Message',
  phone: 'Phone number',
  letters: 'Use letters',
  send: 'Send',
  sending: 'sending',
  unsent: 'Not sent',
  again: 'Try again',
  edit: 'Edit',
  newest: 'New messages',
  typing: 'typing…',
  you: 'You',
  call: 'Call',
  offline: 'Offline. We will send it once you are back.',
  online: 'Back online',
  trouble: 'Something failed on our side. Still trying.',
  lost: 'The tap did not arrive. Tap again.',
  left: 'Characters left',
  over: 'Please send it as two messages. Characters too many',
}

export const languages = { ru, en }

export let words = ru

/** Puts the page's own words, marked `data-word`, into a language. @param {'ru' | 'en'} language */
export function speak(language) {
  words = languages[language]
  document.documentElement.lang = language
  for (const node of document.querySelectorAll('[data-word]')) {
    node.textContent = words[/** @type {keyof typeof ru} */ (node.getAttribute('data-word'))]
  }
}
