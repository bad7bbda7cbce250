import type { Turn } from '../context.ts'
import { plainWords } from '../plain.ts'
import { sayFirst } from '../show.ts'

/** More than one person is to come: «на двоих», «нас трое», «меня и мужа», «две записи». */
const SEVERAL =
  /(?<!\p{L})((на|для) (двоих|троих|четверых)|нас (двое|трое|четверо|будет (двое|трое|2|3))|(двоих|троих|двух|трех|2|3) (детей|человек|людей|мальчик\p{L}*|девоч\p{L}*|сыновей|дочерей|дочек)|вдвоем|втроем|(две|три|2|3) (записи|брони)|(два|две|три|2|3) (человека|места|машины|авто|автомобиля)|(меня|мне|себя|себе) и (мо\p{L}{1,3} )?(муж|жен|друг|подруг|подружк|сын|дочк|дочер|дочь|мам|сестр|брат|ребенк|ребенок)\p{L}*|с (мо\p{L}{1,3} )?(подругой|подружкой|мужем|женой|другом|сыном|дочкой|дочерью|мамой|сестрой|братом) (вместе|вдвоем|одновременно)|вместе с (подругой|подружкой|мужем|женой|другом|сыном|дочкой|дочерью|мамой|сестрой|братом)|for (two|three|2|3)( of us| people| persons)?|(two|three|both) of us|me and my|my \p{L}+ and (me|i))(?!\p{L})/u

/** Visits are of one person each: who wants two at once hears how that goes, once per booking. */
export function explainSeveral(turn: Turn, text: string): void {
  const { draft, chat, say } = turn
  if (chat.owner !== 'bot' || draft?.kind !== 'book' || draft.several || !SEVERAL.test(plainWords(text))) return
  draft.several = true
  sayFirst(turn, say('one-by-one'))
}
