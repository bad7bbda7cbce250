import { useState } from 'react'
import { proportion } from '../../../domain/proportion.ts'
import { call } from '../../api/client.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { back } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText, useWords } from '../../texts/texts.ts'
import {
  type Experiment,
  isFull,
  letter,
  SIGNS,
  setStatus,
  usePlaces,
  useRefresh,
  type VariantKey,
  variantWords,
  verdictWords,
} from './data.ts'

/** One experiment: what is tried, how far it is, the verdict, and what is done about it. */
export function One({ experiment }: { experiment: Experiment }) {
  const { t, language } = useWords()
  const refresh = useRefresh()
  const { data: places } = usePlaces()
  const [busy, setBusy] = useState(false)
  const { status, winner, size, verdict } = experiment
  const full = isFull(experiment)

  const act = async (work: () => Promise<Experiment | undefined>) => {
    setBusy(true)
    let known: Experiment | undefined
    try {
      known = await work()
      feel('saved')
    } catch (error) {
      feel('refused')
      say({ text: troubleOf(t, error) })
    } finally {
      // The version that the next press goes by is here before a press is possible.
      refresh(known)
      setBusy(false)
    }
  }
  const stop = () =>
    act(async () => {
      const stopped = await setStatus(experiment, { status: 'stopped' })
      say({ text: t('exp-stopped'), undo: () => void act(() => setStatus(stopped, { status: 'running' })) })
      return stopped
    })
  const start = () => act(() => setStatus(experiment, { status: 'running' }))
  const decide = (variant: VariantKey) =>
    act(async () => {
      const decided = await setStatus(experiment, { status: 'decided', winner: variant })
      say({ text: t('exp-decided', { variant: letter(t, variant) }) })
      return decided
    })
  const remove = () =>
    act(async () => {
      await call('DELETE', `/api/experiments/${experiment.id}`)
      back()
      return undefined
    })
  const better = verdict.kind === 'better' ? (verdict.variant ?? null) : null

  return (
    <Page title={experiment.name}>
      <div className="sections experiment">
        {status !== 'draft' && (
          <section className="verdict" data-kind={verdict.kind}>
            <p className="verdict-words">
              <span aria-hidden="true">{SIGNS[verdict.kind]}</span> {verdictWords(t, language, experiment)}
            </p>
            <p className="note">
              {winner ? t('exp-chosen', { variant: letter(t, winner) }) : t(`exp-status-${status}`)}
              {'. '}
              {t('exp-fixed', { size })}
            </p>
          </section>
        )}
        {(['a', 'b'] as const).map((key) => (
          <Card key={key} title={t('exp-variant', { variant: letter(t, key) })}>
            <p className="variant-words">{variantWords(t, places, experiment, key)}</p>
            {status !== 'draft' && <ArmLine experiment={experiment} variant={key} />}
            {status !== 'draft' && status !== 'decided' && key !== better && (
              <Button writes busy={busy} onClick={() => void decide(key)}>
                {t('exp-keep', { variant: letter(t, key) })}
              </Button>
            )}
          </Card>
        ))}
        <p className="note">{t(`exp-counts-${experiment.outcome}`, { days: experiment.windowDays })}</p>
        <p className="note">{baselineWords(t, experiment)}</p>
        {status === 'running' && (
          <Button writes busy={busy} onClick={() => void stop()}>
            {t('exp-stop')}
          </Button>
        )}
        {status === 'draft' && (
          <Button look="danger" writes busy={busy} onClick={() => void remove()}>
            {t('exp-remove')}
          </Button>
        )}
      </div>
      {better && status !== 'decided' ? (
        <ActionBar
          text={t('exp-keep', { variant: letter(t, better) })}
          busy={busy}
          onPress={() => void decide(better)}
        />
      ) : status === 'draft' || (status === 'stopped' && !full) ? (
        <ActionBar text={t(status === 'draft' ? 'exp-start' : 'exp-again')} busy={busy} onPress={() => void start()} />
      ) : null}
    </Page>
  )
}

/** How many have seen a variant, and, once both groups are full, how many of them came. */
function ArmLine({ experiment, variant }: { experiment: Experiment; variant: VariantKey }) {
  const t = useText()
  const { size, outcome } = experiment
  const { exposed, judged, came } = experiment.arms[variant]
  const label = t('exp-progress', { judged, size })
  return (
    <>
      <progress value={judged} max={size} aria-label={label} />
      <p className="note">
        {label}
        {exposed > judged && ` ${t('exp-waiting', { count: exposed - judged })}`}
      </p>
      {came !== null && <p>{cameWords(t, outcome, came, judged)}</p>}
    </>
  )
}

/** Few are counted, more get a share, and the share its interval while it says something. */
function cameWords(t: ReturnType<typeof useText>, outcome: Experiment['outcome'], came: number, all: number): string {
  const few = t(`exp-came-${outcome}`, { came, all })
  const share = all >= 30 ? proportion(came, all) : null
  if (!share) return few
  const percent = (part: number) => Math.round(part * 100)
  const likely = all < 200 ? `, ${t('exp-likely', { from: percent(share.from), to: percent(share.to) })}` : ''
  return `${percent(share.share)}%${likely} (${few})`
}

export const baselineWords = (
  t: ReturnType<typeof useText>,
  { baseline, baselineOf, effect }: Pick<Experiment, 'baseline' | 'baselineOf' | 'effect'>,
) =>
  baselineOf > 0
    ? t('exp-usual', { share: Math.round(baseline * 100), count: baselineOf, effect: Math.round(effect * 100) })
    : t('exp-unusual', { effect: Math.round(effect * 100) })
