import type { Token } from './tokens.ts'

/** What a word or two say about the times beside them. */
export type Mark = {
  /**
   * `cant`: these times are ruled out; `full`: the place has none then; `absent`: a visit then will not take place;
   * `can`: what follows is wished; `fix`: what follows corrects; `old`: a visit then is booked already; `move`: it is to be
   * moved; `if`: what is said depends; `but`: another thought begins.
   */
  kind: 'cant' | 'full' | 'absent' | 'can' | 'fix' | 'old' | 'move' | 'if' | 'but'
  length: number
}

const UNABLE =
  /^(могу|сможем|можем|смогу|смогла|смог|получится|получается|получилось|получиться|выйдет|выходит|подходит|подойдет|удобно|успею|успеваю|успеем|хочу|надо|нужно|устраивает|вариант|хотелось|готов|готова|катит|канает|устроит)$/
const COMES =
  /^(приду|придем|придет|подойду|приеду|приедем|подъеду|буду|будем|попаду|дойду|явлюсь|придти|прийти|подойти|приехать|подъехать|быть|попасть|дойти|явиться|посетить|добраться|доберусь|come|make|attend|be)$/
/** «Не могу дозвониться» says nothing about the time. */
const ELSE =
  /^(дозвон|дописат|записат|найти|понять|выбрат|решит|оплат|войти|открыт|дожда|определ|вспомн|отмен|перенес|разобр|позвон|ждать|choose|find|reach|decide)/
const SOFT = /^(очень|совсем|никак|уже|точно|особо|всегда|я|мы|мне|really|quite)$/
const BUSY =
  /^(занят|занята|заняты|неудобно|некогда|невозможно|работаю|работа|учусь|учеба|уезжаю|уеду|улетаю|дежурю|смена|болею|busy|unavailable|cannot|can't|cant|couldn't|can’t)$/
const PLACES = /^(мест|места|времени|возможности|окон|окошек|записи|свободн|смысла|шансов)/
const POSITIVE =
  /^(могу|смогу|можно|можете|можем|может|хочу|хотела|хотел|хотим|запишите|запиши|записать|записаться|запишусь|удобно|подойдет|подходит|свободна|свободен|свободны|получится|готова|готов|устроит|устраивает|приду|подойду|can|could|want|prefer|would|book|free|available)$/
const FIXES = new Set(
  'ой упс ошиблась ошибся точнее вернее тьфу пардон передумала передумал погодите лучше давайте давай тогда actually rather instead wait sorry no лучче всетаки'.split(
    ' ',
  ),
)
const MOVES =
  /^(перен[еёо]с|перезапи|сдвин|передвин|поменя|смени|переставь|перестави|перебро|reschedul|move|moving|change|switch|push|postpone)/

/** The mark that begins at a token; null for none. */
export function markAt(tokens: readonly Token[], i: number): Mark | null {
  const { word, known } = tokens[i]!
  if (known && !NEITHER.has(word)) return null
  const next = tokens[i + 1]
  if (word === 'не' || word === 'not' || word === "don't" || word === 'никак' || word === 'нет')
    return denial(tokens, i)
  if (/^(can't|cannot|cant|won't|couldn't)$/.test(word)) return english(tokens, i)
  if (/^(doesn't|isn't|doesnt|isnt)$/.test(word)) return mark('cant', 1)
  if (word === 'занято' || (PLACES.test(word) && next?.word === 'нет')) return mark('full', word === 'занято' ? 1 : 2)
  if (BUSY.test(word)) return mark('cant', 1)
  if (
    (word === 'на' || word === 'в') &&
    /^(работе|учебе|смене|даче|отъезде|отпуске|командировке)$/.test(next?.word ?? '')
  )
    return mark('cant', 2)
  if (word === 'если' || word === 'if') return mark('if', 1)
  if (word === 'то' && next?.word === 'есть') return mark('fix', 2)
  if (word === 'i' && next?.word === 'mean') return mark('fix', 2)
  if (word === 'все' && next?.word === 'таки') return mark('fix', 2)
  if (word === 'make' && /^(it|that)$/.test(next?.word ?? '')) return mark('fix', 2)
  if (word === 'instead' && next?.word === 'of') return null
  if (FIXES.has(word)) return mark('fix', 1)
  if (MOVES.test(word)) return mark('move', 1)
  if (isBooked(tokens, i)) return mark('old', 1)
  if (POSITIVE.test(word)) return mark('can', 1)
  return /^(но|а|зато|поэтому|but|however|so)$/.test(word) ? mark('but', 1) : null
}

/** Time words that are marks as well. */
const NEITHER = new Set(['работа', 'учеба'])

const mark = (kind: Mark['kind'], length: number): Mark => ({ kind, length })

/** «не могу», «не получится», «не смогу прийти», «нет мест»; «нет» alone corrects. */
function denial(tokens: readonly Token[], i: number): Mark | null {
  const { word } = tokens[i]!
  let at = i + 1
  while (SOFT.test(tokens[at]?.word ?? '') || tokens[at]?.word === 'не') at++
  const said = tokens[at]?.word ?? ''
  if (word === 'нет') {
    if (PLACES.test(said)) return mark('full', at + 1 - i)
    return said === 'ли' || /^(или|если|or)$/.test(tokens[i - 1]?.word ?? '') ? null : mark('fix', 1)
  }
  if (COMES.test(said) && word !== "don't") return mark('absent', at + 1 - i)
  if (!UNABLE.test(said) && !/^(work|good|available|possible|want)$/.test(said)) return null
  const then = tokens[at + 1]?.word ?? ''
  if (ELSE.test(then) || then === 'ли') return null
  return COMES.test(then) ? mark('absent', at + 2 - i) : mark('cant', at + 1 - i)
}

function english(tokens: readonly Token[], i: number): Mark | null {
  const next = tokens[i + 1]?.word ?? ''
  if (ELSE.test(next)) return null
  if (/^(come|make|attend)$/.test(next)) return mark('absent', 2)
  return mark('cant', next === 'do' || next === 'work' ? 2 : 1)
}

/** «записана», «у меня запись», «my appointment»: such a visit stands already. */
function isBooked(tokens: readonly Token[], i: number): boolean {
  const { word } = tokens[i]!
  if (/^(записан|записана|записаны|записывал|записалась|записался|записывалась|booked)/.test(word)) return true
  const before = tokens[i - 1]?.word ?? ''
  const own = /^(моя|мою|моей|наша|нашу|меня|была|стоит|есть|my|our|an)$/.test(before)
  if (/^(запись|записи|бронь)$/.test(word)) return own || tokens[i - 2]?.word === 'меня'
  return word === 'appointment' && own && (before !== 'an' || tokens[i - 2]?.word === 'have')
}
