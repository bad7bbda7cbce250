import { useSyncExternalStore } from 'react'
import { initData, inTelegram } from '../telegram/telegram.ts'

export type Role = 'owner' | 'admin' | 'manager' | 'master'

/** Whom the server let in, and where to. */
export type Session = {
  token: string
  expiresAt: string
  member: { id: number; name: string; role: Role }
  business: { id: number; name: string; timezone: string; currency: string }
  businesses: { id: number; name: string }[]
  language: string
}

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

type Way = { initData?: string; code?: string; invite?: string; business?: string }

/** Signs in by a one-time code, by what is kept of this tab, or by Telegram's signed data. */
export async function signIn(
  options: { code?: string | null; invite?: string; business?: string } = {},
): Promise<void> {
  const { code, invite, business } = options
  const signed = initData()
  if (!code && !invite) {
    const kept = readKept()
    if (kept) return become({ entry: 'in', session: kept })
  }
  if (code) return enter({ code, business })
  if (signed) return enter({ initData: signed, invite, business })
  become({ entry: 'outside' })
}

/** Opens a new session by what there is, over the open form; without it the entry stays as it says. */
export async function signInAgain(): Promise<Entry> {
  const signed = initData()
  if (signed) await enter({ initData: signed }, 'ended')
  return state.entry
}

/** Another business of the same person. */
export async function changeBusiness(business: number): Promise<void> {
  const response = await post({ business: String(business) }, state.session?.token)
  if (response.ok) return keep((await response.json()) as Session)
  become({ entry: 'trouble' })
}

async function enter(way: Way, otherwise?: Entry): Promise<void> {
  const response = await post(way).catch(() => null)
  if (response?.ok) return keep((await response.json()) as Session)
  const body = (await response?.json().catch(() => null)) as { error?: { code?: string; botLink?: string } } | null
  const botLink = body?.error?.botLink ?? state.botLink
  if (otherwise) return become({ entry: otherwise, botLink })
  become({ entry: refusal(way, response?.status ?? 0, body?.error?.code), session: null, botLink })
}

function refusal(way: Way, status: number, code: string | undefined): Entry {
  if (code === 'stale' || code === 'used' || code === 'stranger') return code
  if (status === 403) return 'stranger'
  if (status >= 400 && status < 500 && status !== 429) return way.code ? 'used' : 'stale'
  return 'trouble'
}

const post = (way: Way, token?: string) =>
  fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(way),
    signal: AbortSignal.timeout(20_000),
  })

function keep(session: Session): void {
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

/** What the role may see; the API decides, this only leaves out what it would refuse. */
export const seesQueue = (role: Role | undefined) => role !== 'master'
