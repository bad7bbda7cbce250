import { parseArgs } from 'node:util'

/**
 * Runs the benches named on the command line, all of them without a name, and prints one JSON line per measure with its budget
 * and whether it holds. `memory` runs only when it is named: it takes many minutes. `--leads`: of how many the year of `kpi` has.
 */
const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { leads: { type: 'string', default: '1000000' } },
})
const leads = Number(values.leads)
if (!Number.isSafeInteger(leads) || leads < 1) throw new Error(`--leads ${values.leads} is no number of leads`)

const BENCHES: Record<string, () => Promise<object[]>> = {
  slots: async () => (await import('./bench/slots.ts')).benchSlots(),
  bookings: async () => (await import('./bench/bookings.ts')).benchBookings(),
  notices: async () => (await import('./bench/notices.ts')).benchNotices(),
  dialogue: async () => (await import('./bench/dialogue.ts')).benchDialogue(),
  understanding: async () => (await import('./bench/understanding.ts')).benchUnderstanding(),
  kpi: async () => (await import('./bench/kpi.ts')).benchKpi(leads),
  lead: async () => (await import('./bench/lead.ts')).benchLead(),
  memory: async () => (await import('./bench/memory.ts')).benchMemory(),
}
const ONLY_BY_NAME = ['memory']

/** Which measured field a budget is about, and from which side. */
const BUDGETS: Record<string, [field: string, side: 'most' | 'least']> = {
  budget: ['ratio', 'most'],
  budget_ms: ['ms', 'most'],
  budget_mb: ['mb', 'most'],
  budget_kb: ['kb', 'most'],
  budget_per_s: ['ratio_per_s', 'least'],
  budget_bare: ['ratio_bare', 'least'],
  budget_for_update: ['ratio_for_update', 'least'],
}

const unknown = named.filter((name) => !(name in BENCHES))
if (unknown.length > 0) throw new Error(`no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
const chosen = named.length > 0 ? named : Object.keys(BENCHES).filter((name) => !ONLY_BY_NAME.includes(name))
for (const name of chosen)
  for (const line of await BENCHES[name]!()) {
    const measured = line as Record<string, unknown>
    process.stdout.write(`${JSON.stringify({ ...measured, ...verdict(measured) })}\n`)
  }

function verdict(line: Record<string, unknown>): { holds: boolean } | null {
  const kept = Object.entries(BUDGETS).flatMap(([key, [field, side]]) => {
    const budget = line[key]
    const value = line[field]
    if (typeof budget !== 'number' || typeof value !== 'number') return []
    return [side === 'most' ? value <= budget : value >= budget]
  })
  return kept.length > 0 ? { holds: kept.every(Boolean) } : null
}
