import { useEffect, useRef, useState } from 'react'
import { useLive } from '../api/live.ts'
import { useOnline } from '../api/online.ts'
import { signInAgain, useSession } from '../api/session.ts'
import { time } from '../format.ts'
import { inTelegram } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { useStyle } from '../use-style.ts'
import { hush, type Said, say, undoSaid, useSaid } from './bar.ts'

/** The one place where the app speaks: connection and sign-in stand, what happened passes. */
export function Bars() {
  const t = useText()
  const said = useSaid()
  const style = useStyle()
  const { entry } = useSession()
  const { online, freshAt } = useOnline()
  const { polling } = useLive()
  const was = useRef(online)
  useEffect(() => {
    if (online && !was.current) say({ text: t('online'), seconds: 3 })
    was.current = online
  }, [online, t])

  return (
    <div className="bars" role="status" aria-live="polite">
      {polling && online && entry === 'in' && <p className="bar chip-like">{t('polling')}</p>}
      {!online && <p className="bar">{t('offline', { time: time(new Date(freshAt), style) })}</p>}
      {entry === 'ended' && (
        <p className="bar">
          <span>{t('enter-over')}</span>
          <button
            type="button"
            className="bar-button"
            onClick={async () => {
              if ((await signInAgain()) !== 'in') say({ text: t(inTelegram() ? 'enter-stale' : 'enter-outside') })
            }}
          >
            {t('enter-again')}
          </button>
        </p>
      )}
      {said && <SaidBar key={said.id} said={said} />}
    </div>
  )
}

function SaidBar({ said }: { said: Said }) {
  const t = useText()
  return (
    <div className="bar">
      <span>{said.text}</span>
      {said.undo && (
        <button type="button" className="bar-button" onClick={undoSaid}>
          {t('undo')} <Left until={said.until} />
        </button>
      )}
      {said.extra && (
        <button
          type="button"
          className="bar-button"
          onClick={() => {
            hush()
            said.extra?.act()
          }}
        >
          {said.extra.label}
        </button>
      )}
    </div>
  )
}

/** Seconds that are left; silent for those who listen. */
function Left({ until }: { until: number }) {
  const t = useText()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="left" aria-hidden="true">
      {t('seconds-left', { count: Math.max(0, Math.ceil((until - now) / 1000)) })}
    </span>
  )
}
