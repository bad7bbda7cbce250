/** Writes one line of the log. `data` holds no personal data. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, data?: Record<string, unknown>) => void

/** An error for the log: names and messages down its causes, never parameters. */
export function describe(error: unknown): string {
  const parts: string[] = []
  for (let e: unknown = error; e instanceof Error && parts.length < 4; e = e.cause)
    parts.push(`${e.name}: ${e.message.split('\n')[0]}`)
  return parts.join(' ← ') || String(error)
}
