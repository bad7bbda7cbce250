/** Local minutes from midnight in which a visit starts: from inclusive, to exclusive; an exact time has to = from. */
export type Hours = { from: number; to: number }

type Clock = { minutes: number; length: number; marked: boolean } | 'impossible'

const HOURS = [
  /^(час|часу|one)$/,
  /^(два|двух|двум|two)$/,
  /^(три|трех|трем|three)$/,
  /^(четыре|четырех|четырем|four)$/,
  /^(пять|пяти|five)$/,
  /^(шесть|шести|six)$/,
  /^(семь|семи|seven)$/,
  /^(восемь|восьми|eight)$/,
  /^(девять|девяти|nine)$/,
  /^(десять|десяти|ten)$/,
  /^(одиннадцать|одиннадцати|eleven)$/,
  /^(двенадцать|двенадцати|twelve)$/,
]
/** «половина пятого», «полпятого». */
const ORDINALS = [
  /^(первого|первый)$/,
  /^(второго|второй)$/,
  /^(третьего|третий)$/,
  /^(четвертого|четвертый)$/,
  /^(пятого|пятый)$/,
  /^(шестого|шестой)$/,
  /^(седьмого|седьмой)$/,
  /^(восьмого|восьмой)$/,
  /^(девятого|девятый)$/,
  /^(десятого|десятый)$/,
  /^(одиннадцатого|одиннадцатый)$/,
  /^(двенадцатого|двенадцатый)$/,
]
const HOUR_WORD = /^(час|часа|часов|часам|ч|h|hours?|oclock|o)$/
const AM = /^(утра|ночи|am|a|утром)$/
const PM = /^(вечера|дня|pm|p|вечером|днем)$/
const PARTS: readonly [RegExp, number, number][] = [
  [/ до обеда | before (lunch|noon) /, 0, 12],
  [/ после обеда | after lunch /, 13, 18],
  [/ после работы | after work /, 18, 23],
  [/ (к|под) вечеру? | towards? evening /, 16, 19],
  [/ (в|на) обед | обеденн(ое|ый) (время|перерыв) | lunch(time)? /, 12, 15],
  [/ (утром|утро|утра|утречком|с утра|morning) /, 6, 12],
  [/ (днем|afternoon) /, 12, 17],
  [/ (вечером|вечер|вечерком|вечера|evening|tonight) /, 17, 23],
]
const DAY = 1440

/** The time of day that words name, null when none; words in `used` are read already (as a date). */
export function readHours(
  words: readonly string[],
  used: ReadonlySet<number>,
  dayNamed: boolean,
): Hours | 'impossible' | null {
  const free = words.map((word, index) => (used.has(index) ? '' : word))
  const said = ` ${free.filter(Boolean).join(' ')} `
  for (let i = 0; i < free.length; i++) {
    const read = between(free, i) ?? bounded(free, i) ?? exact(free, i, dayNamed)
    if (read === 'impossible') return 'impossible'
    if (read) return inHalf(read, said)
  }
  const part = PARTS.find(([pattern]) => pattern.test(said))
  return part ? { from: part[1] * 60, to: part[2] * 60 } : null
}

/** «вечером в 8», «утром в 7»: the part of the day says which half of it an unmarked hour is in. */
function inHalf({ from, to, marked }: Hours & { marked?: boolean }, said: string): Hours {
  if (marked || from !== to) return { from, to }
  const evening = / (вечером|evening|tonight) /.test(said) && from < 12 * 60
  const morning = / (утром|morning) /.test(said) && from >= 13 * 60 && from < 20 * 60
  const at = evening ? from + 12 * 60 : morning ? from - 12 * 60 : from
  return { from: at, to: at }
}

/** «с 10 до 15», «между 5 и 7», «from 10 to 3». */
function between(words: readonly string[], i: number): Hours | 'impossible' | null {
  if (!/^(с|со|между|from|between)$/.test(words[i]!)) return null
  const first = clockAt(words, i + 1)
  if (!first || first === 'impossible') return first
  const join = i + 1 + first.length
  if (!/^(до|по|и|to|till|until|and)$/.test(words[join] ?? '')) return null
  const second = clockAt(words, join + 1)
  if (!second || second === 'impossible') return second
  const to = second.minutes <= first.minutes ? second.minutes + 12 * 60 : second.minutes
  return { from: first.minutes, to: Math.min(to, DAY) }
}

/** «после 18», «не раньше 17», «до 15», «около 16». */
function bounded(words: readonly string[], i: number): Hours | 'impossible' | null {
  const word = words[i]!
  const not = /^(не|not)$/.test(words[i - 1] ?? '')
  const around = /^(около|районе|примерно|ориентировочно|around|about)$/.test(word)
  const at = around && /^(в|к|at)$/.test(words[i + 1] ?? '') ? i + 2 : i + 1
  const clock = clockAt(words, at)
  if (!clock) return null
  const after = /^(после|с|со|от|after|from|since)$/.test(word) || (not && /^(раньше|ранее|before|earlier)$/.test(word))
  const before = /^(до|before|until|till|by)$/.test(word) || (not && /^(позже|позднее|later)$/.test(word))
  if (!after && !before && !around) return null
  if (clock === 'impossible') return clock
  if (around) return { from: clock.minutes - 30, to: clock.minutes + 30 }
  return after ? { from: clock.minutes, to: DAY } : { from: 0, to: clock.minutes }
}

/** «в 15:30», «к трём», «часов в 5», «10 утра»; bare «15» where nothing else is said, or after a day. */
function exact(
  words: readonly string[],
  i: number,
  dayNamed: boolean,
): (Hours & { marked: boolean }) | 'impossible' | null {
  const clock = clockAt(words, i)
  if (!clock) return null
  const counted = /^\d+$/.test(words[i]!) && COUNTED.test(words[i + lengthOf(clock)] ?? '')
  if (counted) return null
  const asked = /^(в|во|к|ко|на|at|часов)$/.test(words[i - 1] ?? '')
  const alone = words.every((word, index) => word === '' || (index >= i && index < i + lengthOf(clock)))
  const last = dayNamed && words.slice(i + lengthOf(clock)).every((word) => word === '')
  const sure = clock === 'impossible' ? isClock(words[i]!) : clock.marked || /[:.-]/.test(words[i]!)
  if (!asked && !alone && !sure && !(last && /^\d/.test(words[i]!))) return null
  return clock === 'impossible' ? clock : { from: clock.minutes, to: clock.minutes, marked: clock.marked }
}

/** «на 2 человека», «30 минут»: a number of something is no hour. */
const COUNTED = /^(человек|персон|раз|услуг|лет|год|руб|тыс|мин|дн|день|недел|мес|этаж|шт|people|persons?|times|years?)/

const lengthOf = (clock: Clock) => (clock === 'impossible' ? 1 : clock.length)
const isClock = (word: string) => /^\d{1,2}:\d{2}$/.test(word)

/** A clock that begins at this word, with the words that belong to it. */
function clockAt(words: readonly string[], i: number): Clock | null {
  const word = words[i] ?? ''
  if (/^(полдень|полудню|полудня|noon|midday)$/.test(word)) return { minutes: 12 * 60, length: 1, marked: true }
  const spoken = spokenAt(words, i)
  if (spoken) return spoken
  const digits = /^(\d{1,2})(?:[:.-](\d{2}))?$/.exec(word)
  const hour = digits ? Number(digits[1]) : HOURS.findIndex((pattern) => pattern.test(word)) + 1
  if (!digits && hour === 0) return null
  let length = 1
  let minute = digits?.[2] ? Number(digits[2]) : 0
  if (HOUR_WORD.test(words[i + length] ?? '')) {
    length++
    if (/^\d{2}$/.test(words[i + length] ?? '')) minute = Number(words[i + length++])
    if (/^(мин|минут|m|min|clock)$/.test(words[i + length] ?? '')) length++
  } else if (digits && !digits[2] && /^(00|15|30|45)$/.test(words[i + 1] ?? '')) minute = Number(words[i + length++])
  return clockOf(hour, minute, length, words[i + length])
}

/** «полпятого», «половина пятого», «четверть шестого», «без пятнадцати шесть», «half past three». */
function spokenAt(words: readonly string[], i: number): Clock | null {
  const word = words[i] ?? ''
  const next = words[i + 1] ?? ''
  const apart = /^(пол|половин(а|е|у)|четверть)$/.test(word)
  const halfHour = ORDINALS.findIndex((pattern) => pattern.test(apart ? next : (/^пол(.+)$/.exec(word)?.[1] ?? '')))
  if (halfHour >= 0) {
    const length = apart ? 2 : 1
    return clockOf(halfHour === 0 ? 12 : halfHour, word === 'четверть' ? 15 : 30, length, words[i + length])
  }
  if (word === 'без') {
    const less = /^(четверти|пятнадцати|15)$/.test(next)
      ? 15
      : /^(десяти|10)$/.test(next)
        ? 10
        : /^(пяти|5)$/.test(next)
          ? 5
          : 0
    const hour = hourOf(words[i + 2])
    return less && hour ? clockOf(hour === 1 ? 12 : hour - 1, 60 - less, 3, words[i + 3]) : null
  }
  if (/^(half|quarter)$/.test(word) && next === 'past') {
    const hour = hourOf(words[i + 2])
    return hour ? clockOf(hour, word === 'half' ? 30 : 15, 3, words[i + 3]) : null
  }
  return null
}

function hourOf(word = ''): number | null {
  if (/^\d{1,2}$/.test(word)) return Number(word)
  const index = HOURS.findIndex((pattern) => pattern.test(word))
  return index < 0 ? null : index + 1
}

/** Hours 1–7 unmarked are p.m.: nobody is served at night. */
function clockOf(hour: number, minute: number, length: number, after = ''): Clock {
  if (hour > 23 || minute > 59)
    return hour === 24 && minute === 0 ? { minutes: DAY, length, marked: true } : 'impossible'
  const am = AM.test(after)
  const pm = PM.test(after)
  const marked = am || pm
  const dot = /^(a|p)$/.test(after) ? 1 : 0
  const afternoon =
    hour < 12 && ((pm && after !== 'дня') || (after === 'дня' && hour < 7) || (!am && hour >= 1 && hour <= 7))
  const midnight = hour === 12 && am
  const minutes = (afternoon ? hour + 12 : midnight ? 0 : hour) * 60 + minute
  return { minutes, length: length + (marked ? 1 : 0) + dot, marked }
}
