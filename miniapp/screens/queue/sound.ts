import { useSyncExternalStore } from 'react'

/** Which news make a sound. */
export type SoundChoice = 'all' | 'mine' | 'none'
export const soundChoice = (preferences: Record<string, unknown> | undefined): SoundChoice =>
  preferences?.sound === 'mine' || preferences?.sound === 'none' ? preferences.sound : 'all'

let context: AudioContext | null = null
const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}

/** Browsers let a page sound only after a tap. */
export async function turnSoundOn(): Promise<void> {
  context ??= new AudioContext()
  // Refused, it stays off, and the row says so.
  await context.resume().catch(() => undefined)
  changed()
}

const soundIsOn = () => context?.state === 'running'

export const useSoundOn = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, soundIsOn)

/** Two soft notes. */
export function ring(): void {
  if (context?.state !== 'running') return
  for (const [at, pitch] of [
    [0, 660],
    [0.16, 880],
  ] as const) {
    const note = context.createOscillator()
    const loudness = context.createGain()
    const from = context.currentTime + at
    note.frequency.value = pitch
    loudness.gain.setValueAtTime(0, from)
    loudness.gain.linearRampToValueAtTime(0.2, from + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.3)
    note.connect(loudness).connect(context.destination)
    note.start(from)
    note.stop(from + 0.32)
  }
}
