import { useEffect } from 'react'

/** How much lower than it was the visible height must be to mean an on-screen keyboard. */
const KEYBOARD = 120

/** Marks the page while an on-screen keyboard is up (the tab bar goes), and keeps the visible height as a variable. */
export function useKeyboardWatch(): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (!viewport) return
    let tallest = viewport.height
    let width = viewport.width
    const look = () => {
      // Turned over: another height is the whole one.
      if (Math.abs(viewport.width - width) > 1) tallest = viewport.height
      width = viewport.width
      tallest = Math.max(tallest, viewport.height)
      const root = document.documentElement
      const up = viewport.scale === 1 && viewport.height < tallest - KEYBOARD
      root.toggleAttribute('data-keyboard', up)
      root.style.setProperty('--visible-height', `${viewport.height}px`)
    }
    look()
    viewport.addEventListener('resize', look)
    return () => viewport.removeEventListener('resize', look)
  }, [])
}
