import { createContext } from 'react'

/** Where a screen stands: it decides its heading's rank, its back button and where its action bar sticks. */
export type LayerKind = 'root' | 'page' | 'panel'
export type Layer = { kind: LayerKind; key: string; keepFocus: boolean }
export const LayerContext = createContext<Layer>({ kind: 'root', key: '', keepFocus: true })
