import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { time } from '../format.ts'
import { feel } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { useStyle } from '../use-style.ts'
import { Button } from './button.tsx'

export type Difference = { label: string; now: ReactNode; yours: ReactNode }

/** Somebody changed it meanwhile (409): the rows that differ, side by side, and two ways on. What was typed stays. */
export function Conflict({
  who,
  at,
  differences,
  onKeep,
  onWrite,
}: {
  who?: string
  at?: string
  differences: Difference[]
  onKeep: () => void
  onWrite: () => void
}) {
  const t = useText()
  const style = useStyle()
  useEffect(() => feel('conflict'), [])
  return (
    <section className="conflict" role="alert">
      <p>{who && at ? t('conflict', { name: who, time: time(at, style) }) : t('conflict-unknown')}</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('conflict-now')}</th>
            <th scope="col">{t('conflict-yours')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ label, now, yours }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{now}</td>
              <td>{yours}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="conflict-actions">
        <Button onClick={onKeep}>{t('conflict-keep')}</Button>
        <Button look="main" writes onClick={onWrite}>
          {t('conflict-write')}
        </Button>
      </div>
    </section>
  )
}

/** «Черновик от 14:32 [Убрать]» over a form that was restored. */
export function DraftLine({ savedAt, onDrop }: { savedAt: string | null; onDrop: () => void }) {
  const t = useText()
  const style = useStyle()
  if (!savedAt) return null
  return (
    <p className="draft-line">
      {t('draft', { time: time(savedAt, style) })}
      <Button look="plain" onClick={onDrop}>
        {t('draft-drop')}
      </Button>
    </p>
  )
}
