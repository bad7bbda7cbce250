import { useContext, useEffect, useRef } from 'react'
import { hasMainButton, setMain, setSecondary } from '../telegram/telegram.ts'
import { Button } from './button.tsx'
import { LayerContext } from './layer.ts'
import { useWriting } from './writing.ts'

type Verb = { text: string; busy: boolean; press: () => void }

/** Action bars that are mounted, the newest last: it alone owns Telegram's button. */
type Owner = { verb: Verb; second: Verb | null }
const stack: Owner[] = []
let off: (() => void)[] = []

function show(): void {
  for (const stop of off) stop()
  const top = stack.at(-1)
  document.documentElement.toggleAttribute('data-action', top !== undefined)
  const second = setSecondary(top?.second ?? null)
  off = [setMain(top?.verb ?? null), ...(second ? [second] : [])]
}

export type ActionBarProps = {
  /** One verb that says its result: «Записать на 12:30». */
  text: string
  onPress: () => void
  /** Saving: progress on the button, presses are not heard. */
  busy?: boolean
  /** Leaving a mode: «Отмена» of move mode, nothing else. */
  second?: { text: string; onPress: () => void }
  /** It writes (it does unless told): offline it says why instead. */
  writes?: boolean
}

/** The main action of a page or a sheet: Telegram's main button, or a bar of our own with the same words. Always active. */
export function ActionBar({ text, onPress, busy = false, second, writes = true }: ActionBarProps) {
  const { reason, refuse } = useWriting(writes)
  const layer = useContext(LayerContext)
  const press = useRef(onPress)
  const pressSecond = useRef(second?.onPress)
  useEffect(() => {
    press.current = () => (busy ? undefined : reason ? refuse(reason) : onPress())
    pressSecond.current = second?.onPress
  })
  const native = hasMainButton() && layer.kind !== 'panel'
  const secondText = second?.text
  const mine = useRef<Owner>({ verb: { text, busy, press: () => press.current() }, second: null })
  // One place in the stack for as long as it is mounted: new words must not lift it over a sheet's.
  useEffect(() => {
    const owner = mine.current
    if (layer.kind === 'panel') return
    stack.push(owner)
    show()
    return () => {
      stack.splice(stack.indexOf(owner), 1)
      show()
    }
  }, [layer.kind])
  useEffect(() => {
    mine.current.verb = { text, busy, press: () => press.current() }
    mine.current.second = secondText ? { text: secondText, busy: false, press: () => pressSecond.current?.() } : null
    if (stack.at(-1) === mine.current) show()
  }, [text, busy, secondText])
  if (native) return null
  return (
    <div className="action-bar">
      {second && (
        <Button look="quiet" onClick={second.onPress}>
          {second.text}
        </Button>
      )}
      <Button look="main" busy={busy} writes={writes} onClick={onPress}>
        {text}
      </Button>
    </div>
  )
}
