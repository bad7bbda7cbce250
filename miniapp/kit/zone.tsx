import { useEffect, useState } from 'react'
import { useSession } from '../api/session.ts'
import { city, time, zoneGap } from '../format.ts'
import { useText } from '../texts/texts.ts'
import { useStyle } from '../use-style.ts'

/** One line where the device's clock is not the branch's: both times. */
export function ZoneLine() {
  const t = useText()
  const style = useStyle()
  const { session } = useSession()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  if (!session || zoneGap(style.zone, now) === 0) return null
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <p className="zone-line">
      {t('branch-time', {
        city: city(style.zone, style.language),
        there: time(now, style),
        here: time(now, { ...style, zone: device }),
      })}
    </p>
  )
}
