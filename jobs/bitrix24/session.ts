import type { Texts } from '../../bot/texts.ts'
import type { Catalogs } from '../../db/catalog.ts'
import { type PortalLease, renewLease } from '../../db/crm/leases.ts'
import type { Portal } from '../../db/crm/portals.ts'
import type { Db } from '../../db/sql.ts'
import type { MirrorSettings } from '../../domain/crm/settings.ts'
import type { Bucket } from './bucket.ts'
import type { Answer, Bitrix, Command, Refusal, Trouble } from './client.ts'

/** What the mirror works with; `open` makes a client of a webhook's address. */
export type Mirror = {
  db: Db
  clock: () => Date
  catalogs: Catalogs
  secretKey: string
  /** Address of this installation, for links into the staff app. */
  publicUrl: string | null
  open: (root: string, bucket: { state: Bucket }) => Bitrix
  /** For what owners are told. */
  texts: Texts
  onError: (error: unknown) => void
  /** Calls `beat` every `ms` until what it returns is called. */
  pulse: (beat: () => Promise<void>, ms: number) => () => void
  /** The program stops: a session ends after its round. */
  stopping?: () => boolean
}

/** One node that speaks to one portal. */
export type Session = {
  mirror: Mirror
  lease: PortalLease
  portal: Portal
  settings: MirrorSettings
  bitrix: Bitrix
}

/** How often the portal has answered in a session: one that does so now and then is no dead one. */
export type Heard = { answers: number }

/** The portal as a whole does not work now: nothing more is asked of it in this session. */
export class PortalDown extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`${refusal.trouble} ${refusal.code}: ${refusal.description}`)
    this.name = 'PortalDown'
    this.refusal = refusal
  }
}

/** Another node speaks to the portal now, or it was paused. */
export class LeaseLost extends Error {
  constructor() {
    super('the portal is not ours to speak to any more')
    this.name = 'LeaseLost'
  }
}

/** So long a node that has died keeps the others waiting; one that lives renews it before each request and while that lasts. */
export const LEASE_MS = 30_000
export const BEAT_MS = 10_000
/**
 * Where pipelines and fields are made, which bear no mark of ours: longer than the longest request, so that whoever takes the portal over finds
 * done what was on the way.
 */
export const MAKING_MS = 90_000

/** Troubles of one thing; every other one is the portal's. */
const OF_ONE: readonly Trouble[] = ['missing', 'refused']

export const isPortals = ({ trouble }: Refusal): boolean => !OF_ONE.includes(trouble)

/**
 * The client of a session: before each request the lease is renewed for `ms` and the bucket kept, so that a node that was put aside says nothing more;
 * and it is renewed while a request lasts.
 */
export function held(
  bitrix: Bitrix,
  mirror: Mirror,
  lease: PortalLease,
  { bucket, heard, ms }: { bucket: { state: Bucket }; heard: Heard; ms: number },
): Bitrix {
  const renew = (going: number) => {
    const until = new Date(mirror.clock().getTime() + ms)
    const { level, at } = bucket.state
    return renewLease(mirror.db, lease, until, { level: level + going, at })
  }
  const holding = async <T>(request: () => Promise<T>): Promise<T> => {
    // With the request that goes now: should this node die, the next one counts it.
    if (!(await renew(1))) throw new LeaseLost()
    // Whoever has lost it meanwhile is told before the next request; what is on its way is left alone by the others.
    const stop = mirror.pulse(() => renew(0).then(() => {}, mirror.onError), BEAT_MS)
    return request().finally(stop)
  }
  return {
    async call<T>(method: string, params: object): Promise<Answer<T>> {
      const answer = await holding(() => bitrix.call<T>(method, params))
      if (answer.ok) heard.answers++
      return answer
    },
    async batch<K extends string>(commands: Record<K, Command>) {
      const answers = await holding(() => bitrix.batch(commands))
      if (Object.values<Answer<unknown>>(answers).some(({ ok }) => ok)) heard.answers++
      return answers
    },
  }
}

/** The answer's result; throws `PortalDown` for whatever refusal. */
export function given<T>(answer: Answer<unknown>): T {
  if (!answer.ok) throw new PortalDown(answer)
  return answer.result as T
}
