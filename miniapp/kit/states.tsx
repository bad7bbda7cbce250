import { type ReactNode, useEffect, useState } from 'react'
import { ApiError, type TroubleKind } from '../api/client.ts'
import { useText } from '../texts/texts.ts'
import { Button } from './button.tsx'

/** Whether `ms` have gone since it was first shown. */
function useAfter(ms: number): boolean {
  const [after, setAfter] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setAfter(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return after
}

/** What will be there, in grey and in its final size, after 150 ms; `label` is read out («Загружаем очередь»). After 8 s: a way to try again. */
export function Skeleton({
  label,
  rows = 5,
  height = 64,
  onAgain,
}: {
  label: string
  rows?: number
  height?: number
  onAgain?: () => void
}) {
  const shown = useAfter(150)
  const slow = useAfter(8000)
  return (
    <div className="skeleton" aria-busy="true">
      <p className="unseen" role="status">
        {shown ? label : ''}
      </p>
      {slow && <Trouble kind="slow" onAgain={onAgain} />}
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="bone" data-shown={shown} style={{ height }} />
      ))}
    </div>
  )
}

/** Nothing there: what it means and what to do about it, up to two buttons. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children && <div className="empty-actions">{children}</div>}
    </div>
  )
}

type TroubleProps = { error?: unknown; kind?: TroubleKind; onAgain?: () => void; text?: string }

/** What went wrong in the app's words, by the kind of error, with the way on. */
export function Trouble({ error, kind, onAgain, text }: TroubleProps) {
  const t = useText()
  const known = error instanceof ApiError ? error : null
  const what = kind ?? known?.kind ?? 'server'
  const code = what === 'server' ? (known?.details.trace ?? codeIn(known)) : null
  return (
    <div className="trouble" data-kind={what} role={what === 'slow' ? 'status' : 'alert'}>
      <p>{text ?? troubleText(t, what, known)}</p>
      {onAgain && what !== 'forbidden' && what !== 'gone' && <Button onClick={onAgain}>{t('again')}</Button>}
      {code ? <p className="note">{t('trouble-code', { code: String(code) })}</p> : null}
    </div>
  )
}

/** The sentence for an error, for a bar: `say({ text: troubleOf(t, error) })`. */
export function troubleOf(t: ReturnType<typeof useText>, error: unknown): string {
  return troubleText(t, error instanceof ApiError ? error.kind : 'server', error instanceof ApiError ? error : null)
}

function troubleText(t: ReturnType<typeof useText>, kind: TroubleKind, error: ApiError | null): string {
  if (kind === 'limited') return t('trouble-limited', { seconds: error?.wait ?? 20 })
  // Refusals that name who, what and when are written by the API.
  if (kind === 'invalid' || kind === 'conflict') return error?.message || t('trouble-server')
  if (kind === 'session') return t('enter-over')
  return t(`trouble-${kind}`)
}

const codeIn = (error: ApiError | null) => /[Кк]од ([\da-f]{4,})/.exec(error?.message ?? '')?.[1] ?? null
