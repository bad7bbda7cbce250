import type { Leased } from '../../../db/leases.ts'

/** Address of the file that a reference stands for; null when this installation has none. */
export type FileUrl = (businessId: number, reference: string) => Promise<string | null>

/** A file goes as a link under its words. */
export async function withFile(row: Leased, fileUrl: FileUrl): Promise<Leased> {
  if (row.method !== 'sendDocument') return row
  const url = await fileUrl(row.businessId, String(row.body.document))
  const caption = typeof row.body.caption === 'string' ? row.body.caption : ''
  return { ...row, method: 'sendMessage', body: { ...row.body, text: url === null ? '' : `${caption}\n${url}`.trim() } }
}
