import type { Answer, Bitrix } from './client.ts'

const PAGE = 50
/** More than any list of a small business has; a list that has no end stops here. */
const MOST = 200

/**
 * All rows of a list. Most lists say where the next page begins; those of bookings say nothing, so a full page asks for one
 * more until nothing new comes. `rowsOf` takes the rows out of a page, `keyOf` tells them apart.
 */
export async function listAll<T, R>(
  bitrix: Bitrix,
  method: string,
  params: object,
  rowsOf: (result: R) => T[],
  keyOf: (row: T) => unknown,
): Promise<Answer<T[]>> {
  const rows = new Map<unknown, T>()
  let start = 0
  for (let i = 0; i < MOST; i++) {
    const page = await bitrix.call<R>(method, { ...params, start })
    if (!page.ok) return page
    const found = rowsOf(page.result)
    const before = rows.size
    for (const row of found) rows.set(keyOf(row), row)
    const next = page.next ?? (page.total === null && found.length >= PAGE ? start + PAGE : null)
    if (next === null || rows.size === before) break
    start = next
  }
  return { ok: true, result: [...rows.values()], next: null, total: rows.size }
}
