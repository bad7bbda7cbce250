import type { ComponentProps, ReactNode } from 'react'
import { go } from '../nav/go.ts'
import { feel } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { useWriting } from './writing.ts'

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  /** `main` is the one verb of a screen, `danger` what takes away, `plain` without a ground. */
  look?: 'main' | 'quiet' | 'plain' | 'danger'
  /** Writes to the server: offline it stays, says why and does nothing. */
  writes?: boolean
  busy?: boolean
  /** Why it can't be pressed; read out and shown beside it. */
  why?: string | null
  icon?: ReactNode
}

/** A button of at least 48 px. */
export function Button({ look = 'quiet', writes, busy, why, icon, children, onClick, ...rest }: ButtonProps) {
  const { reason, refuse } = useWriting(writes === true)
  const stopped = why ?? reason
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look}`}
      aria-disabled={stopped || busy ? true : undefined}
      aria-busy={busy || undefined}
      title={stopped ?? rest.title}
      onClick={(event) => {
        if (busy) return event.preventDefault()
        if (stopped) {
          event.preventDefault()
          return refuse(stopped)
        }
        onClick?.(event)
      }}
    >
      {icon}
      {children}
      {busy && <span className="spinner" aria-hidden="true" />}
    </button>
  )
}

/** A button that is only a sign; `label` is its name. */
export function IconButton({
  label,
  children,
  ...rest
}: Omit<ComponentProps<'button'>, 'className'> & { label: string }) {
  return (
    <button type="button" {...rest} className="icon-button" aria-label={label} title={label}>
      {children}
    </button>
  )
}

/** A link inside the app: a real address, opened without a reload. */
export function GoLink({
  to,
  replace,
  keepFocus,
  ...rest
}: ComponentProps<'a'> & { to: string; replace?: boolean; keepFocus?: boolean }) {
  return (
    <a
      {...rest}
      href={`/app${to}`}
      onClick={(event) => {
        rest.onClick?.(event)
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        go(to, { replace, keepFocus })
      }}
    />
  )
}

type ChipProps = { children: ReactNode; chosen?: boolean; onPress: () => void; note?: string; disabled?: boolean }

/** One choice among chips. */
export function Chip({ children, chosen, onPress, note, disabled }: ChipProps) {
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={chosen}
      aria-disabled={disabled || undefined}
      title={note}
      onClick={() => {
        if (disabled) return
        feel('select')
        onPress()
      }}
    >
      {children}
    </button>
  )
}

/** Chips in a line that wraps; `label` names the group. */
export function ChipRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="chips">
      <legend className="unseen">{label}</legend>
      {children}
    </fieldset>
  )
}

/** `<BackMark/>` of a header. */
export function BackButton({ onBack }: { onBack: () => void }) {
  const t = useText()
  return (
    <IconButton label={t('back')} onClick={onBack}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <path
          d="M15 5l-7 7 7 7"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </IconButton>
  )
}
