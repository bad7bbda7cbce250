import { type Confirmed, confirmLinks, deferLinks, markSending } from '../../db/crm/links.ts'
import { dueTalk, type SaidLine, saidIn, type TalkLink } from '../../db/crm/talk.ts'
import { dialogueComment, refusedComment, waitingComment } from '../../domain/crm/comment.ts'
import type { Value } from '../../domain/crm/merge.ts'
import type { Command, Refusal } from './client.ts'
import { DEAL } from './items.ts'
import { given, isPortals, LeaseLost, PortalDown, type Session } from './session.ts'
import { mayBeDone } from './trouble.ts'
import { laterThan, unheardUntil } from './write.ts'

const ROUND = 50
/** Lines of a dialogue that a comment has. */
const LINES = 40
const FORGOTTEN = 'Удалено по просьбе клиента.'
/** What a comment or a to-do is known by there, since the portal keeps no id of ours with it. */
const markOf = ({ portal }: Session, { id }: TalkLink): string => `okoshko-${portal.origin}-k${id}`

/** Writes comments and to-dos that are due; returns how many were looked at. Throws `PortalDown`, `LeaseLost`. */
export async function pushTalk(session: Session): Promise<number> {
  const { mirror, lease, bitrix } = session
  const { db, clock } = mirror
  const links = await dueTalk(db, lease.businessId, clock(), ROUND)
  if (links.length === 0) return 0
  const found = await findTried(session, links)
  const chats = links.flatMap(({ chatId }) => chatId ?? [])
  const said = await saidIn(db, lease.businessId, chats, LINES)
  const commands = new Map<TalkLink, Command>()
  for (const link of links) {
    const command = commandFor(session, link, link.remoteId ?? found.get(link.id) ?? null, said)
    if (command) commands.set(link, command)
  }
  const sending = [...commands.keys()].map(({ id }) => ({ id, sent: { tried: true } }))
  if (!(await markSending(db, lease, sending, unheardUntil(session)))) throw new LeaseLost()
  // A to-do that we close now is not one that somebody there has closed.
  const closing = (link: TalkLink) => link.kind === 'todo' && link.remoteId !== null && commands.has(link)
  const answers =
    commands.size > 0
      ? await bitrix.batch(Object.fromEntries([...commands].map(([link, command]) => [`t${link.id}`, command])))
      : {}
  const now = clock()
  const confirmed: Confirmed[] = []
  const deferred: { id: number; error: string; dueAt: Date; attempt: boolean }[] = []
  let down: Refusal | null = null
  for (const link of links) {
    const answer = answers[`t${link.id}` as keyof typeof answers]
    const known = link.remoteId ?? found.get(link.id) ?? null
    if (!answer || answer.ok || (answer.trouble === 'missing' && known !== null)) {
      const remoteId = known ?? (answer?.ok ? idIn(answer.result) : null)
      const synced = { ...link.synced, ...(closing(link) && { completed: ['Y', 'Y'] as [Value, unknown] }) }
      confirmed.push({ id: link.id, wanted: link.wanted, remoteId, synced, againAt: null })
    } else if (isPortals(answer)) {
      down ??= answer
      if (!mayBeDone(answer)) deferred.push({ id: link.id, error: answer.code, dueAt: now, attempt: false })
    } else {
      const error = `${answer.code}: ${answer.description}`.slice(0, 500)
      deferred.push({ id: link.id, error, dueAt: laterThan(now, link.attempts), attempt: true })
    }
  }
  await confirmLinks(db, lease, confirmed, now)
  await deferLinks(db, lease, deferred)
  if (down) throw new PortalDown(down)
  return links.length
}

/** A comment's id comes by itself, a to-do's in an object. */
const idIn = (result: unknown): number => Number(typeof result === 'object' ? (result as { id: number }).id : result)

/** Comments and to-dos of which nobody heard whether they were made: looked for among those of their deals, by our mark. */
async function findTried(session: Session, links: readonly TalkLink[]): Promise<Map<number, number>> {
  const tried = links.filter(({ remoteId, sent }) => remoteId === null && sent !== null)
  if (tried.length === 0) return new Map()
  const answers = await session.bitrix.batch(
    Object.fromEntries(
      tried.map((link): [string, Command] => [
        `f${link.id}`,
        link.kind === 'comment'
          ? {
              method: 'crm.timeline.comment.list',
              params: {
                filter: { ENTITY_ID: link.dealRemoteId, ENTITY_TYPE: 'deal' },
                order: { ID: 'DESC' },
                select: ['ID', 'COMMENT'],
              },
            }
          : {
              method: 'crm.activity.list',
              params: {
                filter: { OWNER_TYPE_ID: DEAL, OWNER_ID: link.dealRemoteId },
                order: { ID: 'DESC' },
                select: ['ID', 'DESCRIPTION'],
              },
            },
      ]),
    ),
  )
  return new Map(
    tried.flatMap((link): [number, number][] => {
      const rows = given<{ ID: string; COMMENT?: string; DESCRIPTION?: string }[]>(answers[`f${link.id}`]!)
      const marks = (text: string | undefined) => text?.split(/\s/).includes(markOf(session, link))
      const row = rows.find(({ COMMENT, DESCRIPTION }) => marks(COMMENT) || marks(DESCRIPTION))
      return row ? [[link.id, Number(row.ID)]] : []
    }),
  )
}

/** What makes a comment or a to-do as it is to be; null: there is nothing to do. */
function commandFor(
  session: Session,
  link: TalkLink,
  remoteId: number | null,
  said: ReadonlyMap<number, SaidLine[]>,
): Command | null {
  if (link.kind === 'todo') return todoFor(session, link, remoteId)
  if (remoteId !== null)
    return link.erased
      ? { method: 'crm.timeline.comment.update', params: { id: remoteId, fields: { COMMENT: FORGOTTEN } } }
      : null
  if (link.erased || (link.about.startsWith('waiting:') && !link.open)) return null
  const text = `${commentFor(session, link, said)}\n${markOf(session, link)}`
  const fields = { ENTITY_ID: link.dealRemoteId, ENTITY_TYPE: 'deal', COMMENT: text }
  return { method: 'crm.timeline.comment.add', params: { fields } }
}

function commentFor({ mirror, settings }: Session, link: TalkLink, said: ReadonlyMap<number, SaidLine[]>): string {
  const [what, reason = ''] = link.about.split(':')
  if (what === 'refused') return refusedComment(reason)
  if (what === 'waiting') return waitingComment(chatLink(mirror, link))
  const head = what === 'handover' ? `Диалог передан сотруднику${whyIn(mirror, link)}` : 'Клиент записался'
  const lines = link.chatId === null ? [] : (said.get(link.chatId) ?? [])
  const { health } = link
  return dialogueComment(head, lines, { health, sensitive: settings.sensitive, link: chatLink(mirror, link) })
}

const whyIn = ({ texts }: Session['mirror'], { reason }: TalkLink): string =>
  reason ? `: ${texts.in('ru')(`reason-${reason}`)}` : ''

const chatLink = ({ publicUrl }: Session['mirror'], { chatId }: TalkLink): string | null =>
  publicUrl === null || chatId === null ? null : `${publicUrl}/app/queue/${chatId}`

function todoFor(session: Session, link: TalkLink, remoteId: number | null): Command | null {
  const { mirror, settings } = session
  const over = !link.open || link.erased
  if (remoteId !== null)
    return over && !link.synced?.completed
      ? { method: 'crm.activity.update', params: { id: remoteId, fields: { COMPLETED: 'Y' } } }
      : null
  if (over) return null
  const since = link.handedAt ?? mirror.clock()
  const description = [`Ассистент передал диалог${whyIn(mirror, link)}.`, chatLink(mirror, link), markOf(session, link)]
  return {
    method: 'crm.activity.todo.add',
    params: {
      ownerTypeId: DEAL,
      ownerId: link.dealRemoteId,
      title: 'Ответить клиенту',
      description: description.filter(Boolean).join('\n'),
      deadline: new Date(since.getTime() + settings.handoverMinutes * 60_000).toISOString(),
      ...(link.responsible !== null && { responsibleId: link.responsible }),
    },
  }
}
