/**
 * How a request can go wrong. A status: refused so, in the usual words unless `code` and `message` say others.
 * `hang`: accepted and never answered; `reset`: the connection is cut at once; `cut`: in the middle of the body;
 * `slowHeaders`: answered after so many ms; `drip`: the body comes in pieces, so many ms apart; `body`: an answer of 200
 * with just that. The rest are answers of the right shape that say no, stop short, or say nothing.
 */
export type FaultKind =
  | {
      status: number
      code?: string | null
      type?: string
      message?: string
      param?: string | null
      retryAfter?: string
    }
  | 'quota'
  | 'hang'
  | 'reset'
  | 'cut'
  | { slowHeaders: number }
  | { drip: number }
  | { body: string; contentType?: string }
  | 'refusal'
  | 'length'
  | 'content_filter'
  | 'no_choices'
  | 'empty'
  | { content: string }

/** A fault for the next `times` requests (1). */
export type Fault = { with: FaultKind; times?: number }

export type Faults = {
  /** Plans a fault; the returned function takes it back. */
  plan: (fault: Fault) => () => void
  /** The fault that a request meets, used up by one. */
  meet: () => FaultKind | undefined
}

export function makeFaults(): Faults {
  const planned: { kind: FaultKind; left: number }[] = []
  return {
    plan: ({ with: kind, times = 1 }) => {
      const entry = { kind, left: times }
      planned.push(entry)
      return () => {
        const index = planned.indexOf(entry)
        if (index >= 0) planned.splice(index, 1)
      }
    },
    meet: () => {
      const [first] = planned
      if (!first) return undefined
      first.left -= 1
      if (first.left <= 0) planned.shift()
      return first.kind
    },
  }
}
