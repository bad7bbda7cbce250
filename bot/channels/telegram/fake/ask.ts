import type { FakeTelegram } from './telegram.ts'

export type Said = { ok: boolean; result?: unknown; error_code?: number; description?: string; parameters?: object }

/** Calls the fake as a bare HTTP client would: JSON unless given a FormData or URLSearchParams. */
export async function ask(
  telegram: Pick<FakeTelegram, 'root'>,
  bot: { token: string },
  method: string,
  fields: object = {},
  signal?: AbortSignal,
): Promise<Said & { status: number }> {
  const raw = fields instanceof FormData || fields instanceof URLSearchParams
  const response = await fetch(`${telegram.root}/bot${bot.token}/${method}`, {
    method: 'POST',
    body: raw ? fields : JSON.stringify(fields),
    ...(!raw && { headers: { 'content-type': 'application/json' } }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return { status: response.status, ...(text.startsWith('{') ? JSON.parse(text) : { ok: false, description: text }) }
}
