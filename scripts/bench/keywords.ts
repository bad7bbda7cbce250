import { plainWords } from '../../bot/plain.ts'

/** What a free message asks for, as far as plain words tell. */
export type Intent = 'human' | 'move' | 'cancel' | 'mine' | 'price' | 'place' | 'book' | 'drop' | 'hello' | 'thanks'

// `\b` knows Latin letters only: the looks around stand for it.
const word = (pattern: string) => new RegExp(`(?<!\\p{L})(?:${pattern})`, 'u')

const INTENTS: readonly [Intent, RegExp][] = [
  [
    'human',
    word(
      'менеджер|администратор|админ(?!\\p{L})|оператор|(позов|соедин|свяж|поговор|живо|нужен|нужна)[\\p{L}]*( \\p{L}+)? (человек|кого)|^человек(а|ом|у)?$|manager|human|operator|(real|live) person|talk to (a )?person',
    ),
  ],
  [
    'move',
    word(
      'перенес|перенос|перезапи|передвин|сдвин|друг(ое время|ой день|ие дни|ую дату|ую запись)|reschedul|move(?!\\p{L})|(an)?other (time|day)',
    ),
  ],
  ['cancel', word('отмен|откаж|отказ|не (смогу|приду|придем|получится|сможем)|cancel')],
  [
    'mine',
    word(
      'мои записи|моя запись|моей записи|мою запись|когда я записан|на когда я запис|my (visit|booking|appointment)',
    ),
  ],
  [
    'price',
    word(
      'сколько (это )?(стоит|стоят|будет|возьм)|цен[аыеуо]|прайс|стоимост|почем|расценк|(какие|ваши|все) услуг|price|cost|how much',
    ),
  ],
  [
    'place',
    word(
      'адрес|где вы|где находит|где это|как (до вас |к вам )?(до|про)(ехать|браться|йти)|часы (работы|и адрес)|до скольки|со скольки|во сколько (откр|закр)|(вы|когда) работаете|режим работы|парков|address|where are|where is|directions|opening|what time do you|hours',
    ),
  ],
  ['book', word('запи[сш]|окошк|свободн|хочу (на|сделать)|можно на|book|appointment')],
  ['drop', /^(стоп|назад|не надо|не нужно|передумал[аи]?|отбой|stop|back|never ?mind)$/],
  [
    'hello',
    /^(привет(ик|ствую)?|здравствуй(те)?|здрасьте|добрый (день|вечер)|доброе утро|доброго|хай|меню|помощь|hello|hi|hey|good (morning|day|evening)|menu|help)(?!\p{L})/u,
  ],
  [
    'thanks',
    /^(большое )?(спасибо|спс|благодар|до свидания|до встречи|всего доброго|пока$|отлично$|супер$|хорошо$|понятно$|ясно$|ок$|ok$|thanks|thank you|thx|bye|great$)/,
  ],
]

/** The intent of a free message; null when no word tells. */
export function intentOf(text: string): Intent | null {
  const plain = plainWords(text)
  return INTENTS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}
