import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerGraph, type Outcome, refusalOf, takeFault } from '../../meta/fake/graph.ts'
import { shows } from '../../meta/fake/talk.ts'
import type { Sending } from '../wire.ts'
import { wrongWith } from './check.ts'
import { screenOf } from './screen.ts'
import { type FakeAccount, type FakeTalk, midOf, talkOf, type World } from './world.ts'

const DAY_MS = 86_400_000

/** Tells an echo of what was sent from the business's side. */
export type Echoes = (account: FakeAccount, talk: FakeTalk, message: object) => Promise<void>

/** Answers one call as Instagram's Graph API would. */
export function answer(world: World, echo: Echoes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let first: Promise<void> | null = null
  const hold = (told: Promise<void>) => {
    if (world.echoFirst) first = told
  }
  return answerGraph(
    request,
    response,
    ({ id, edge, token, method, body }) => {
      const account = world.accounts.find((known) => known.token === token || known.olderTokens.includes(token ?? ''))
      if (!account) return refuse(401, 190, 'Invalid OAuth access token.')
      if (id === 'refresh_access_token') return { result: renew(account) }
      if (id !== 'me' && id !== account.accountId) return refuse(400, 100, 'Object does not exist or is not yours')
      if (method === 'GET') return { result: read(account) }
      if (edge === 'subscribed_apps') {
        account.subscribed = String(body.subscribed_fields)
        return { result: { success: true } }
      }
      if (edge === 'messenger_profile') return profiled(account, body)
      if (edge !== 'messages') return refuse(400, 100, 'unknown edge')
      const call = { path: `${id}/${edge}`, body, status: 0, code: 0, at: world.now() }
      account.calls.push(call)
      const outcome = accept(world, account, body, (talk, message) => hold(echo(account, talk, message)))
      if (outcome !== 'cut') Object.assign(call, 'error' in outcome ? outcome.error : { status: 200 })
      return outcome
    },
    () => first,
  )
}

const refuse = (status: number, code: number, details: string, subcode?: number) => ({
  error: { status, code, subcode, details },
})

/** The old token works on until its own end. */
function renew(account: FakeAccount) {
  account.olderTokens.push(account.token)
  account.token = `${account.token}+`
  return { access_token: account.token, token_type: 'bearer', expires_in: 5_184_000 }
}

/** `id` is another number than the one in webhooks. */
const read = ({ accountId, username }: FakeAccount) => ({
  id: `28${accountId.slice(2)}`,
  user_id: accountId,
  username,
  name: 'Салон',
})

function profiled(account: FakeAccount, body: Record<string, unknown>): Outcome {
  const given = body.ice_breakers as { call_to_actions?: FakeAccount['iceBreakers'] }[] | undefined
  const questions = given?.[0]?.call_to_actions ?? []
  if (body.platform !== 'instagram' || questions.length < 1 || questions.length > 4)
    return refuse(400, 100, '1 to 4 ice breakers of the platform instagram')
  if (questions.some(({ question, payload }) => question.length > 80 || payload.length > 1000))
    return refuse(400, 100, 'a question has at most 80 characters')
  account.iceBreakers = questions
  return { result: { result: 'success' } }
}

function accept(
  world: World,
  account: FakeAccount,
  body: Record<string, unknown>,
  echo: (talk: FakeTalk, message: object) => void,
): Outcome {
  const wrong = wrongWith(body)
  const { recipient, message, tag } = body as Sending
  const fault = takeFault(world.faults, ({ to }) => !to || to.id === recipient?.id)
  if (fault?.cut === 'before') return 'cut'
  const planned = fault && refusalOf(fault)
  if (planned) return { error: planned }
  if (wrong) return { error: wrong }
  const user = world.people.find(({ id }) => id === recipient.id)
  const talk = user && talkOf(account, user)
  if (!talk || talk.wroteAt === null) return refuse(400, 100, 'No matching user found', 2534014)
  if (tag && !account.humanAgent) return refuse(403, 10, 'the app is not approved for human_agent')
  const open = talk.wroteAt + (tag ? 7 : 1) * DAY_MS
  if (world.now() >= open) return refuse(400, 10, 'This message is sent outside of allowed window.', 2534022)
  const mid = midOf(world)
  const message_id = world.last
  talk.mids.set(message_id, mid)
  const seen = shows(talk.chat, { message_id, date: Math.floor(world.now() / 1000), ...screenOf(message) })
  account.sent.push({ ...seen, mid, person: user.id, payload: body })
  echo(talk, { mid, text: message.text })
  return fault?.cut === 'after' ? 'cut' : { result: { recipient_id: user.id, message_id: mid } }
}
