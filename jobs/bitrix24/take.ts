import type { Link } from '../../db/crm/links.ts'
import type { DealFacts } from '../../domain/crm/deal.ts'
import type { Take } from './plan.ts'
import type { Session } from './session.ts'

export type Settled = Map<string, 'theirs' | 'ours'>

export async function takeContact(_session: Session, _link: Link, _takes: readonly Take[]): Promise<Settled> {
  return new Map()
}

export async function takeDeal(
  _session: Session,
  _link: Link,
  _about: DealFacts,
  _takes: readonly Take[],
): Promise<Settled> {
  return new Map()
}
