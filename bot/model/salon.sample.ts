import type { Conversation, Voice } from './prompt.ts'

/** A business as tests tell it to the model; the ids are the caller's own and never the keys in the prompt. */
export const SALON: Voice = {
  name: 'Салон «Локон»',
  tone: 'Тепло, на «вы».',
  services: [
    { id: 101, name: 'Женская стрижка', also: ['подстричься'] },
    { id: 102, name: 'Мужская стрижка' },
    { id: 103, name: 'Маникюр' },
  ],
  staff: [
    { id: 11, name: 'Анна' },
    { id: 12, name: 'Мария Котова' },
  ],
  facts: [
    { id: 'faq:1', topic: 'парковка', text: 'Парковка во дворе бесплатная, въезд с улицы Ленина.' },
    { id: 'faq:2', topic: 'оплата', text: 'Оплата картой или наличными. Рассрочки нет.' },
    { id: 'hours:1', text: 'Работаем пн–пт 10:00–20:00, сб 11:00–18:00.' },
    { id: 'contact', text: 'Телефон салона +7 495 123-45-67, сайт lokon.ru.' },
  ],
}

export const talk = (message: string, more: Partial<Conversation> = {}): Conversation => ({
  message,
  turns: [],
  names: [],
  ...more,
})
