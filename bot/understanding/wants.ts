/** Between two wishes: the end of a sentence, «и ещё», «а также», «а», «и» before a question. */
const BETWEEN =
  /(?<=[.!?…\n])\s+|[,;]?\s+(?:и ещ[её](?: вопрос)?|а ещ[её]|а также|заодно|плюс ко всему|кстати|and also|also,|by the way|btw|plus,)\s+|[,;]\s+(?:а|и|но|and|but)\s+(?=(?:сколько|где|когда|как|какие|какой|какая|кто|можно|есть|до скольки|во сколько|how|where|when|what|who|can|do|is|are)(?!\p{L}))|\s+(?:и|and)\s+(?=(?:сколько|где|когда|как|какие|какой|какая|кто|до скольки|во сколько|how|where|when|what|who)(?!\p{L}))/giu

/** More clauses than that are a story: it is read as one. */
const MOST = 5

/** The clauses of a message, each of which may want something of its own. */
export function clausesOf(text: string): string[] {
  const clauses = text
    .split(BETWEEN)
    .map((clause) => clause?.trim() ?? '')
    .filter((clause) => /[\p{L}\d]/u.test(clause))
  return clauses.length > MOST ? [text] : clauses
}
