import { expect, test } from 'vitest'
import { CASES, casesOf, formsOf, isName, vocativeOf } from './names.ts'

test.each([
  ['Мария', 'мария марии марию марией маша маше машу'],
  ['Анна', 'анна анны анне анну анной аня ане аней'],
  ['Ольга', 'ольга ольги ольге ольгу ольгой оля оле'],
  ['Наталья', 'наталья натальи наталье наталью натальей наташа'],
  ['Дмитрий', 'дмитрий дмитрия дмитрию дмитрием дмитрии дима диме димой'],
  ['Сергей', 'сергей сергея сергею сергеем сергее сережа сереже'],
  ['Павел', 'павел павла павлу павлом павле паша'],
  ['Лев', 'лев льва льву львом льве'],
  ['Пётр', 'петр петра петру петром петре'],
  ['Игорь', 'игорь игоря игорю игорем игоре'],
  ['Любовь', 'любовь любови любовью'],
  ['Савва', 'савва саввы савве савву саввой'],
  ['Артур', 'артур артура артуру артуром артуре'],
  ['Сергеевич', 'сергеевич сергеевича сергеевичу сергеевичем'],
  ['Павловна', 'павловна павловны павловне павловну павловной'],
])('%s in all its forms', (name, forms) => {
  for (const form of forms.split(' ')) expect(formsOf(name), form).toContain(form)
})

test('the Latin spelling is a form too', () => {
  expect(['Мария', 'Юлия', 'Дмитрий', 'Анна'].map((name) => [...formsOf(name)].at(-1))).toEqual([
    'maria',
    'yulia',
    'dmitry',
    'anna',
  ])
})

test('a name is not another that looks like it', () => {
  expect(formsOf('Арман').has('арманбек')).toBe(false)
  expect(formsOf('Мария').has('марина')).toBe(false)
  expect(formsOf('Алина').has('полина')).toBe(false)
})

test('a short name stands for all who are called so', () => {
  for (const form of ['александру', 'александре', 'шуре']) expect(formsOf('Саша'), form).toContain(form)
  expect(formsOf('Катя')).toContain('катюше')
  expect(formsOf('Алёна').has('елене')).toBe(false)
})

test('a form tells its cases', () => {
  expect(casesOf('Александр').get('александре')).toBe(CASES.prepositional)
  expect(casesOf('Александра').get('александре')).toBe(CASES.dative + CASES.prepositional)
  expect(casesOf('Анна').get('анной')).toBe(CASES.instrumental)
})

test.each([
  ['Петрова', 'петрова петровой петрову'],
  ['Петров', 'петров петрова петрову петровым'],
  ['Достоевский', 'достоевского достоевскому достоевским'],
  ['Раневская', 'раневской раневскую'],
  ['Коваленко', 'коваленко'],
])('surname %s in all its forms', (name, forms) => {
  for (const form of forms.split(' ')) expect(formsOf(name), form).toContain(form)
})

test.each([
  ['Юлия', 'yulia julia iuliia yuliya'],
  ['Ксения', 'ksenia xenia kseniya'],
  ['Максим', 'maksim maxim max'],
  ['Екатерина', 'ekaterina yekaterina katya kate'],
  ['Сергей', 'sergey sergei'],
])('%s in Latin letters', (name, forms) => {
  for (const form of forms.split(' ')) expect(formsOf(name), form).toContain(form)
})

test('known names are known in every form, other words are not', () => {
  for (const word of ['Анна', 'диме', 'серёгу', 'Айгуль', 'kate']) expect(isName(word), word).toBe(true)
  for (const word of ['маникюр', 'к', 'арманбеку']) expect(isName(word), word).toBe(false)
})

test('names are called out without their ending', () => {
  expect(['маша', 'аня', 'юля', 'мария', 'иван'].map(vocativeOf)).toEqual(['маш', 'ань', 'юль', null, null])
})
