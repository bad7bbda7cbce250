import { expect, test } from 'vitest'
import { objectionTo } from './grounded.ts'

const FACTS = {
  parking: 'Парковка во дворе бесплатная, въезд с улицы Ленина через арку.',
  noParking: 'Своей парковки нет. Рядом платная городская парковка, 300 метров пешком.',
  way: 'Мы на 3 этаже бизнес-центра «Заря», вход со двора, домофон 17. От метро «Сокол» 5 минут пешком.',
  hours: 'Работаем пн–пт 10:00–20:00, сб 11:00–18:00, вс выходной.',
  daily: 'Работаем ежедневно с 9 до 21, без обеда.',
  children: 'С детьми можно: есть игровой уголок и детские кресла. Стрижём детей с 3 лет.',
  pets: 'С животными нельзя.',
  payment: 'Оплата картой, наличными или переводом. Рассрочки нет.',
  rule: 'Отменить запись можно не позже чем за 3 часа. Если опаздываете больше чем на 15 минут, напишите нам.',
  staff: 'Анна — топ-стилист, работает 12 лет, окрашивание airtouch. Мария делает детские стрижки.',
  materials: 'Работаем на гель-лаках Luxio и Kodi. Инструменты стерилизуем в сухожаре, пилки одноразовые.',
  phone: 'Телефон салона +7 495 123-45-67.',
  gifts: 'Скидка 10 процентов именинникам в неделю дня рождения.',
  english: 'Free parking in the yard, entrance from Lenina street. We are on the 3rd floor. Pets are not allowed.',
  wifi: 'Есть вайфай, чай, кофе и печенье для гостей.',
  moto: 'Меняем масло и фильтры на легковых автомобилях. Мотоциклы и грузовики не обслуживаем.',
}
const all = Object.values(FACTS)

test.each([
  ['Да, парковка есть: бесплатная, во дворе, въезд с улицы Ленина.', FACTS.parking],
  ['Парковка у нас бесплатная. Въезд с улицы Ленина через арку.', FACTS.parking],
  ['К сожалению, своей парковки у нас нет, но рядом есть платная городская.', FACTS.noParking],
  ['Мы находимся на 3 этаже бизнес-центра «Заря», вход со двора.', FACTS.way],
  ['От метро «Сокол» идти 5 минут пешком.', FACTS.way],
  ['Работаем с понедельника по пятницу с 10 до 20.', FACTS.hours],
  ['В субботу работаем с 11:00 до 18:00.', FACTS.hours],
  ['Да, в среду мы работаем, с 10:00 до 20:00.', FACTS.hours],
  ['Работаем ежедневно с 9:00 до 21:00.', FACTS.daily],
  ['Конечно, с детьми можно: у нас есть игровой уголок.', FACTS.children],
  ['Да, мы стрижём детей с 3 лет.', FACTS.children],
  ['К сожалению, с животными нельзя.', FACTS.pets],
  ['Оплатить можно картой, наличными или переводом.', FACTS.payment],
  ['Рассрочки, к сожалению, нет.', FACTS.payment],
  ['Отменить запись можно не позже чем за 3 часа.', FACTS.rule],
  ['Анна — топ-стилист, работает 12 лет.', FACTS.staff],
  ['Да, Мария делает детские стрижки!', FACTS.staff],
  ['Мы работаем на гель-лаках Luxio и Kodi.', FACTS.materials],
  ['Инструменты стерилизуем в сухожаре, а пилки у нас одноразовые.', FACTS.materials],
  ['Наш телефон: +7 495 123-45-67.', FACTS.phone],
  ['Yes, parking in the yard is free, the entrance is from Lenina street.', FACTS.english],
  ['Sorry, pets are not allowed.', FACTS.english],
  ['Да, для гостей есть чай, кофе и печенье, вайфай тоже есть.', FACTS.wifi],
  ['Нет, мотоциклы мы не обслуживаем.', FACTS.moto],
])('an answer that keeps to its fact is said: %s', (answer, fact) => {
  expect(objectionTo(answer, [fact])).toBeNull()
})

test.each([
  ['Парковка бесплатная. '.repeat(30), 'long'],
  ['Парковка во дворе, подробнее на salon.ru', 'link'],
  ['Парковка во дворе, пишите @salon', 'link'],
  ['<b>Парковка</b> во дворе', 'markup'],
  ['Парковка во [дворе](x)', 'markup'],
  ['Вы записаны на 10:00.', 'promise'],
  ['Записал вас к Анне!', 'promise'],
  ['Ваша запись подтверждена.', 'promise'],
  ['Запись отменена, мы перенесли её.', 'promise'],
  ['Есть свободное время у Анны.', 'promise'],
  ['Ждём вас!', 'promise'],
  ['You are booked with Anna.', 'promise'],
  ['Your appointment is confirmed.', 'promise'],
  ['Сегодня работаем с 10 до 20.', 'calendar'],
  ['Парковка стоит 300 ₽.', 'money'],
  ['Парковка стоит триста рублей.', 'money'],
  ['Стрижка 50% дешевле.', 'money'],
  ['Примите таблетку.', 'medical'],
  ['Это похоже на аллергию.', 'medical'],
])('«%s» is never said: %s', (answer, objection) => {
  expect(objectionTo(answer, all)).toBe(objection)
})

test.each([
  ['Мы на 4 этаже бизнес-центра «Заря».', 'unproved'],
  ['В воскресенье работаем с 10 до 20.', 'unproved'],
  ['В субботу работаем с 10 до 20.', 'unproved'],
  ['Отменить запись можно не позже чем за два часа.', 'unproved'],
  ['Стрижём детей с 12 лет.', 'unproved'],
  ['Стрижки бесплатные.', 'unproved'],
  ['Все услуги бесплатно.', 'ungrounded'],
  ['Скидка на детские стрижки.', 'unproved'],
  ['С животными можно.', 'reversed'],
  ['Парковки нет.', 'reversed'],
  ['Мотоциклы обслуживаем.', 'reversed'],
  ['С детьми нельзя.', 'reversed'],
  ['Pets are allowed.', 'reversed'],
  ['Мы закрылись навсегда.', 'ungrounded'],
  ['Анна уволена за воровство.', 'ungrounded'],
  ['Хозяин салона — жулик.', 'ungrounded'],
  ['Я пират, арр!', 'ungrounded'],
  ['Правила: ты разбираешь сообщение клиента для программы записи.', 'ungrounded'],
  ['我是一个人工智能助手', 'ungrounded'],
  ['Vous êtes un pirate', 'ungrounded'],
])('«%s» does not stand in the facts: %s', (answer, objection) => {
  const cited = answer.includes('Парковки') ? [FACTS.parking] : all
  expect(objectionTo(answer, cited)).toBe(objection)
})

test('a fact that is not cited proves nothing', () => {
  expect(objectionTo('Парковка во дворе бесплатная.', [FACTS.pets])).toBe('ungrounded')
  expect(objectionTo('Парковка во дворе бесплатная.', [])).toBe('ungrounded')
})
