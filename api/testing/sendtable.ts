import type { Staff } from './staff.ts'
import type { Stand } from './stand.ts'

/** Sends a file with what is said of it, as the app does. */
export async function sendTable(
  stand: Stand,
  staff: Staff,
  path: string,
  file: string | Uint8Array<ArrayBuffer>,
  more: Record<string, string> = {},
) {
  const form = new FormData()
  form.set('file', new File([file], typeof file === 'string' ? 'visits.csv' : 'visits.xlsx'))
  for (const [key, value] of Object.entries(more)) form.set(key, value)
  const headers = { Authorization: `Bearer ${staff.token}` }
  const response = await fetch(stand.url + path, { method: 'POST', headers, body: form })
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the answer
  return { status: response.status, body: (await response.json()) as any }
}
