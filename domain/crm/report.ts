/** What a full comparison of both sides found; each count is of deals and contacts together. */
export type ReconcileReport = {
  at: string
  checked: number
  equal: number
  /** Told something else, and are due to be made alike. */
  mended: number
  /** Ours that is not there, and what there bears our mark and is unknown here. */
  missingThere: number
  missingHere: number
}
