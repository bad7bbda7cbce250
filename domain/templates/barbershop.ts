import type { Template } from '../template.ts'

// Money is in kopecks: 1900_00 is 1900 roubles. Names of masters and kinds of resources tie the parts together.
export const barbershop: Template = {
  key: 'barbershop',
  name: 'Барбершоп «Северный пробор»',
  timezone: 'Asia/Novosibirsk',
  rules: { stepMinutes: 15, noticeMinutes: 30, windowDays: 21, holdMinutes: 10, cancelHours: 2 },

  location: {
    name: 'Северный пробор на Кедровой',
    district: 'Центральный',
    address: 'Новосибирск, ул. Кедровая, 21',
    directions: 'Цокольный этаж, вход с торца дома. Ищите фонарь и деревянную лестницу.',
    phone: '+7 (495) 000-00-12',
    hours: { 'пн-чт': '10:00-21:00', 'пт-сб': '10:00-22:00', вс: '11:00-20:00' },
  },

  resources: [
    { kind: 'кресло', name: 'Кресло у окна' },
    { kind: 'кресло', name: 'Кресло у стены' },
    { kind: 'кресло', name: 'Кресло в нише' },
    { kind: 'мойка', name: 'Мойка' },
  ],

  masters: [
    { name: 'Тимур', about: 'топ-барбер, 10 лет', hours: { 'ср-сб': '11:00-15:00, 16:00-21:00', вс: '11:00-20:00' } },
    { name: 'Глеб', about: 'барбер, фейды и бороды, 6 лет', hours: { 'пн-вт, пт-сб': '10:00-21:00' } },
    { name: 'Савва', about: 'барбер, ладит с детьми, 4 года', hours: { 'вт-пт': '10:00-20:00', вс: '11:00-19:00' } },
    { name: 'Лев', about: 'младший барбер, 1 год', hours: { 'пн-чт': '12:00-21:00', 'пт-сб': '13:00-22:00' } },
  ],

  services: [
    {
      category: 'Стрижки',
      name: 'Мужская стрижка',
      minutes: 60,
      bufferAfter: 5,
      price: 1900_00,
      variableCost: 480_00,
      needs: ['кресло'],
      masters: [
        { name: 'Тимур', minutes: 50, price: 2500_00 },
        'Глеб',
        'Савва',
        { name: 'Лев', minutes: 75, price: 1300_00 },
      ],
    },
    {
      category: 'Стрижки',
      name: 'Стрижка машинкой',
      minutes: 30,
      bufferAfter: 5,
      price: 1200_00,
      variableCost: 290_00,
      needs: ['кресло'],
      masters: ['Глеб', 'Савва', { name: 'Лев', minutes: 40, price: 900_00 }],
    },
    {
      category: 'Стрижки',
      name: 'Детская стрижка',
      minutes: 45,
      bufferAfter: 5,
      price: 1500_00,
      variableCost: 370_00,
      needs: ['кресло'],
      masters: ['Савва', 'Глеб'],
    },
    {
      category: 'Комплексы',
      name: 'Стрижка и борода',
      minutes: 90,
      bufferAfter: 10,
      price: 2900_00,
      variableCost: 740_00,
      needs: ['кресло'],
      masters: [{ name: 'Тимур', minutes: 80, price: 3700_00 }, 'Глеб', 'Савва'],
    },
    {
      category: 'Комплексы',
      name: 'Отец и сын',
      minutes: 100,
      bufferAfter: 10,
      price: 3000_00,
      variableCost: 760_00,
      needs: ['кресло'],
      masters: ['Савва', 'Глеб'],
    },
    {
      category: 'Борода',
      name: 'Моделирование бороды',
      minutes: 30,
      bufferAfter: 5,
      price: 1300_00,
      variableCost: 310_00,
      needs: ['кресло'],
      masters: [{ name: 'Тимур', minutes: 25, price: 1700_00 }, 'Глеб', 'Савва'],
    },
    {
      category: 'Борода',
      name: 'Королевское бритьё',
      minutes: 50,
      bufferBefore: 5,
      bufferAfter: 10,
      price: 2000_00,
      variableCost: 540_00,
      needs: ['кресло'],
      masters: [{ name: 'Тимур', minutes: 45, price: 2400_00 }, 'Глеб'],
    },
    {
      category: 'Уход',
      name: 'Камуфляж седины',
      // The tint sets while the barber is free; the chair is not.
      minutes: [15, 15, 15],
      bufferAfter: 5,
      price: 1700_00,
      variableCost: 520_00,
      needs: ['кресло'],
      masters: ['Тимур', 'Глеб'],
    },
    {
      category: 'Уход',
      name: 'Уход за кожей головы',
      minutes: 30,
      bufferAfter: 5,
      price: 1400_00,
      variableCost: 390_00,
      needs: ['мойка'],
      masters: ['Савва', 'Лев'],
    },
    {
      category: 'Уход',
      name: 'Удаление воском',
      minutes: 15,
      bufferAfter: 5,
      price: 500_00,
      variableCost: 110_00,
      needs: ['кресло'],
      masters: ['Глеб', 'Савва', 'Лев'],
    },
    {
      category: 'Уход',
      name: 'Мытьё и укладка',
      minutes: 20,
      bufferAfter: 5,
      price: 700_00,
      variableCost: 160_00,
      needs: ['кресло', 'мойка'],
      masters: ['Глеб', 'Савва', 'Лев'],
    },
  ],

  faq: [
    {
      topic: 'address',
      question: 'Как вас найти?',
      answer: 'Новосибирск, ул. Кедровая, 21. Вход с торца, цокольный этаж: ищите фонарь и деревянную лестницу.',
    },
    {
      topic: 'hours',
      question: 'До скольких вы работаете?',
      answer:
        'С понедельника по четверг с 10:00 до 21:00, в пятницу и субботу с 10:00 до 22:00, в воскресенье с 11:00 до 20:00.',
    },
    {
      topic: 'parking',
      question: 'Где оставить машину?',
      answer: 'Во дворе дома есть бесплатные места, заезд со стороны аптеки. После 18:00 надёжнее встать вдоль улицы.',
    },
    {
      topic: 'payment',
      question: 'Как можно заплатить?',
      answer: 'Картой, наличными или по СБП после стрижки. Чаевые — только по желанию.',
    },
    {
      topic: 'rules',
      question: 'Как перенести или отменить запись?',
      answer:
        'Здесь, в чате, не позднее чем за 2 часа. Опаздываете — напишите: 10 минут подождём, дальше зависит от следующей записи.',
    },
    {
      topic: 'walk_in',
      question: 'Можно прийти без записи?',
      answer: 'Можно, если есть свободное кресло. Проще заглянуть в чат: ближайшее окошко видно сразу.',
    },
    {
      topic: 'children',
      question: 'С какого возраста стрижёте детей?',
      answer: 'С четырёх лет. Савва терпеливо стрижёт даже тех, кто не любит сидеть на месте.',
    },
    {
      topic: 'levels',
      question: 'Чем отличаются барберы по цене?',
      answer:
        'Опытом и скоростью. Лев учится и берёт меньше, его работу проверяет старший барбер; у Тимура опыт 10 лет.',
    },
  ],

  promos: [
    {
      campaign: 'first',
      text: 'Добро пожаловать. На первую стрижку скидка 20%, учтём её при оплате. Покажем ближайшие окошки?',
    },
    {
      campaign: 'fatherson',
      text: 'Приходите вдвоём: к комплексу «Отец и сын» младшему — укладка в подарок. Выбирайте день.',
    },
  ],

  replies: [
    { title: 'Ждём вас', text: '{name}, ждём вас: {time}, {service}. Адрес: {address}.' },
    {
      title: 'Как нас найти',
      text: 'Адрес: {address}. Ищите фонарь и деревянную лестницу, а если что, наберите: {phone}.',
    },
    { title: 'Барбер задержится', text: '{name}, барбер задерживается минут на десять. Простите за ожидание.' },
    { title: 'Какую длину', text: 'Напишите, какую длину хотите, или пришлите фото: барбер подготовится.' },
  ],
}
