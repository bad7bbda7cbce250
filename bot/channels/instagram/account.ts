import type { Graph, GraphAnswer } from '../meta/graph.ts'
import type { InstagramCredentials } from './wire.ts'

/** What the platform says of an account; kept as the channel's profile. */
export type AccountProfile = { accountId: string; first_name: string; username: string }

type RawAccount = { user_id?: string | number; username?: string; name?: string }

/** Asks the platform whose token it is. `user_id` is how webhooks name the account; `id` is another number of the same. */
export async function accountProfile(graph: Graph, token: string): Promise<GraphAnswer<AccountProfile>> {
  const answer = await graph.get<RawAccount>(token, 'me?fields=user_id,username,name')
  if (!answer.ok) return answer
  const { user_id = '', username = '', name } = answer.result
  return { ok: true, result: { accountId: String(user_id), first_name: name ?? username, username } }
}

/** A fresh token for one that still works. */
export async function renewedToken(graph: Graph, token: string): Promise<GraphAnswer<string>> {
  const query = new URLSearchParams({ grant_type: 'ig_refresh_token', access_token: token })
  const answer = await graph.get<{ access_token?: string }>(token, `refresh_access_token?${query}`)
  if (!answer.ok) return answer
  const { access_token: fresh } = answer.result
  return fresh ? { ok: true, result: fresh } : { ok: false, status: 200, code: 0, subcode: 0, description: 'no token' }
}

/** Echoes come with `messages`. */
const FIELDS = 'messages,message_edit,message_reactions,messaging_postbacks,messaging_referral,messaging_seen'

/** A question that stands in an empty chat; a tap on it is a tap on a button. */
export type IceBreaker = { question: string; payload: string }

/** Asks for the account's webhooks, and sets the questions of an empty chat, without which links into it carry no mark. */
export async function prepareAccount(
  graph: Graph,
  { token, accountId }: Pick<InstagramCredentials, 'token' | 'accountId'>,
  questions: readonly IceBreaker[],
): Promise<GraphAnswer<unknown>> {
  const subscribed = await graph.post(token, `${accountId}/subscribed_apps`, { subscribed_fields: FIELDS })
  if (!subscribed.ok) return subscribed
  const ice_breakers = [{ locale: 'default', call_to_actions: questions }]
  return graph.post(token, `${accountId}/messenger_profile`, { platform: 'instagram', ice_breakers })
}
