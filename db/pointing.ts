/** Stands for our own row where a message points at it and the platform's id of it is not told. */
export const rowMark = (id: number): string => `row:${id}`

/** SQL for our row in the chat `chat` at which `mark` points: by its own number, else by the platform's id of it. */
export const pointedRow = (chat: string, mark: string, of: string): string => `coalesce(
  (select ${of} from messages p where p.id = substring(${mark} from '^row:(\\d{1,15})$')::bigint and p.chat_id = ${chat}),
  (select ${of} from messages p where p.chat_id = ${chat} and p.platform_id = ${mark} order by p.id limit 1))`
