/** What staff may do with a row of the ledger of notices: send it at once, leave it unsent, or plan it again as it was. */
export const LEDGER_VERBS = ['now', 'never', 'back'] as const
export type LedgerVerb = (typeof LEDGER_VERBS)[number]

/** Reasons of what another row tells instead, or nobody is to be told ever again. */
const OVER = new Set(['superseded', 'undone', 'changed', 'here', 'answered', 'gone', 'erased', 'test'])

/** What may be tried with a row; whether it still is true is read when it is sent. `waits`: nothing has been decided yet. */
export function verbsOf(line: { waits: boolean; status: string; reason: string | null }): LedgerVerb[] {
  if (line.waits) return ['now', 'never']
  if (line.status === 'failed') return ['now']
  if (line.status !== 'skipped' || OVER.has(line.reason ?? '')) return []
  return line.reason === 'unwanted' ? ['now', 'back'] : ['now']
}
