import type { Minute } from '../catalog.ts'
import { localOf } from '../time.ts'
import { type Atom, isAt, type Reader } from './atoms.ts'
import { daysAt } from './days.ts'
import { hoursAt } from './hours.ts'
import { isMoving } from './phrases.ts'
import { skippedAt } from './skipped.ts'
import { type Token, tokensOf } from './tokens.ts'

/** All the days and times of day that a text names, in its order. `under`: the date that the dialogue is about. */
export function scan(text: string, now: Minute, zone: string, under: string | null): Reader {
  const tokens = tokensOf(text)
  const atoms: Atom[] = []
  const later = (minutes: number) => localOf(zone, now + minutes)
  const reader: Reader = {
    tokens,
    today: later(0).date,
    under,
    later,
    bare: tokens.every(isTimely),
    moving: isMoving(tokens),
    atoms,
  }
  for (let i = 0; i < tokens.length && atoms.length < MOST; ) {
    if (!canBegin(tokens[i]!)) {
      i++
      continue
    }
    const skipped = skippedAt(tokens, i)
    if (skipped > 0) {
      i += skipped
      continue
    }
    const days = daysAt(reader, i)
    if (days) {
      atoms.push(...days)
      i = Math.max(...days.map((day) => day.end))
      // «tonight» and «вчера вечером» go on with the hours.
      const word = tokens[i - 1]!.word
      if (word === 'tonight') i--
      else continue
    }
    const hours = hoursAt(reader, i)
    if (hours) atoms.push(hours)
    i = hours ? hours.end : i + 1
  }
  return reader
}

/** Nobody names more times: what goes on so is made to cost. */
const MOST = 40

/** Words that can begin a time without meaning one: everything else unknown is passed over at once. */
const BEGINS = new Set(
  'с со от из до по за на не но как каждые каждый каждую каждого каждой раз раза течение течении after after before until till by from between между about around approximately roughly не not no никак после позже попозже позднее раньше ранее около районе примерно ориентировочно приблизительно где плюс ближе близко под перед через спустя in чз чрз черз чере без half quarter пол четверть later earlier since past as asap soonest earliest поскорее поскорей побыстрее побыстрей сейчас щас now closer towards toward late послеобеденное послеобеденный every each per once within тот доброе добрый доброго доброй добрым хорошего приятного хорошей приятной good nice great lovely happy have to a an ул улица улице улицу улицы проспект площадь метро станция станции street'.split(
    ' ',
  ),
)

const canBegin = ({ known, digital, word }: Token) =>
  known !== null ||
  digital ||
  BEGINS.has(word) ||
  word.startsWith('пол') ||
  word.startsWith('числ') ||
  word.startsWith('ближайш')

/** Words around an answer that say nothing: among them a bare number is a time. */
const POLITE = new Set(
  'а ну и или либо да нет давай давайте можно лучше тогда пожалуйста плиз хочу хотел хотела мне меня нас запишите запиши запись если есть please the let s me i d like what how about ok ок часов часиков часам or on может удобно подойдет'.split(
    ' ',
  ),
)

const isTimely = (token: Token) =>
  token.known !== null ||
  token.digital ||
  POLITE.has(token.word) ||
  BEGINS.has(token.word) ||
  isAt(token) ||
  token.word.startsWith('пол')
