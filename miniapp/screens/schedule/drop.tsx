import { type RefObject, useRef, useState } from 'react'
import { duration, type Style, time } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { Check } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useText } from '../../texts/texts.ts'
import { useMoving } from './actions.ts'
import type { ScheduledVisit } from './data.ts'
import { nearestThree } from './movemode.tsx'
import { PlaceTaken } from './taken.tsx'

/** Asked at the place where a visit was dropped: a drag slips more easily than a tap. */
export function DropSheet({
  visit,
  master,
  start,
  lost,
  starts,
  anchor,
  style,
  onDone,
}: {
  visit: ScheduledVisit
  master: { id: number; name: string }
  start: string
  lost: boolean
  /** Of this master on this day: what is bookable. */
  starts: string[]
  anchor: RefObject<HTMLDivElement | null>
  style: Style
  onDone: () => void
}) {
  const t = useText()
  const [notify, setNotify] = useState(true)
  const yes = useRef<HTMLButtonElement>(null)
  const moving = useMoving(style, onDone)
  const other = visit.parts[0]?.master !== master.id
  const move = (to: string) =>
    void moving.move(visit, { start: to, ...(other && { master: master.id }) }, notify && visit.chat !== null)
  const refused =
    moving.refused ??
    (lost && !moving.busy
      ? { message: t('sched-lost', { time: time(start, style) }), nearest: nearestThree(starts, start) }
      : null)
  return (
    <Sheet
      open
      onClose={onDone}
      title={t('sched-drop', { time: time(start, style), master: master.name })}
      anchor={anchor}
      focus={yes}
    >
      {refused && <PlaceTaken {...refused} style={style} onPick={move} />}
      {visit.chat !== null && <Check label={t('sched-tell')} on={notify} onChange={setNotify} />}
      <div className="drop-actions">
        {!refused && (
          <Button ref={yes} look="main" writes busy={moving.busy} onClick={() => move(start)}>
            {t('sched-drop-move')}
          </Button>
        )}
        <Button onClick={onDone}>{t('sched-drop-back')}</Button>
      </div>
    </Sheet>
  )
}

/** Asked where the lower edge was dropped. The client is told nothing: the time to come is the same. */
export function ResizeSheet({
  visit,
  start,
  minutes,
  longest,
  anchor,
  style,
  onDone,
}: {
  visit: ScheduledVisit
  start: string
  minutes: number
  /** Until what follows begins; null: nothing follows. */
  longest: number | null
  anchor: RefObject<HTMLDivElement | null>
  style: Style
  onDone: () => void
}) {
  const t = useText()
  const yes = useRef<HTMLButtonElement>(null)
  const resizing = useMoving(style, onDone)
  const until = (length: number) => time(new Date(Date.parse(start) + length * 60_000), style)
  const resize = (length: number) => void resizing.move(visit, { start, minutes: length }, false)
  const fits = longest !== null && longest < minutes && longest * 60_000 !== Date.parse(visit.end) - Date.parse(start)
  return (
    <Sheet
      open
      onClose={onDone}
      title={t('sched-resize', { time: until(minutes), length: duration(minutes, style.language) })}
      anchor={anchor}
      focus={yes}
    >
      {resizing.refused && <p role="alert">{resizing.refused.message}</p>}
      <div className="drop-actions">
        {!resizing.refused ? (
          <Button ref={yes} look="main" writes busy={resizing.busy} onClick={() => resize(minutes)}>
            {t('sched-resize-do')}
          </Button>
        ) : (
          fits && (
            <Button look="main" writes busy={resizing.busy} onClick={() => resize(longest)}>
              {t('sched-resize-until', { time: until(longest) })}
            </Button>
          )
        )}
        <Button onClick={onDone}>{t('sched-drop-back')}</Button>
      </div>
    </Sheet>
  )
}
