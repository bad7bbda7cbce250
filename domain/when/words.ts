/** Parts of a day that have hours of their own; `work` is what comes after work, `noon` is exact. */
export type Part = 'morning' | 'lunch' | 'noon' | 'day' | 'evening' | 'night' | 'work'
export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/** What a word can mean for a time; most words mean one thing, «дня» is a unit, a part of the day and a mark of hours. */
export type Word = {
  /** Days from today. */
  day?: number
  weekday?: number
  month?: number
  number?: number
  ordinal?: number
  /** Feminine and masculine ordinals name no day: «вторую», «первый раз». */
  named?: boolean
  part?: Part
  /** «вечерний» says a part of the day only beside «время», «часы», «запись». */
  adjective?: boolean
  unit?: Unit
  group?: 'weekend' | 'workdays' | 'holidays'
  which?: 'this' | 'next' | 'past'
  /** A third of a week or a month. */
  third?: 'start' | 'middle' | 'end'
}

const WORDS = new Map<string, Word>()
const TYPED: string[] = []

/** Enters forms of a word; `*` before them: a typo of such a form is mended. */
function put(forms: string, word: Word): void {
  const mends = forms.startsWith('*')
  for (const form of forms.replace('*', '').split(' ')) {
    WORDS.set(form, { ...WORDS.get(form), ...word })
    // English numbers are too near to other words: «right», «there».
    if (mends && form.length >= 5 && !(word.number !== undefined && form < 'а')) TYPED.push(form)
  }
}

const WEEKDAYS = [
  '*понедельник понедельника понедельнику понедельником понедельнике понедельники понедельникам понедельничек monday mondays',
  '*вторник вторника вторнику вторником вторнике вторники вторникам вторничек tuesday tuesdays',
  '*среда среды среде среду средой среду средам wednesday wednesdays',
  '*четверг четверга четвергу четвергом четверге четверги четвергам четвержок thursday thursdays',
  '*пятница пятницы пятнице пятницу пятницей пятницам пятничку пятничка friday fridays',
  '*суббота субботы субботе субботу субботой субботам субботку субботка saturday saturdays',
  '*воскресенье воскресенья воскресенью воскресеньем воскресенья воскресеньям воскресенью sunday sundays',
]
const SHORT_WEEKDAYS = [
  'пн пнд пон понед mon',
  'вт втр втор tue tues',
  'ср срд wed weds wensday wendsday',
  'чт чтв четв thu thur thurs',
  'пт птн пятн птница fri',
  'сб сбт суб субб sat',
  'вс вск воскр воскресение воскресения воскресению воскресением воскресении воскресеньи sun',
]
WEEKDAYS.forEach((forms, index) => {
  put(forms, { weekday: index + 1 })
})
SHORT_WEEKDAYS.forEach((forms, index) => {
  put(forms, { weekday: index + 1 })
})

const SOFT = ['ий', 'яя', 'ее', 'юю', 'его', 'ей', 'ему', 'им', 'ие', 'их']
const HARD = ['ый', 'ая', 'ое', 'ую', 'ого', 'ой', 'ому', 'ым', 'ые', 'ых']
const cases = (stem: string, endings: readonly string[]) => endings.map((ending) => stem + ending).join(' ')
put(cases('субботн', SOFT), { weekday: 6 })
put(cases('воскресн', HARD), { weekday: 7 })
put(cases('пятничн', HARD), { weekday: 5 })

const ENDINGS = ['ь', 'я', 'ю', 'ем', 'е']
const MONTHS = [
  `*${cases('январ', ENDINGS)} january`,
  `*${cases('феврал', ENDINGS)} february`,
  `${cases('март', ['', 'а', 'у', 'ом', 'е'])} march`,
  `*${cases('апрел', ENDINGS)} april`,
  `ма${['й', 'я', 'ю', 'ем', 'е'].join(' ма')} may`,
  `${cases('июн', ENDINGS)} june`,
  `${cases('июл', ENDINGS)} july`,
  `*${cases('август', ['', 'а', 'у', 'ом', 'е'])} august`,
  `*${cases('сентябр', ENDINGS)} september`,
  `*${cases('октябр', ENDINGS)} october`,
  `*${cases('ноябр', ENDINGS)} november`,
  `*${cases('декабр', ENDINGS)} december`,
]
const SHORT_MONTHS =
  'янв jan/фев февр feb/мар mar/апр apr//июн jun/июл jul/авг aug/сен сент sep sept/окт oct/ноя нояб nov/дек декаб dec'
MONTHS.forEach((forms, index) => {
  put(forms, { month: index + 1 })
})
SHORT_MONTHS.split('/').forEach((forms, index) => {
  if (forms) put(forms, { month: index + 1 })
})

const adjective = (stem: string) => cases(stem, ['ий', 'яя', 'ее', 'юю', 'его', 'ей', 'ему', 'им', 'ие', 'их', 'ими'])
put('*сегодня сегодняшнюю today', { day: 0 })
put(`сиводня седня сенодня севодня сегодны седни сеодня сегод ${adjective('сегодняшн')} todays today's`, { day: 0 })
put('*завтра завтро tomorrow', { day: 1 })
put(
  `завтрева завт звтр завтр назавтра tmrw tmr tmw tomorow tommorow tommorrow tomorrows tomorrow's ${adjective('завтрашн')}`,
  { day: 1 },
)
put('*послезавтра', { day: 2 })
put(`послезавтро ${adjective('послезавтрашн')}`, { day: 2 })
put('послепослезавтра', { day: 3 })
put('вчера', { day: -1 })
put(`yesterday ${adjective('вчерашн')}`, { day: -1 })
put('позавчера', { day: -2 })

const NUMBERS = [
  '*ноль нуль zero',
  'один одного одному one',
  '*два две двух двум двумя two',
  'три трех трем тремя three',
  '*четыре четырех четырем четырьмя four',
  '*пять пяти пятью five',
  '*шесть шести шестью six',
  'семь семи семью seven',
  '*восемь восьми восемью eight',
  '*девять девяти девятью nine',
  '*десять десяти десятью ten',
  '*одиннадцать одиннадцати eleven',
  '*двенадцать двенадцати twelve',
  '*тринадцать тринадцати thirteen',
  '*четырнадцать четырнадцати fourteen',
  '*пятнадцать пятнадцати fifteen',
  '*шестнадцать шестнадцати sixteen',
  '*семнадцать семнадцати seventeen',
  '*восемнадцать восемнадцати eighteen',
  '*девятнадцать девятнадцати nineteen',
  '*двадцать двадцати twenty',
]
NUMBERS.forEach((forms, number) => {
  put(forms, { number })
})
put('*тридцать тридцати thirty', { number: 30 })
put('сорок сорока forty', { number: 40 })
put('*пятьдесят пятидесяти fifty', { number: 50 })
put('пара пару парочку couple', { number: 2 })
put('полтора полторы', { number: 1.5 })

const ORDINALS = [
  'перв',
  'втор',
  'трет',
  'четверт',
  'пят',
  'шест',
  'седьм',
  'восьм',
  'девят',
  'десят',
  'одиннадцат',
  'двенадцат',
  'тринадцат',
  'четырнадцат',
  'пятнадцат',
  'шестнадцат',
  'семнадцат',
  'восемнадцат',
  'девятнадцат',
  'двадцат',
]
const ENGLISH_ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  )
function putOrdinal(stem: string, ordinal: number): void {
  const third = stem === 'трет'
  put(third ? '*третьего' : `*${stem}ого`, { ordinal })
  put(third ? 'третьему третье третьем' : cases(stem, ['ому', 'ое', 'ом']), { ordinal })
  const named = third
    ? 'третий третья третью третьей третьи третьих'
    : cases(stem, ['ый', 'ой', 'ая', 'ую', 'ые', 'ых'])
  put(named, { ordinal, named: true })
}
ORDINALS.forEach((stem, index) => {
  putOrdinal(stem, index + 1)
})
putOrdinal('тридцат', 30)
ENGLISH_ORDINALS.forEach((form, index) => {
  put(form, { ordinal: index + 1 })
})
put('thirtieth', { ordinal: 30 })

put('*утром morning mornings', { part: 'morning' })
put('утрам утречком утрецом утро утра утру утречка', { part: 'morning' })
put('днем дня afternoon afternoons', { part: 'day' })
put('*вечером вечерком вечера вечеру вечер evening evenings', { part: 'evening' })
put('веч вечерам вечерами вечерочком вечерок вечерка вечеров tonight', { part: 'evening' })
put('ночью ночь ночи night', { part: 'night' })
put('обед обеда обеду обедом обеде lunch lunchtime', { part: 'lunch' })
put('*полдень полудня полудню полднем noon midday', { part: 'noon' })
put('*работы', { part: 'work' })
put('работой work учебы учебой', { part: 'work' })
put(adjective('утренн'), { part: 'morning', adjective: true })
put(adjective('вечерн'), { part: 'evening', adjective: true })
put(cases('дневн', ['ой', 'ая', 'ое', 'ую', 'ого', 'ому', 'ые', 'ых']), { part: 'day', adjective: true })
put(cases('обеденн', ['ый', 'ая', 'ое', 'ую', 'ого', 'ому', 'ые', 'ых', 'ом']), { part: 'lunch', adjective: true })

put('мин минут минуты минута минуту минутки минуток минутку minute minutes min mins', { unit: 'minute' })
put(
  "час часа часов часу часам часе часик часика часиков часикам часок часочек чс ч hour hours hr hrs h oclock o'clock",
  {
    unit: 'hour',
  },
)
put('чсов часво чаов', { unit: 'hour' })
put('день дня дней дню деньков денек денька дни дн day days', { unit: 'day' })
put('*неделя недели неделю неделе недель неделей неделю', { unit: 'week' })
put('нед недельки недельку неделек недельке week weeks', { unit: 'week' })
put('месяц месяца месяцев месяце месяцу month months', { unit: 'month' })
put('год года лет году year years', { unit: 'year' })

put('*выходные выходных выходным weekend weekends', { group: 'weekend' })
put('выходной выходными выхи выхах', { group: 'weekend' })
put('*будни будням буднях будний будние будних будня будень рабочий рабочие рабочих рабочим weekday weekdays', {
  group: 'workdays',
})

const NEXT = ['ий', 'ая', 'ее', 'ую', 'ей', 'ем', 'его', 'ие', 'их', 'ему', 'им']
put(`*${cases('следующ', NEXT)}`, { which: 'next' })
put(`${cases('следущ', NEXT)} ${cases('будущ', NEXT)} след сл следущ той ту тот next`, { which: 'next' })
put('эта этой эту этот это этом этого эти этих this', { which: 'this' })
put(`${cases('ближайш', NEXT)} ближ upcoming coming`, { which: 'this' })
put(cases('прошл', ['ый', 'ая', 'ое', 'ую', 'ой', 'ом', 'ого', 'ые', 'ых']), { which: 'past' })
put(cases('предыдущ', NEXT), { which: 'past' })
put('last previous', { which: 'past' })

put('*начало начале началу beginning start early', { third: 'start' })
put('*середина середине середину середины серединке middle mid', { third: 'middle' })
put('*конец конце концу конца end', { third: 'end' })

/** What a lower-case word without «ё» can mean; undefined where nothing about time. */
export const wordOf = (text: string): Word | undefined => WORDS.get(text)

/** Words beside a time of which typos are mended as well, since they say what is meant by it. */
const BESIDE =
  'после через обеда половина половине половину четверть раньше позже полчаса четверти работаете открыты около ближе часов часам число числа кроме смогу получится получается работаю занято занята точнее лучше давайте можно прийти приду перенести перенесите записана записан человека человек этаже минут месяца месяц рублей процентов опаздываю опоздаю задержусь between before after'.split(
    ' ',
  )

/** The forms of which typos are mended. */
export const MENDED: readonly string[] = [...new Set([...TYPED, ...BESIDE])]
