import type { Kopecks } from '../catalog.ts'

/** What a table of the past brings, or would bring. */
export type ImportCounts = {
  /** Visits that are taken, by how they ended. */
  visits: number
  came: number
  noShow: number
  cancelled: number
  /** Money that was received for them. */
  revenue: Kopecks
  /** Visits that are here already: from another table, or from the schedule. */
  known: number
  newClients: number
  knownClients: number
  /** Visits whose client the table doesn't tell. */
  nameless: number
  newServices: number
  newMasters: number
  /** The first and the last day; null: no visits. */
  from: string | null
  to: string | null
}
