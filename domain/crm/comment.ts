import { discreetLine } from './discretion.ts'

export type CommentLine = { author: 'client' | 'bot' | 'member'; text: string; complaint: boolean }

const WHO = { client: 'Клиент', bot: 'Ассистент', member: 'Сотрудник' }
/** A comment that nobody would read to its end is cut at its beginning: the last words matter. */
const LONGEST = 4000

/** A comment with a dialogue. `health`: the business is about health, and nothing that was said leaves it unless the owner lets it. */
export function dialogueComment(
  head: string,
  lines: readonly CommentLine[],
  { health, sensitive, link }: { health: boolean; sensitive: boolean; link: string | null },
): string {
  const hidden = health && !sensitive
  const said = hidden ? [] : lines.map((line) => plain(`${WHO[line.author]}: ${discreetLine(line, sensitive)}`))
  let from = said.length
  let length = 0
  while (from > 0 && length + said[from - 1]!.length <= LONGEST) length += said[--from]!.length + 1
  const body = hidden ? ['Переписка — в Окошке.'] : said.slice(from)
  return [plain(head), ...body, ...(link ? [link] : [])].join('\n')
}

/** Square brackets are the portal's markup: what a client writes must not become any. */
const plain = (text: string): string => text.replaceAll('[', '(').replaceAll(']', ')')

const REFUSED: Record<string, string> = {
  state: 'такой переход здесь невозможен',
  no_visit: 'у сделки нет визита, сначала запишите клиента',
  early: 'отметить визит можно только в его день',
  late: 'для этого уже поздно',
  taken: 'это время уже занято',
  closed: 'в это время не работают',
  changed: 'запись изменилась, посмотрите ещё раз',
  unfit: 'сумма не подходит',
  amount: 'сумма не подходит',
  forbidden: 'так можно только в Окошке',
}

/** A comment that says that a to-do was closed and nobody has answered yet. */
export const waitingComment = (link: string | null): string =>
  ['Дело закрыто, а клиент ещё ждёт ответа в Окошке.', ...(link ? [link] : [])].join('\n')

/** A comment that says why what was done in the portal was put back. */
export const refusedComment = (reason: string): string =>
  `Окошко вернуло как было: ${REFUSED[reason] ?? 'здесь так нельзя'}.`
