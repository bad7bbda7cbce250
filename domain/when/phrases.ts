import type { Token } from './tokens.ts'

/** What a word or two say about the times beside them. */
export type Mark = {
  /**
   * `cant`: these times are ruled out; `full`: the place has none then; `absent`: a visit then will not take place;
   * `can`: what follows is wished; `fix`: what follows corrects; `old`: a visit then is booked already; `busy`: it is given up, or
   * something else is then; `move`: it is to be moved; `open`: the hours of work are asked; `if`: what is said depends; `but`: another thought begins.
   */
  kind: Kind
  length: number
}
type Kind = 'cant' | 'full' | 'absent' | 'can' | 'fix' | 'old' | 'busy' | 'move' | 'open' | 'if' | 'but'

const KINDS = new Map<string, Kind>()
const say = (kind: Kind, words: string) => {
  for (const word of words.split(' ')) KINDS.set(word, kind)
}
say(
  'cant',
  "занят занята заняты неудобно некогда невозможно работаю работа учусь учеба уезжаю уеду улетаю дежурю смена болею отпадает мимо пролетаю плохо неа busy unavailable doesn't isn't doesnt isnt",
)
say('full', 'занято')
say('if', 'если if')
say(
  'fix',
  'ой упс ошиблась ошибся точнее вернее тьфу пардон передумала передумал погодите лучше лучче давайте давай тогда всетаки actually rather instead wait sorry no',
)
say(
  'can',
  'могу смогу можно можете можем может хочу хотела хотел хотим запишите запиши записать записаться запишусь удобно подойдет подходит свободна свободен свободны получится готова готов устроит устраивает приду подойду поставьте поставь впишите впиши добавьте добавь put can could want prefer would book free available',
)
say(
  'busy',
  'отмените отмени отменить отменяю отменяем отменяйте снимите сними уберите убери удалите удали вычеркните вычеркни выпишите выпиши прилетаю прилетаем приезжаю вернусь возвращаюсь экзамен зачет контрольная собрание совещание суд похороны корпоратив свадьба выпускной cancel scratch flying fly exam meeting wedding prom',
)
say('but', 'но а зато поэтому but however so')

/** Kinds of words that begin so; by their first three letters, so that most words are passed over at once. */
const STEMS = new Map<string, [string, Kind][]>()
const begin = (kind: Kind, stems: string) => {
  for (const stem of stems.split(' ')) {
    const key = stem.slice(0, 3)
    STEMS.set(key, [...(STEMS.get(key) ?? []), [stem, kind]])
  }
}
begin('old', 'записан записывал записал booked')
begin(
  'move',
  'перенес перенос перезапи сдвин передвин поменя смени обменя смести перестав перебро перекин reschedul move moving change switch swap trade push postpone',
)
begin('open', 'работаете работает работают открыт закрыв закрыт открыва график режим opening closing hours')

const words = (text: string) => new Set(text.split(' '))
const UNABLE = words(
  'могу мог могла мгу сможем можем смогу смогла смог получится получается получилось получиться выйдет выходит подходит подойдет удобно успею успеваю успеем хочу надо нужно устраивает вариант хотелось готов готова катит канает устроит work good available possible want',
)
const COMES = words(
  'приду придем придет подойду приеду приедем подъеду буду будем попаду дойду явлюсь придти прийти подойти приехать подъехать быть попасть дойти явиться посетить добраться доберусь come make attend be',
)
const SOFT = words('очень совсем никак уже точно особо всегда я мы мне не really quite')
const AWAY = words('работе учебе смене даче отъезде отпуске командировке')
const OWN = words('моя мою моей наша нашу меня была стоит есть my our')
/** «Не могу дозвониться» says nothing about the time. */
const ELSE =
  /^(дозвон|дописат|записат|найти|понять|выбрат|решит|оплат|войти|открыт|дожда|определ|вспомн|отмен|перенес|разобр|позвон|ждать|choose|find|reach|decide)/
const PLACES = /^(мест|места|времени|возможности|окон|окошек|записи|свободн|смысла|шансов)/

/** True when the text asks to move a visit. */
export const isMoving = (tokens: readonly Token[]): boolean =>
  tokens.some((token) => !token.known && kindOf(token.word) === 'move')

/** True for a word that means something beside a time. */
export const isMark = (word: string): boolean => kindOf(word) !== null || UNABLE.has(word) || COMES.has(word)

function kindOf(word: string): Kind | null {
  const kind = KINDS.get(word)
  if (kind) return kind
  const stems = word.length > 3 ? STEMS.get(word.slice(0, 3)) : undefined
  return stems?.find(([stem]) => word.startsWith(stem))?.[1] ?? null
}

/** The mark that begins at a token; null for none. */
export function markAt(tokens: readonly Token[], i: number): Mark | null {
  const { word, known, digital } = tokens[i]!
  if (digital || (known && word !== 'работа')) return null
  const next = tokens[i + 1]?.word ?? ''
  switch (word) {
    case 'не':
    case 'нет':
    case 'никак':
    case 'not':
    case "don't":
      return denial(tokens, i)
    case "can't":
    case 'cant':
    case 'cannot':
    case "won't":
    case "couldn't":
      return english(next)
    case 'на':
    case 'в':
      return AWAY.has(next) ? mark('cant', 2) : null
    case 'то':
      return next === 'есть' ? mark('fix', 2) : null
    case 'i':
      return next === 'mean' ? mark('fix', 2) : null
    case 'все':
      return next === 'таки' ? mark('fix', 2) : null
    case 'make':
      return next === 'it' || next === 'that' ? mark('fix', 2) : null
    case 'запись':
    case 'записи':
    case 'бронь':
    case 'appointment':
      return isBooked(tokens, i) ? mark('old', 1) : null
    case 'take':
      return /^(me|us|my)$/.test(next) ? mark('busy', 2) : null
    case 'instead':
      return next === 'of' ? null : mark('fix', 1)
  }
  if (next === 'нет' && PLACES.test(word)) return mark('full', 2)
  const kind = kindOf(word)
  // «до закрытия» bounds a time.
  if (kind === 'open' && /^(до|к|после|till|until)$/.test(tokens[i - 1]?.word ?? '')) return null
  return kind && mark(kind, 1)
}

const mark = (kind: Kind, length: number): Mark => ({ kind, length })

/** «не могу», «не получится», «не смогу прийти», «нет мест»; «нет» alone corrects. */
function denial(tokens: readonly Token[], i: number): Mark | null {
  const { word } = tokens[i]!
  let at = i + 1
  while (SOFT.has(tokens[at]?.word ?? '')) at++
  const said = tokens[at]?.word ?? ''
  const last = !tokens[at] || tokens[at]?.gap === 'stop' || tokens[at]?.gap === 'comma'
  // «завтра никак», «в среду не очень»
  if (last && (word === 'никак' || (word === 'не' && tokens[at - 1]!.word === 'очень'))) return mark('cant', at - i)
  if (word === 'нет') {
    // «послезавтра да, завтра нет»
    if (last && i > 0 && tokens[i]!.gap === 'space' && tokens[i - 1]!.known) return mark('full', 1)
    if (PLACES.test(said)) return mark('full', at + 1 - i)
    return said === 'ли' || /^(или|если|or)$/.test(tokens[i - 1]?.word ?? '') ? null : mark('fix', 1)
  }
  if (COMES.has(said) && word !== "don't") return mark('absent', at + 1 - i)
  if (!UNABLE.has(said)) return null
  const then = tokens[at + 1]?.word ?? ''
  if (ELSE.test(then) || then === 'ли') return null
  return COMES.has(then) ? mark('absent', at + 2 - i) : mark('cant', at + 1 - i)
}

function english(next: string): Mark | null {
  if (ELSE.test(next)) return null
  if (next === 'come' || next === 'make' || next === 'attend') return mark('absent', 2)
  return mark('cant', next === 'do' || next === 'work' ? 2 : 1)
}

/** «у меня запись», «my appointment»: such a visit stands already. */
function isBooked(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1]?.word ?? ''
  const earlier = tokens[i - 2]?.word ?? ''
  return OWN.has(before) || earlier === 'меня' || (before === 'an' && earlier === 'have')
}
