import type { Answer, Bitrix, Refusal } from './client.ts'
import { type PortalSurvey, surveyCrm } from './survey.ts'
import { mayBeDone } from './trouble.ts'

/** One thing that the mirror needs in the portal. */
export type PrepareStep = {
  what: 'pipeline' | 'stage' | 'source' | 'field'
  /** Our name of it: a stage, a source, a field. */
  key: string
  /** What it is called in the portal. */
  name: string
  /**
   * `found`: it was there; `created`, `renamed`, `removed`: done now (in a dry run: would be); `refused`: the portal doesn't let
   * us, the mirror does without it.
   */
  state: 'found' | 'created' | 'renamed' | 'removed' | 'refused'
}

/** What of a portal preparing works on; its `survey` follows what has been made. */
export type Work = {
  bitrix: Bitrix
  dryRun: boolean
  survey: Pick<PortalSurvey, 'pipelines' | 'sources' | 'fields'>
  steps: PrepareStep[]
}

/** A refusal that ends preparing; the rights to make one thing are not worth it. */
export const fatal = (answer: Answer<unknown>): answer is Refusal =>
  !answer.ok && answer.trouble !== 'rights' && answer.trouble !== 'refused'

/** Writes something that is made once. Nobody knows whether it was? Then it is looked for, not made again. */
export async function make(
  work: Work,
  method: string,
  fields: object,
  exists: () => boolean,
): Promise<{ made: true; result: unknown } | { made: false; refusal: Refusal }> {
  const answer = await work.bitrix.call<unknown>(method, fields)
  if (answer.ok) return { made: true, result: answer.result }
  // «Such a code exists already» is a refusal too: somebody was quicker.
  if (mayBeDone(answer) || answer.trouble === 'refused') {
    const again = await surveyCrm(work.bitrix)
    if (!again.ok) return { made: false, refusal: again }
    work.survey = again.result
    if (exists()) return { made: true, result: null }
  }
  return { made: false, refusal: answer }
}
