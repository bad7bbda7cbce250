import { useSyncExternalStore } from 'react'

/** Whether there is a connection, and until when what is shown was fresh. */
export type Online = { online: boolean; freshAt: number }

let state: Online = { online: true, freshAt: Date.now() }
const listeners = new Set<() => void>()

function become(online: boolean): void {
  if (state.online === online) return
  state = { online, freshAt: online ? state.freshAt : Date.now() }
  for (const listener of listeners) listener()
}

/** Watches the browser's word for the connection. */
export function watchOnline(): void {
  state = { online: navigator.onLine, freshAt: Date.now() }
  window.addEventListener('online', () => become(true))
  window.addEventListener('offline', () => become(false))
}

export const useOnline = (): Online =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
