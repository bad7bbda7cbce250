import type { Template } from '../template.ts'

// Money is in kopecks: 5500_00 is 5500 roubles. Names of masters and kinds of resources tie the parts together.
// Advertising of medical services must carry the warning of contraindications: keep it in every promo.
export const clinic: Template = {
  key: 'clinic',
  name: 'Стоматология «Мятный переулок»',
  timezone: 'Europe/Moscow',
  rules: { stepMinutes: 15, noticeMinutes: 120, windowDays: 45, holdMinutes: 15, cancelHours: 12 },

  location: {
    name: 'Мятный переулок',
    district: 'Хамовники',
    address: 'Москва, ул. Малая Оранжерейная, 14, корп. 2',
    directions: '8 минут пешком от метро. Первый этаж, отдельный вход со двора, есть пандус.',
    phone: '+7 (495) 000-00-13',
    hours: { 'пн-пт': '09:00-21:00', сб: '10:00-18:00' },
  },

  resources: [
    { kind: 'кабинет', name: 'Кабинет 1' },
    { kind: 'кабинет', name: 'Кабинет 2' },
    { kind: 'кабинет', name: 'Кабинет 3' },
    { kind: 'рентген', name: 'Рентген-кабинет' },
  ],

  masters: [
    {
      name: 'Ирина Павловна',
      about: 'главный врач, терапевт, стаж 18 лет',
      hours: { 'пн-чт': '09:00-13:00, 14:00-17:00' },
    },
    {
      name: 'Артур Сергеевич',
      about: 'терапевт и хирург, стаж 9 лет',
      hours: { 'вт, чт-пт': '12:00-16:00, 17:00-21:00', сб: '10:00-18:00' },
    },
    { name: 'Нина Олеговна', about: 'ортодонт, стаж 11 лет', hours: { 'пн, ср, пт': '13:00-21:00' } },
    {
      name: 'Полина Андреевна',
      about: 'детский стоматолог, стаж 7 лет',
      hours: { 'пн, ср': '14:00-20:00', 'вт, чт': '09:00-15:00', сб: '10:00-16:00' },
    },
    { name: 'Вера Ильинична', about: 'гигиенист, стаж 6 лет', hours: { 'вт-пт': '10:00-19:00', сб: '10:00-18:00' } },
    { name: 'Глеб Романович', about: 'рентгенолаборант, стаж 5 лет' },
  ],

  services: [
    {
      category: 'Консультации',
      name: 'Консультация терапевта',
      minutes: 30,
      bufferAfter: 10,
      price: 1000_00,
      variableCost: 220_00,
      needs: ['кабинет'],
      masters: ['Артур Сергеевич', { name: 'Ирина Павловна', price: 1500_00 }],
    },
    {
      category: 'Консультации',
      name: 'Консультация хирурга',
      minutes: 30,
      bufferAfter: 10,
      price: 1200_00,
      variableCost: 250_00,
      needs: ['кабинет'],
      masters: ['Артур Сергеевич'],
    },
    {
      category: 'Лечение',
      name: 'Лечение кариеса',
      minutes: 70,
      bufferAfter: 15,
      price: 5500_00,
      priceFrom: true,
      variableCost: 1850_00,
      needs: ['кабинет'],
      masters: ['Артур Сергеевич', { name: 'Ирина Павловна', minutes: 60, price: 6800_00 }],
    },
    {
      category: 'Лечение',
      name: 'Лечение каналов',
      minutes: 105,
      bufferAfter: 15,
      price: 9500_00,
      priceFrom: true,
      variableCost: 3300_00,
      needs: ['кабинет'],
      masters: ['Артур Сергеевич', { name: 'Ирина Павловна', minutes: 90, price: 11900_00 }],
    },
    {
      category: 'Лечение',
      name: 'Удаление зуба',
      minutes: 45,
      bufferBefore: 5,
      bufferAfter: 15,
      price: 3900_00,
      priceFrom: true,
      variableCost: 1150_00,
      needs: ['кабинет'],
      masters: ['Артур Сергеевич'],
    },
    {
      category: 'Гигиена',
      name: 'Профессиональная гигиена',
      minutes: 60,
      bufferAfter: 15,
      price: 5200_00,
      variableCost: 1500_00,
      needs: ['кабинет'],
      masters: ['Вера Ильинична', { name: 'Ирина Павловна', minutes: 50, price: 6200_00 }],
    },
    {
      category: 'Гигиена',
      name: 'Отбеливание',
      minutes: 90,
      bufferAfter: 15,
      price: 14900_00,
      variableCost: 5200_00,
      needs: ['кабинет'],
      masters: ['Вера Ильинична'],
      rules: { noticeMinutes: 1440 },
    },
    {
      category: 'Детям',
      name: 'Детский осмотр',
      minutes: 30,
      bufferAfter: 10,
      price: 900_00,
      variableCost: 200_00,
      needs: ['кабинет'],
      masters: ['Полина Андреевна'],
    },
    {
      category: 'Детям',
      name: 'Лечение молочного зуба',
      minutes: 45,
      bufferAfter: 15,
      price: 3800_00,
      priceFrom: true,
      variableCost: 1200_00,
      needs: ['кабинет'],
      masters: ['Полина Андреевна'],
    },
    {
      category: 'Ортодонтия',
      name: 'Консультация ортодонта',
      minutes: 40,
      bufferAfter: 10,
      price: 1500_00,
      variableCost: 300_00,
      needs: ['кабинет'],
      masters: ['Нина Олеговна'],
    },
    {
      category: 'Ортодонтия',
      name: 'Коррекция брекетов',
      minutes: 45,
      bufferAfter: 10,
      price: 2900_00,
      priceFrom: true,
      variableCost: 700_00,
      needs: ['кабинет'],
      masters: ['Нина Олеговна'],
    },
    {
      category: 'Снимки',
      name: 'Прицельный снимок',
      minutes: 10,
      bufferAfter: 5,
      price: 500_00,
      variableCost: 90_00,
      needs: ['рентген'],
      masters: ['Глеб Романович'],
    },
    {
      category: 'Снимки',
      name: '3D-снимок челюсти',
      minutes: 20,
      bufferAfter: 10,
      price: 2900_00,
      variableCost: 520_00,
      needs: ['рентген'],
      masters: ['Глеб Романович'],
    },
  ],

  faq: [
    {
      topic: 'address',
      question: 'Где вы находитесь?',
      answer: 'Москва, ул. Малая Оранжерейная, 14, корп. 2. От метро 8 минут пешком, вход со двора, есть пандус.',
    },
    {
      topic: 'hours',
      question: 'Когда можно прийти?',
      answer: 'С понедельника по пятницу с 09:00 до 21:00, в субботу с 10:00 до 18:00. В воскресенье мы отдыхаем.',
    },
    {
      topic: 'parking',
      question: 'Есть ли парковка?',
      answer: 'Во дворе три места для пациентов, въезд через шлагбаум: позвоните администратору, он откроет.',
    },
    {
      topic: 'payment',
      question: 'Как можно оплатить приём?',
      answer: 'Картой, наличными или по СБП после приёма. Выдадим чек и справку для налогового вычета.',
    },
    {
      topic: 'rules',
      question: 'Можно ли перенести или отменить приём?',
      answer:
        'Да, в этом чате, не позднее чем за 12 часов. Если планы изменились позже, позвоните: время пригодится другому пациенту.',
    },
    {
      topic: 'documents',
      question: 'Что взять с собой?',
      answer:
        'Паспорт и, если есть, прошлые снимки. С ребёнком приходит родитель или другой законный представитель с паспортом.',
    },
    {
      topic: 'price',
      question: 'Почему у некоторых услуг цена «от»?',
      answer:
        'Объём работы врач видит только на осмотре. План и стоимость он согласует с вами до начала. Имеются противопоказания, нужна консультация специалиста.',
    },
    {
      topic: 'contraindications',
      question: 'Есть ли противопоказания?',
      answer:
        'Имеются противопоказания, нужна консультация специалиста. Расскажите врачу об аллергии, лекарствах и беременности.',
    },
    {
      topic: 'pain',
      question: 'Болит зуб, что делать?',
      answer:
        'Выберите ближайшее время в чате или позвоните: поищем место сегодня. В чате мы не ставим диагнозов. Если становится заметно хуже, звоните 103 или 112.',
    },
  ],

  promos: [
    {
      campaign: 'first',
      text: 'Рады, что вы к нам заглянули. На первую консультацию терапевта скидка 30%, учтём её при оплате. Имеются противопоказания, нужна консультация специалиста.',
    },
    {
      campaign: 'hygiene',
      text: 'К профессиональной гигиене добавим осмотр без доплаты. Подберём удобный день? Имеются противопоказания, нужна консультация специалиста.',
    },
  ],

  replies: [
    { title: 'Ждём вас', text: '{name}, ждём вас: {time}, {service}. Возьмите паспорт. Адрес: {address}.' },
    { title: 'Как нас найти', text: 'Мы здесь: {address}. Телефон регистратуры: {phone}.' },
    {
      title: 'Если стало хуже',
      text: 'Если боль сильная или становится хуже, звоните 103 или 112. Наш телефон: {phone}.',
    },
    { title: 'Ответит врач', text: 'На вопросы о здоровье отвечает врач на приёме. Подберём время?' },
    { title: 'Врач задержится', text: '{name}, приём идёт с задержкой минут на пятнадцать. Простите за ожидание.' },
  ],
}
