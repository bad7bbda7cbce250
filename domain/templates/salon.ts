import type { Template } from '../template.ts'

// Money is in kopecks: 2000_00 is 2000 roubles. Names of masters and kinds of resources tie the parts together.
export const salon: Template = {
  key: 'salon',
  name: 'Салон красоты «Лён и мята»',
  timezone: 'Europe/Moscow',
  rules: { stepMinutes: 30, noticeMinutes: 60, windowDays: 30, holdMinutes: 10, cancelHours: 3 },

  location: {
    name: 'Лён и мята на Липовом',
    district: 'Сокольники',
    address: 'Москва, Липовый переулок, 7',
    directions: '6 минут пешком от метро: через сквер и направо. Вход с улицы, светло-зелёная дверь.',
    phone: '+7 (495) 000-00-11',
    hours: { 'пн-пт': '10:00-21:00', 'сб-вс': '10:00-20:00' },
  },

  resources: [
    { kind: 'кресло', name: 'Кресло 1' },
    { kind: 'кресло', name: 'Кресло 2' },
    { kind: 'маникюрный стол', name: 'Маникюрный стол 1' },
    { kind: 'маникюрный стол', name: 'Маникюрный стол 2' },
    { kind: 'педикюрное кресло', name: 'Педикюрное кресло' },
    { kind: 'кабинет', name: 'Кабинет 1' },
    { kind: 'кабинет', name: 'Кабинет 2' },
  ],

  masters: [
    { name: 'Анна', about: 'топ-стилист, 12 лет', hours: { 'вт-сб': '10:00-14:00, 15:00-20:00' } },
    {
      name: 'Мария',
      about: 'колорист и бровист, 7 лет',
      hours: { 'пн, чт-пт': '12:00-21:00', 'сб-вс': '10:00-20:00' },
    },
    { name: 'Екатерина', about: 'топ-мастер маникюра и педикюра, 9 лет', hours: { 'пн-ср, пт-сб': '10:00-19:00' } },
    { name: 'Ольга', about: 'ногти, ресницы и брови, 5 лет', hours: { 'вт-пт': '12:00-21:00', вс: '10:00-20:00' } },
    { name: 'Дмитрий', about: 'мужские, женские и детские стрижки, 6 лет', hours: { 'пн-чт, сб-вс': '10:00-20:00' } },
    { name: 'Юлия', about: 'косметолог-эстетист и массажист, 8 лет', hours: { 'пн-пт': '10:00-15:00, 16:00-20:00' } },
  ],

  services: [
    {
      category: 'Стрижки',
      name: 'Женская стрижка',
      minutes: 60,
      bufferAfter: 5,
      price: 2000_00,
      variableCost: 520_00,
      needs: ['кресло'],
      masters: [{ name: 'Анна', minutes: 50, price: 2700_00 }, 'Мария', 'Дмитрий'],
    },
    {
      category: 'Стрижки',
      name: 'Мужская стрижка',
      minutes: 45,
      bufferAfter: 5,
      price: 1400_00,
      variableCost: 360_00,
      needs: ['кресло'],
      masters: ['Дмитрий', 'Мария', { name: 'Анна', minutes: 40, price: 1900_00 }],
    },
    {
      category: 'Стрижки',
      name: 'Детская стрижка',
      minutes: 40,
      bufferAfter: 5,
      price: 1100_00,
      variableCost: 280_00,
      needs: ['кресло'],
      masters: ['Дмитрий', 'Мария'],
    },
    {
      category: 'Волосы',
      name: 'Окрашивание волос',
      // The dye is applied, sets while the master is free, is washed out.
      minutes: [45, 35, 40],
      bufferAfter: 10,
      price: 5500_00,
      priceFrom: true,
      variableCost: 1900_00,
      needs: ['кресло'],
      masters: ['Мария', { name: 'Анна', minutes: [40, 35, 35], price: 6900_00 }],
    },
    {
      category: 'Волосы',
      name: 'Укладка',
      minutes: 45,
      bufferAfter: 5,
      price: 1600_00,
      variableCost: 380_00,
      needs: ['кресло'],
      masters: ['Мария', { name: 'Анна', minutes: 40, price: 2100_00 }],
    },
    {
      category: 'Ногти',
      name: 'Маникюр',
      minutes: 60,
      bufferAfter: 10,
      price: 1300_00,
      variableCost: 320_00,
      needs: ['маникюрный стол'],
      masters: ['Ольга', { name: 'Екатерина', minutes: 50, price: 1600_00 }],
    },
    {
      category: 'Ногти',
      name: 'Маникюр с гель-лаком',
      minutes: 105,
      bufferAfter: 10,
      price: 2200_00,
      variableCost: 610_00,
      needs: ['маникюрный стол'],
      masters: ['Ольга', { name: 'Екатерина', minutes: 90, price: 2600_00 }],
    },
    {
      category: 'Ногти',
      name: 'Педикюр',
      minutes: 90,
      bufferBefore: 5,
      bufferAfter: 15,
      price: 2500_00,
      variableCost: 690_00,
      needs: ['педикюрное кресло'],
      masters: ['Ольга', { name: 'Екатерина', minutes: 75, price: 2900_00 }],
    },
    {
      category: 'Ресницы и брови',
      name: 'Наращивание ресниц',
      minutes: 120,
      bufferAfter: 10,
      price: 3200_00,
      variableCost: 850_00,
      needs: ['кабинет'],
      masters: ['Ольга', 'Юлия'],
    },
    {
      category: 'Ресницы и брови',
      name: 'Оформление бровей',
      minutes: 45,
      bufferAfter: 5,
      price: 1200_00,
      variableCost: 270_00,
      needs: ['кабинет'],
      masters: ['Ольга', 'Мария', 'Юлия'],
    },
    {
      category: 'Лицо и тело',
      name: 'Массаж спины',
      minutes: 40,
      bufferBefore: 5,
      bufferAfter: 10,
      price: 2100_00,
      variableCost: 480_00,
      needs: ['кабинет'],
      masters: ['Юлия'],
    },
    {
      category: 'Лицо и тело',
      name: 'Чистка лица',
      minutes: 75,
      bufferBefore: 5,
      bufferAfter: 15,
      price: 3400_00,
      variableCost: 980_00,
      needs: ['кабинет'],
      masters: ['Юлия'],
      rules: { noticeMinutes: 120 },
    },
  ],

  faq: [
    {
      topic: 'address',
      question: 'Где вы находитесь?',
      answer: 'Москва, Липовый переулок, 7. От метро 6 минут пешком через сквер; вход с улицы, светло-зелёная дверь.',
    },
    {
      topic: 'hours',
      question: 'Когда вы открыты?',
      answer: 'С понедельника по пятницу с 10:00 до 21:00, в субботу и воскресенье с 10:00 до 20:00.',
    },
    {
      topic: 'parking',
      question: 'Есть ли парковка?',
      answer:
        'Своей парковки у нас нет. В переулке есть городские платные места, вечером и в выходные обычно свободно.',
    },
    {
      topic: 'payment',
      question: 'Как можно оплатить?',
      answer: 'После визита: картой, наличными или по СБП. Предоплата не нужна.',
    },
    {
      topic: 'rules',
      question: 'Можно ли перенести или отменить запись?',
      answer:
        'Да, прямо в этом чате, не позднее чем за 3 часа до визита. Если осталось меньше, напишите администратору: что-нибудь придумаем.',
    },
    {
      topic: 'late',
      question: 'Что если я опаздываю?',
      answer:
        'Напишите нам. До 15 минут мастер вас подождёт; если больше, возможно, придётся сократить услугу или перенести её.',
    },
    {
      topic: 'children',
      question: 'Можно прийти с ребёнком?',
      answer: 'Конечно. Детей стрижём с трёх лет, а пока вы у мастера, для ребёнка найдутся раскраски и мультики.',
    },
    {
      topic: 'hygiene',
      question: 'Как вы обрабатываете инструменты?',
      answer: 'Дезинфекция, очистка и стерилизация после каждого клиента. Крафт-пакет мастер вскрывает при вас.',
    },
    {
      topic: 'health',
      question: 'Кому не подойдут чистка лица и массаж?',
      answer:
        'Если вы ждёте ребёнка, недавно болели или есть раздражение на коже, сначала посоветуйтесь с врачом и предупредите мастера.',
    },
    {
      topic: 'gift',
      question: 'Есть ли подарочные сертификаты?',
      answer: 'Да, на любую сумму от 1000 ₽. Купить можно у администратора, действует полгода.',
    },
  ],

  promos: [
    {
      campaign: 'first',
      text: 'Рады знакомству. На первый визит у нас скидка 15% на любую услугу: администратор учтёт её при оплате. Подберём удобное время?',
    },
    {
      campaign: 'color',
      text: 'К окрашиванию волос дарим уход для длины. Выберите день, а мастер поможет с оттенком на месте.',
    },
  ],

  replies: [
    { title: 'Ждём вас', text: '{name}, ждём вас: {time}, {service}. Адрес: {address}.' },
    { title: 'Как нас найти', text: 'Мы здесь: {address}. Если заблудитесь, позвоните: {phone}.' },
    {
      title: 'Нужно фото',
      text: 'Пришлите, пожалуйста, фото волос или ногтей при дневном свете: мастер точнее назовёт время и цену.',
    },
    { title: 'Мастер задержится', text: '{name}, мастер задерживается минут на десять. Простите за ожидание.' },
    { title: 'Уточняем', text: 'Минуту, уточним у мастера и сразу ответим.' },
  ],
}
