/** What the Bot API says instead of a result; the same words as the real server's where they are known. */
export type Refusal = {
  code: number
  description: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

/** A call's outcome: a value, the same already written as JSON, or a refusal. */
export type Answer = { result: unknown } | { json: string } | Refusal

export const isRefusal = (value: object): value is Refusal => 'code' in value

/** 400 with the real server's habit: the reason begins in lower case unless it is a CODE_IN_CAPITALS. */
export function badRequest(reason: string): Refusal {
  const shouted = /^.[A-Z_]/.test(reason)
  return {
    code: 400,
    description: `Bad Request: ${shouted ? reason : reason.charAt(0).toLowerCase() + reason.slice(1)}`,
  }
}

export const forbidden = (reason: string): Refusal => ({ code: 403, description: `Forbidden: ${reason}` })

export const conflict = (reason: string): Refusal => ({ code: 409, description: `Conflict: ${reason}` })

export const tooManyRequests = (seconds: number): Refusal => ({
  code: 429,
  description: `Too Many Requests: retry after ${seconds}`,
  parameters: { retry_after: seconds },
})

/** Not Telegram's word but the fake's own: the call is right, only nobody has taught the fake to do it. */
export const notImplemented = (what: string): Refusal => ({
  code: 501,
  description: `Not Implemented: the fake Telegram ${what}`,
})
