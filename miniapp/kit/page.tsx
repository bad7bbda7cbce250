import { type ReactNode, useContext, useEffect, useRef } from 'react'
import { back, focusOf, hasMoved } from '../nav/go.ts'
import { inTelegram } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { BackButton } from './button.tsx'
import { LayerContext } from './layer.ts'
import { ZoneLine } from './zone.tsx'

export type PageProps = {
  title: string
  /** Beside the title: a picker, «Сегодня», ⋯. */
  tools?: ReactNode
  /** Under the title, sticky with it: segments, chips, a date bar. */
  under?: ReactNode
  /** Instead of the title's words: a business with ▾. The title stays for screen readers. */
  heading?: ReactNode
  children: ReactNode
}

/** A screen: its header, its heading which gets the focus, its content. The same in a tab, a page and a wide panel. */
export function Page({ title, tools, under, heading, children }: PageProps) {
  const t = useText()
  const layer = useContext(LayerContext)
  const ref = useRef<HTMLHeadingElement>(null)
  const { kind, key, keepFocus } = layer
  useEffect(() => {
    if (keepFocus || !hasMoved()) return
    const target = focusOf(key) ?? ref.current
    target?.focus({ preventScroll: true })
  }, [key, keepFocus])
  useEffect(() => {
    if (kind !== 'panel') document.title = `${title} · ${t('app')}`
  }, [kind, title, t])
  const Heading = kind === 'panel' ? 'h2' : 'h1'
  // Telegram draws its own back button, above the app.
  const drawsBack = kind === 'panel' || (kind === 'page' && !inTelegram())
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          {drawsBack && <BackButton onBack={back} />}
          <Heading ref={ref} tabIndex={-1} className={heading ? 'unseen' : undefined}>
            {title}
          </Heading>
          {heading}
          {tools && <div className="page-tools">{tools}</div>}
        </div>
        {kind !== 'panel' && <ZoneLine />}
        {under}
      </header>
      <div className="page-body">{children}</div>
    </div>
  )
}
