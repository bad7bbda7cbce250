import { seeded } from '../../../domain/seeded.ts'
import { type Refused, refuse } from './portal.ts'

/**
 * How a call goes wrong. `before`: the wire breaks and nothing was done; `after`: it was done, and then the wire broke; `error`: 500, nothing
 * done; `gateway`: it was done, but a proxy answers with a 504 of its own; a refusal: as it stands, nothing done.
 */
export type FaultKind = 'before' | 'after' | 'error' | 'gateway' | Refused

/** A fault for the next `times` calls that fit (every one, if left out). A method's refusal inside a batch is that command's only. */
export type Fault = { method?: string | RegExp; times?: number; with: FaultKind }

/** A share of all calls fails, by a seed: the same calls in the same order fail the same way. */
export type Bad = { share: number; seed: number; kinds?: FaultKind[] }

export type Faults = {
  plan: (fault: Fault) => () => void
  /** Until it is taken back with null. */
  suffer: (bad: Bad | null) => void
  /** What befalls a request with these methods inside. */
  meet: (methods: string[]) => FaultKind | null
  /** What befalls a command inside a batch. */
  inside: (method: string) => Refused | null
}

const KINDS: FaultKind[] = [
  'before',
  'after',
  'error',
  'gateway',
  refuse('QUERY_LIMIT_EXCEEDED', 'Too many requests', 503),
]

export function makeFaults(): Faults {
  const planned: Fault[] = []
  let bad: Bad | null = null
  let random = () => 1

  const use = (fits: (fault: Fault) => boolean): FaultKind | null => {
    const fault = planned.find(fits)
    if (!fault) return null
    if (fault.times !== undefined && --fault.times <= 0) planned.splice(planned.indexOf(fault), 1)
    return fault.with
  }
  const fits = ({ method }: Fault, name: string): boolean =>
    method === undefined || (typeof method === 'string' ? method === name : method.test(name))

  return {
    plan: (fault) => {
      const own = { ...fault }
      planned.push(own)
      return () => {
        const i = planned.indexOf(own)
        if (i >= 0) planned.splice(i, 1)
      }
    },
    suffer: (share) => {
      bad = share
      random = share ? seeded(share.seed) : () => 1
    },
    meet: (methods) => {
      const met = use((fault) =>
        // A method's own refusal inside a batch is that command's, not the batch's.
        methods.some((name, i) => fits(fault, name) && (i === 0 || typeof fault.with === 'string')),
      )
      if (met || !bad || random() >= bad.share) return met
      const kinds = bad.kinds ?? KINDS
      return kinds[Math.floor(random() * kinds.length)] ?? null
    },
    inside: (method) =>
      use(
        (fault) => typeof fault.with !== 'string' && fault.method !== undefined && fits(fault, method),
      ) as Refused | null,
  }
}
