import { useState } from 'react'
import { call } from '../../api/client.ts'
import { refreshMe } from '../../api/session.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useRefresh } from '../settings/data.ts'
import { type StepProps, useGuide } from './data.ts'

/** Step 1: five cards; a tap fills services, hours and texts. */
export function TradeStep({ guide }: StepProps) {
  const t = useText()
  const refresh = useRefresh()
  const { refetch } = useGuide()
  const [ask, dialog] = useAsk()
  const [busy, setBusy] = useState<string | null>(null)
  const choose = async (template: string) => {
    if (busy || template === guide.template) return
    // What was typed in later steps would be lost with it.
    const begun = Object.keys(guide.values).length > 0
    const question = { title: t('guide-replace-title'), text: t('guide-replace-text'), verb: t('guide-replace') }
    if (begun && !(await ask(question))) return
    setBusy(template)
    try {
      await call('POST', '/api/guide/template', { template })
      feel('saved')
      await refetch()
      await refreshMe()
      refresh()
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      <div className="guide-cards">
        {guide.templates.map(({ key, services }) => (
          <button
            key={key}
            type="button"
            className="guide-card"
            aria-pressed={key === guide.template}
            aria-busy={busy === key || undefined}
            onClick={() => void choose(key)}
          >
            <strong>{t(`guide-trade-${key}`)}</strong>
            <span className="note">{t('guide-trade-note', { count: services })}</span>
          </button>
        ))}
      </div>
      <p className="note">{t('guide-later-all')}</p>
      {dialog}
    </>
  )
}
