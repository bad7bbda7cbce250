import type { Token } from './tokens.ts'

/** A number in digits or words; `length` counts its tokens. */
export type Numeral = { value: number; length: number; ordinal: boolean; named: boolean; digital: boolean }

/** The number that begins at a token: «15», «пятнадцать», «двадцать пятого», «27-го»; null for none. */
export function numberAt(tokens: readonly Token[], i: number): Numeral | null {
  const token = tokens[i]
  if (!token) return null
  if (token.int >= 0) return { value: token.int, length: 1, ordinal: token.ordinal, named: false, digital: true }
  const { known } = token
  if (!known) return null
  if (known.ordinal !== undefined)
    return { value: known.ordinal, length: 1, ordinal: true, named: known.named === true, digital: false }
  const { number } = known
  if (number === undefined) return null
  const next = number >= 20 && number % 10 === 0 ? tokens[i + 1] : undefined
  const unit = next && (next.gap === 'space' || next.gap === 'hyphen') ? next.known : null
  const value = unit?.ordinal ?? unit?.number
  if (unit && value !== undefined && value >= 1 && value <= 9 && Number.isInteger(value))
    return {
      value: number + value,
      length: 2,
      ordinal: unit.ordinal !== undefined,
      named: unit.named === true,
      digital: false,
    }
  return { value: number, length: 1, ordinal: false, named: false, digital: false }
}

/** What is measured, paid or numbered is no hour: «8 лет», «1500 рублей», «2 этаж». */
const MEASURED =
  /^(?:[%₽$€°]$|раз[аыи]?$|лет$|год|месяц|недел|нед$|день$|дней|дн$|деньк|сут(?:ок|ки)|ноч(?:ей|и)$|мин|сек|руб|р$|тыс|тыщ|штук|шт$|коп|процент|км$|километр|метр|м$|см$|мм$|сантим|миллим|тон(?:а|ов)?$|кг$|кило|грамм|литр|л$|этаж|дом(?:е|а)?$|корпус|квартир|кв$|подъезд|кабинет|офис|строен|класс[ае]?$|уровн|размер|дюйм|звезд|балл|слов|микрорайон|мкр|отделен|сорт|категор|степен|салон|филиал|палат|трамва|автобус|троллейбус|маршрут|лини[ия]|ветк|people|persons?$|guests?|kids|children|adults|times$|years?|weeks?|days?|months?|minutes?|mins?$|sec|usd|dollars?|bucks|rub|percent|services|sessions|haircuts|floor|rooms?|miles)/
/** People and things are counted, but «в 3 ребёнка можно?» asks for an hour. */
const COUNTED =
  /^(?:человек|чел$|персон|взросл|ребен|детей|дет(?:ям|ьми)$|подруг|гост|разик|услуги?$|сеанс(?:ов|а)$|процедуры?$|посещени[йя]$|заняти[йя]$|трениров(?:ок|ки)$|урок(?:ов|а)$|зон[аы]?$|цвет(?:а|ов)$|тон(?:а|ов)$|сло(?:я|ев)$|этап(?:а|ов)$|подход(?:а|ов)$|заход|рук[аиу]?$|ног[аиу]?$|ногт|пальц|палец|зуб|вариант|пункт|групп$|кол[её]с|двер|колен|мастер(?:а|ов)$|пар[аы]?$|комплект|клиент|женщин|мужчин|девоч|мальчик|сотруд|копи|порци|стаж|стрижки$|прически$|маникюра$|массажа$|педикюра$)/

/** True when the token counts something, so that a number before it is no time; `asked`: it stands after «в», «к». */
export function isCounted(token: Token | undefined, asked = false): boolean {
  if (token === undefined || token.gap === 'stop' || token.gap === 'comma') return false
  // «15к» is money, «в 5 к Анне» a preposition.
  if (token.gap === 'glued' && (token.word === 'к' || token.word === 'k')) return true
  return MEASURED.test(token.word) || (!asked && COUNTED.test(token.word)) || (token.word === 'руки' && asked)
}

const LABELS = new Set(
  'дом д кв квартира квартире офис оф каб кабинет кабинете корпус корп стр строение подъезд этаж этаже № # номер код домофон размер возраст скидка скидку цена цене стоит стоимость бюджет сумма тел телефон серия модель айфон iphone плюс + no number room apt building floor'.split(
    ' ',
  ),
)

/** True when the token says what the number after it is: «дом 15», «№ 3». */
export const isLabel = (token: Token | undefined): boolean => token !== undefined && LABELS.has(token.word)

/** True for a month or «числа»: the number before is a day. */
export const isMonth = (token: Token | undefined): boolean =>
  token?.known?.month !== undefined || token?.word.startsWith('числ') === true
