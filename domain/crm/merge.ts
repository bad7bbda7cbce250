/** What a field holds on one side; empty is null. */
export type Value = string | number | boolean | null

/** By field of the portal, what both sides had when they last agreed. */
export type Synced = Record<string, [ours: unknown, theirs: unknown]>

export type Sides = {
  /** What both had last; null: they never agreed on this field. */
  base: readonly [ours: unknown, theirs: unknown] | null
  ours: unknown
  theirs: unknown
  /** What of ours was on the way when nobody heard whether it arrived; undefined: nothing. */
  sent?: unknown
  oursAt: Date
  theirsAt: Date
}

/** `write`: ours goes there; `take`: theirs comes here, or is left alone; `conflict`: both had changed, and both are to be kept in the log. */
export type Verdict = { act: 'nothing' | 'write' | 'take'; conflict: boolean }

/** A three-way comparison of one field: whoever changed it wins; where both did, the later. */
export function mergeField({ base, ours, theirs, sent, oursAt, theirsAt }: Sides): Verdict {
  if (sameValue(ours, theirs)) return { act: 'nothing', conflict: false }
  const oursChanged = base === null || !sameValue(ours, base[0])
  const echo = sent !== undefined && sameValue(theirs, sent)
  const theirsChanged = !echo && (base === null ? plain(theirs) !== '' : !sameValue(theirs, base[1]))
  // What was sent and arrived, and ours is still that: the portal only writes it its own way.
  if (echo && sameValue(ours, sent)) return { act: 'nothing', conflict: false }
  if (!theirsChanged) return { act: oursChanged || echo ? 'write' : 'nothing', conflict: false }
  if (!oursChanged) return { act: 'take', conflict: false }
  return { act: theirsAt > oursAt ? 'take' : 'write', conflict: true }
}

/** The same for whoever reads it: numbers as text, lists in their order, moments in whatever zone. */
export const sameValue = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

function plain(value: unknown): string {
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(plain).join('\n')
  if (typeof value === 'number') return String(value)
  const text = String(value).trim()
  if (MOMENT.test(text)) return new Date(text).toISOString()
  return /^-?\d+(\.\d+)?$/.test(text) && text.length < 16 && !/^0\d/.test(text) ? String(Number(text)) : text
}
