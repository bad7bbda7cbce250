/**
 * Why a call gave nothing. `broken`: the wire broke, and it may have been done; `busy`: the bucket or the operating time is used up; `asleep`: the
 * portal doesn't answer for itself (5xx, maintenance); `expired`: the webhook is no more; `rights`, `plan`: the owner has to do something;
 * `missing`: no such object; `refused`: this request is wrong and will stay so.
 */
export type Trouble = 'broken' | 'busy' | 'asleep' | 'expired' | 'rights' | 'plan' | 'missing' | 'refused'

export type Refusal = { ok: false; trouble: Trouble; code: string; description: string; retryAt: Date | null }

/** A call's answer; `next` and `total` where it is a page of a list. */
export type Answer<T> = { ok: true; result: T; next: number | null; total: number | null } | Refusal

export type Command = { method: string; params: object }

/** One portal, spoken to within its limits: a call waits for the bucket by itself. Nothing rejects. */
export type Bitrix = {
  call<T>(method: string, params: object): Promise<Answer<T>>
  /** Up to 50 commands as one request; each has an answer of its own. A refusal of the whole is each command's. */
  batch<K extends string>(commands: Record<K, Command>): Promise<Record<K, Answer<unknown>>>
}
