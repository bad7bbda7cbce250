import '../settings/settings.css'
import './guide.css'
import { useEffect, useState } from 'react'
import { minutesLeft, GUIDE_STEPS as STEPS } from '../../../domain/guide.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Button } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { go } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { useRefresh } from '../settings/data.ts'
import { BotStep } from './botstep.tsx'
import { type GuideState, type StepProps, useGuide, useSaveGuide } from './data.ts'
import { HoursStep } from './hoursstep.tsx'
import { OfferStep } from './offerstep.tsx'
import { PlaceStep } from './placestep.tsx'
import { ReadyStep } from './readystep.tsx'
import { TradeStep } from './tradestep.tsx'
import { TryStep } from './trystep.tsx'

const SCREENS = [TradeStep, PlaceStep, HoursStep, OfferStep, BotStep, TryStep, ReadyStep]
/** The first run: seven steps, saved after each, left and resumed at will. */
export default function Guide({ params }: ScreenProps) {
  const t = useText()
  const { data, error, refetch } = useGuide()
  const asked = Number(params.step)
  const named = Number.isInteger(asked) && asked >= 1 && asked <= STEPS
  // The address alone says which step is shown: an answer that comes late must not take a step away in which somebody types.
  const at = data?.step
  useEffect(() => {
    if (!named && at !== undefined) go(`/guide/${at}`, { replace: true })
  }, [named, at])
  if (!data || !named)
    return (
      <Page title={t('guide')}>
        {error ? <Trouble error={error} onAgain={() => void refetch()} /> : <Skeleton label={t('loading')} />}
      </Page>
    )
  return <Step key={asked} step={asked} guide={data} />
}

function Step({ step, guide }: { step: number; guide: GuideState }) {
  const t = useText()
  const save = useSaveGuide()
  const refresh = useRefresh()
  const { busy, work } = useWork()
  const [ready, setReady] = useState<{ save: () => Promise<boolean> }>({ save: async () => true })
  const Content: (props: StepProps) => React.ReactNode = SCREENS[step - 1]!
  const last = step === STEPS

  const move = async (to: number, change: Partial<GuideState> = {}) => {
    await save({ ...change, step: to })
    go(`/guide/${to}`, { replace: true })
    window.scrollTo(0, 0)
  }
  const next = () =>
    work(async () => {
      if (!(await ready.save())) return
      const skipped = guide.skipped.filter((one) => one !== step)
      refresh()
      if (!last) return move(step + 1, { skipped })
      await save({ done: true, skipped })
      go('/day')
    })
  const later = () => work(() => move(Math.min(step + 1, STEPS), { skipped: [...new Set([...guide.skipped, step])] }))

  return (
    <Page title={t('guide-step', { step, minutes: minutesLeft(step) })}>
      <div className="guide">
        <h2>{t(`guide-title-${step}`)}</h2>
        <Content guide={guide} onNext={(write) => setReady({ save: write })} />
        <div className="guide-back">
          {step > 1 ? (
            <Button look="plain" onClick={() => void work(() => move(step - 1))}>
              {t('back')}
            </Button>
          ) : (
            <span />
          )}
          {!last && (
            <Button look="plain" onClick={() => void later()}>
              {t('guide-later')}
            </Button>
          )}
        </div>
      </div>
      <ActionBar text={t(last ? 'guide-open-day' : 'guide-next')} busy={busy} onPress={() => void next()} />
    </Page>
  )
}
