import { useEffect, useState } from 'react'
import { type Style, time } from '../../format.ts'
import type { Column } from './columns.ts'
import { type Scale, topOf } from './geometry.ts'

const BEAT_MS = 30_000

/** The server's clock, from what it said last: the device's own may be wrong. Beats every half a minute. */
export function useNow(said: string | undefined, at: number): number {
  const [device, setDevice] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setDevice(Date.now()), BEAT_MS)
    return () => clearInterval(timer)
  }, [])
  return said === undefined ? device : Date.parse(said) + Math.max(0, device - at)
}

/** The minute of a column's day that is now; null: it is another day's. */
export function nowIn(columns: readonly Column[], now: number): number | null {
  for (const { origin } of columns) {
    const minute = (now - origin) / 60_000
    if (minute >= 0 && minute < 1440) return minute
  }
  return null
}

/** A line across the columns at the present minute, with its time. */
export function NowLine({
  columns,
  scale,
  now,
  style,
}: {
  columns: Column[]
  scale: Scale
  now: number
  style: Style
}) {
  const minute = nowIn(columns, now)
  if (minute === null || minute < scale.from || minute > scale.to) return null
  return (
    <div className="now-line" style={{ top: topOf(scale, minute) }} aria-hidden="true">
      <span>{time(new Date(now), style)}</span>
    </div>
  )
}
