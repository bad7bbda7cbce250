import { noteClosed, type OpenTodo, openTodos } from '../../db/crm/todos.ts'
import { BATCH, type Command } from './client.ts'
import { given, type Session } from './session.ts'

/** Ids of one page of the portal. */
const PAGE = 50
/** One request of fifty pages; nobody has more people waiting. */
const MOST = PAGE * BATCH

type Closed = { ID: string; EDITOR_ID?: string }
type User = { NAME?: string; LAST_NAME?: string }

/** Looks whether people have closed to-dos of ours: one request while some are open, none else. Throws `PortalDown`, `LeaseLost`. */
export async function pullTodos(session: Session): Promise<void> {
  const { mirror, lease, bitrix } = session
  const { businessId } = lease
  const todos = await openTodos(mirror.db, businessId, MOST)
  if (todos.length === 0) return
  const pages = Array.from({ length: Math.ceil(todos.length / PAGE) }, (_, nth) => pageOf(todos, nth))
  const answers = await bitrix.batch(Object.fromEntries(pages.map((page, nth) => [`o${nth}`, page])))
  const closed = Object.values(answers).flatMap((answer) => given<Closed[]>(answer))
  if (closed.length === 0) return
  const names = await namesOf(
    session,
    closed.flatMap(({ EDITOR_ID }) => (Number(EDITOR_ID) > 0 ? [Number(EDITOR_ID)] : [])),
  )
  const byId = new Map(todos.map((todo) => [todo.remoteId, todo]))
  for (const { ID, EDITOR_ID } of closed) {
    const todo = byId.get(Number(ID))
    const by = names.get(Number(EDITOR_ID)) ?? null
    if (todo) await mirror.db.transaction((tx) => noteClosed(tx, { ...todo, businessId, by, now: mirror.clock() }))
  }
}

const pageOf = (todos: readonly OpenTodo[], nth: number): Command => ({
  method: 'crm.activity.list',
  params: {
    filter: { '@ID': todos.slice(nth * PAGE, (nth + 1) * PAGE).map(({ remoteId }) => remoteId), COMPLETED: 'Y' },
    select: ['ID', 'EDITOR_ID'],
    order: { ID: 'ASC' },
  },
})

/** Who these users are; without the right `user` nobody is known. */
async function namesOf({ bitrix }: Session, users: readonly number[]): Promise<Map<number, string>> {
  const ids = [...new Set(users)]
  if (ids.length === 0) return new Map()
  const answers = await bitrix.batch(
    Object.fromEntries(ids.map((id) => [`u${id}`, { method: 'user.get', params: { ID: id } }])),
  )
  return new Map(
    ids.flatMap((id): [number, string][] => {
      const answer = answers[`u${id}`]!
      const [user] = answer.ok ? (answer.result as User[]) : []
      const name = [user?.NAME, user?.LAST_NAME].filter(Boolean).join(' ')
      return name ? [[id, name]] : []
    }),
  )
}
