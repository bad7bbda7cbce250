import type { hc, InferResponseType } from 'hono/client'
import { useSyncExternalStore } from 'react'
import type { Api } from '../../api/api.ts'
import type { Reach, Right } from '../../domain/roles.ts'
import { initData, inTelegram } from '../telegram/telegram.ts'

type Client = ReturnType<typeof hc<Api>>
/** Whom the server let in, and where to. */
export type Session = InferResponseType<Client['api']['session']['$post'], 200>
export type Me = InferResponseType<Client['api']['me']['$get'], 200>

/** `in`: signed in; `ended`: was, and the app waits for a new sign-in over what is open. The rest are screens. */
export type Entry = 'entering' | 'in' | 'ended' | 'stale' | 'used' | 'stranger' | 'outside' | 'trouble'
export type SessionState = { entry: Entry; session: Session | null; botLink: string | null }

const KEPT = 'okoshko.session'

let state: SessionState = { entry: 'entering', session: null, botLink: null }
const listeners = new Set<() => void>()

function become(next: Partial<SessionState>): void {
  state = { ...state, ...next }
  for (const listener of listeners) listener()
}

/** The session as React sees it. */
export const useSession = (): SessionState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )

export const sessionToken = () => state.session?.token ?? null

type Way = { initData?: string; code?: string; invite?: string }

/** Signs in by a one-time code, by what is kept of this tab, or by Telegram's signed data, which is good for once. */
export async function signIn(options: { code?: string | null; invite?: string } = {}): Promise<void> {
  const { code, invite } = options
  const signed = initData()
  const kept = code || invite ? null : readKept()
  if (kept) {
    become({ entry: 'in', session: kept })
    await refreshMe()
  } else if (code) await enter({ code })
  else if (signed) await enter({ initData: signed, invite })
  else await enter({}, 'outside')
}

/** Opens a new session over the open form, if Telegram's data is good for one more; says how it went. */
export async function signInAgain(): Promise<Entry> {
  const signed = initData()
  if (signed) await enter({ initData: signed }, 'ended')
  return state.entry
}

/** Takes over what the server says of the member and the business: after a change of own settings, and at a start. */
export async function refreshMe(): Promise<void> {
  const token = sessionToken()
  // No answer: what is known stands until the next one.
  const response = await fetch('/api/me', { headers: { Authorization: `Bearer ${token}` } }).catch(() => null)
  if (response?.status === 401 && token) signedOut(token)
  if (response?.ok && state.session) keep({ ...state.session, ...((await response.json()) as Me) })
}

async function enter(way: Way, otherwise?: Entry): Promise<void> {
  // No answer is a refusal like any other: the door says what to do.
  const response = await post(way).catch(() => null)
  if (response?.ok) {
    keep((await response.json()) as Session)
    return
  }
  const body = (await response?.json().catch(() => null)) as { error?: { reason?: string; botLink?: string } } | null
  const botLink = body?.error?.botLink ?? state.botLink
  if (otherwise) become({ entry: otherwise, botLink })
  else become({ entry: refusal(response?.status ?? 0, body?.error?.reason), session: null, botLink })
}

function refusal(status: number, reason: string | undefined): Entry {
  if (reason === 'stranger') return 'stranger'
  if (reason === 'link') return 'used'
  return status === 401 ? 'stale' : 'trouble'
}

const post = ({ initData: signed, ...body }: Way) =>
  fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(signed ? { Authorization: `tma ${signed}` } : {}) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })

/** Goes on with a session that the server has given: of a sign-in, or of another business. */
export function keep(session: Session): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(session))
  } catch {
    // A browser that keeps nothing still has it in memory.
  }
  become({ entry: 'in', session })
}

function readKept(): Session | null {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Session | null
    return session && Date.parse(session.expiresAt) > Date.now() ? session : null
  } catch {
    return null
  }
}

/** The server knows this token no more: what is open stays open, and a bar offers the way back. */
export function signedOut(token: string): void {
  if (state.session?.token !== token || state.entry !== 'in') return
  try {
    sessionStorage.removeItem(KEPT)
  } catch {
    // Nothing was kept.
  }
  become({ entry: 'ended' })
  if (inTelegram()) void signInAgain()
}

/** The branch that this member looks at: the chosen one, else the first; null when the business has none. */
export function useBranch(): Me['locations'][number] | null {
  const { session } = useSession()
  const chosen = session?.member.preferences.location
  return session?.locations.find(({ id }) => id === chosen) ?? session?.locations[0] ?? null
}

/** How far a right of `domain/roles.ts` reaches for whoever is in: `useRight('money.read') === 'all'`. */
export function useRight(right: Right): Reach {
  return useSession().session?.rights[right] ?? 'none'
}
