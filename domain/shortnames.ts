import { slugOf } from './links.ts'

/**
 * First names of clients with what people call themselves for short, in any case and in Latin letters too; a short one may belong to several.
 * Only names that stand for one another without doubt: «Алёна» may be Елена or her own, so she is not here.
 */
const SHORT: Readonly<Record<string, string>> = {
  Александр: 'Саша Саня Шура Сашка Санёк Сашенька Alexander Aleksandr Alex Sasha',
  Александра: 'Саша Саня Шура Сашка Сашенька Alexandra Aleksandra Alex Sasha',
  Алексей: 'Лёша Алёша Лёха Алекс Alexey Alexei Alex',
  Анастасия: 'Настя Настюша Настенька Настёна Ася Anastasia Nastya',
  Анатолий: 'Толя Толик',
  Ангелина: 'Геля Лина',
  Андрей: 'Андрюша Андрюха Andrey Andrei',
  Анна: 'Аня Анечка Анюта Нюра Нюша Ann Anna Anya',
  Антон: 'Антоша Тоша',
  Антонина: 'Тоня',
  Арсений: 'Сеня Арсюша',
  Артём: 'Тёма Тёмка',
  Артемий: 'Тёма Артём',
  Борис: 'Боря',
  Валентин: 'Валя',
  Валентина: 'Валя',
  Валерий: 'Валера',
  Валерия: 'Лера Лерочка Валера Valeria',
  Варвара: 'Варя',
  Василий: 'Вася',
  Вероника: 'Ника',
  Виктор: 'Витя Victor Viktor',
  Виктория: 'Вика Victoria Viktoria',
  Виталий: 'Виталик',
  Владимир: 'Вова Володя Вовка Vladimir',
  Владислав: 'Влад Слава Vlad',
  Всеволод: 'Сева',
  Вячеслав: 'Слава',
  Галина: 'Галя',
  Геннадий: 'Гена',
  Георгий: 'Гоша Жора George',
  Григорий: 'Гриша',
  Дарья: 'Даша Дашуля Дашенька Daria Darya Dasha',
  Даниил: 'Даня Данил Данила Daniel Daniil',
  Дмитрий: 'Дима Митя Димон Димка Dmitry Dmitri Dmitriy',
  Евгений: 'Женя Eugene Evgeny',
  Евгения: 'Женя Eugenia Evgenia',
  Екатерина: 'Катя Катюша Катенька Катерина Ekaterina Catherine Kate Katya',
  Елена: 'Лена Леночка Ленуся Elena Helen Lena',
  Елизавета: 'Лиза Лизонька Elizaveta Elizabeth Liza',
  Зинаида: 'Зина',
  Иван: 'Ваня Ванечка Ivan',
  Илья: 'Илюша Ilya Ilia',
  Ирина: 'Ира Ирочка Иришка Irina Ira',
  Кирилл: 'Кирюша Kirill',
  Константин: 'Костя Костик Konstantin',
  Ксения: 'Ксюша Ксюшенька Ксюха Ksenia Kseniya Xenia',
  Лариса: 'Лара',
  Леонид: 'Лёня Leonid',
  Лидия: 'Лида',
  Любовь: 'Люба',
  Людмила: 'Люда Люся Мила',
  Маргарита: 'Рита Марго',
  Мария: 'Маша Машенька Маруся Маня Maria Mary Masha',
  Марина: 'Мариша Marina',
  Михаил: 'Миша Мишаня Michael Mikhail Misha',
  Надежда: 'Надя Наденька',
  Наталья: 'Наташа Наталия Ната Natalia Natalya Natasha',
  Никита: 'Ник Nikita',
  Николай: 'Коля Колян Nikolay Nikolai',
  Оксана: 'Ксана',
  Олег: 'Олежка',
  Ольга: 'Оля Олечка Оленька Olga Olya',
  Павел: 'Паша Павлик Pavel Paul',
  Пётр: 'Петя Peter Petr',
  Полина: 'Поля Polina',
  Роман: 'Рома Roman',
  Светлана: 'Света Светик Svetlana Sveta',
  Семён: 'Сёма Сеня',
  Сергей: 'Серёжа Серёга Sergey Sergei',
  София: 'Соня Сонечка Софья Sofia Sophia',
  Станислав: 'Стас Стасик Слава',
  Степан: 'Стёпа',
  Тамара: 'Тома',
  Татьяна: 'Таня Танюша Танечка Tatiana Tatyana Tanya',
  Тимофей: 'Тима Тимоша',
  Ульяна: 'Уля',
  Фёдор: 'Федя',
  Эдуард: 'Эдик',
  Юлия: 'Юля Юлечка Julia Yulia Yuliya',
  Юрий: 'Юра',
  Яна: 'Яночка Yana',
  Ярослав: 'Слава Ярик',
}

/** The names in full that a word may stand for, both as slugs. */
const FULL = new Map<string, Set<string>>()
for (const [full, short] of Object.entries(SHORT))
  for (const name of [full, ...short.split(' ')]) {
    const slug = slugOf(name)
    FULL.set(slug, (FULL.get(slug) ?? new Set()).add(slugOf(full)))
  }

/** True for two words that are one first name: «Аня» and «Анна», «Саша» and «Александра», but not «Александр» and «Александра». Both as slugs. */
export function isOneName(one: string, other: string): boolean {
  if (one === other) return true
  const names = FULL.get(other)
  return names !== undefined && [...(FULL.get(one) ?? [])].some((full) => names.has(full))
}
