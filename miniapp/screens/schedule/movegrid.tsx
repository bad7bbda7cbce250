import { useEffect, useRef } from 'react'
import { dateDay, type Style, time } from '../../format.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import type { Column } from './columns.ts'
import { heightOf, type Scale, topOf } from './geometry.ts'
import { Gutter } from './grid.tsx'
import { Sideways } from './sideways.tsx'

export type Choice = { master: number; start: string }

/** Bookable starts of a visit by master; what is taken is grey. */
export function MoveGrid({
  columns,
  scale,
  style,
  step,
  startsOf,
  visit,
  choice,
  onChoose,
}: {
  columns: Column[]
  scale: Scale
  style: Style
  step: number
  startsOf: (master: number) => string[]
  visit: { id: number; start: string; end: string; parts: { master: { id: number } }[] }
  choice: Choice | null
  onChoose: (choice: Choice) => void
}) {
  const t = useText()
  const grid = useRef<HTMLDivElement>(null)
  const { id } = visit
  // Where it stands now, or what is nearest, comes to a third of the screen; after that only the finger scrolls.
  useEffect(() => {
    const to = grid.current?.querySelector(`.was, [data-start]`)
    const top = to?.getBoundingClientRect().top
    if (id && top !== undefined) window.scrollTo({ top: Math.max(0, top + window.scrollY - window.innerHeight / 2) })
  }, [id])
  const minuteOf = (column: Column, at: string) => (Date.parse(at) - column.origin) / 60_000
  const box = (from: number, to: number) => ({ top: topOf(scale, from), height: (to - from) * scale.perMinute - 2 })
  const length = (Date.parse(visit.end) - Date.parse(visit.start)) / 60_000
  const vars = { '--columns': columns.length, '--hour': `${60 * scale.perMinute}px`, height: heightOf(scale) + 16 }
  return (
    <Sideways>
      <div ref={grid} className="grid moving" style={vars as React.CSSProperties}>
        <Gutter scale={scale} />
        {columns.map((column) => {
          const master = column.resource.id
          const was = minuteOf(column, visit.start)
          return (
            <div key={column.key} className="column" style={{ height: heightOf(scale) }}>
              {column.items
                .filter((item) => item.kind !== 'free' && !(item.kind === 'visit' && item.visit.id === visit.id))
                .map((item) => (
                  <div key={item.key} className="closed busy" aria-hidden="true" style={box(item.from, item.to)}>
                    {(item.to - item.from) * scale.perMinute > 18 && t('sched-taken-column')}
                  </div>
                ))}
              {visit.parts[0]!.master.id === master && was >= 0 && was < 1440 && (
                <div className="was" aria-hidden="true" style={box(was, was + length)} />
              )}
              <ol aria-label={t('sched-column', { name: column.resource.name, day: dateDay(column.date, style) })}>
                {startsOf(master).map((start) => {
                  const at = minuteOf(column, start)
                  const chosen = choice?.master === master && choice.start === start
                  return (
                    <li
                      key={start}
                      style={box(at, at + (chosen ? Math.max(step, length) : step))}
                      data-chosen={chosen || undefined}
                    >
                      <button
                        type="button"
                        className="block"
                        data-kind="start"
                        data-start={start}
                        aria-pressed={chosen}
                        aria-label={t('sched-start-name', { time: time(start, style), master: column.resource.name })}
                        onClick={() => {
                          feel('select')
                          onChoose({ master, start })
                        }}
                      >
                        {time(start, style)}
                      </button>
                    </li>
                  )
                })}
              </ol>
            </div>
          )
        })}
      </div>
    </Sideways>
  )
}
