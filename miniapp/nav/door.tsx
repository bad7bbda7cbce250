import { useEffect, useRef, useState } from 'react'
import { type Entry, signIn, useSession } from '../api/session.ts'
import { Button } from '../kit/button.tsx'
import { Trouble } from '../kit/states.tsx'
import { closeApp, inTelegram, openOutside } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'

/** Before the app: signing in, and each way in which it can end. */
export function Door({ entry }: { entry: Entry }) {
  const t = useText()
  const { botLink } = useSession()
  const heading = useRef<HTMLHeadingElement>(null)
  const entering = entry === 'entering'
  useEffect(() => {
    document.title = t('app')
    if (!entering) heading.current?.focus()
  }, [entering, t])
  if (entering) return <Entering />
  return (
    <main className="door">
      <h1 ref={heading} tabIndex={-1}>
        {t('enter-title')}
      </h1>
      {entry === 'trouble' ? (
        <Trouble kind={navigator.onLine ? 'server' : 'offline'} onAgain={() => void signIn()} />
      ) : (
        <>
          <p>{t(`enter-${entry}`)}</p>
          {inTelegram() ? (
            <Button look="main" onClick={closeApp}>
              {t('enter-close')}
            </Button>
          ) : (
            botLink && (
              <Button look="main" onClick={() => openOutside(botLink)}>
                {t('enter-open-bot')}
              </Button>
            )
          )}
        </>
      )}
    </main>
  )
}

/** Silent for 400 ms, then the frame of the tabs in grey. */
function Entering() {
  const t = useText()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 400)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="entering" aria-busy="true" data-shown={shown}>
      <h1 className="unseen">{t('entering')}</h1>
      <div className="bone" data-shown={shown} />
      <div className="bone" data-shown={shown} />
      <div className="bone" data-shown={shown} />
      <div className="bone low" data-shown={shown} />
    </main>
  )
}
