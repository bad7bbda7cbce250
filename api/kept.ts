import type { MiddlewareObj } from 'grammy'
import type { Ctx } from '../bot/context.ts'
import { createComposer } from '../bot/dialogue.ts'
import { type Breaker, createBreaker } from '../bot/model/breaker.ts'
import { createPacer, type Pacer } from '../bot/pace.ts'
import { createTexts, type Language, type Texts } from '../bot/texts.ts'
import { type Catalogs, createCatalogs } from '../db/catalog.ts'

/** What may outlive a system: nothing in it belongs to a connection. A host that wires one per request keeps it between. */
export type Kept = {
  texts: Texts
  catalogs: Catalogs
  composer: MiddlewareObj<Ctx>
  pacer: Pacer
  breaker: Breaker
  hourly: { doneAt: number }
}

export function createKept(texts: Record<Language, string>): Kept {
  return {
    texts: createTexts(texts),
    catalogs: createCatalogs(),
    composer: createComposer(),
    pacer: createPacer(),
    breaker: createBreaker({ clock: Date.now }),
    hourly: { doneAt: 0 },
  }
}
