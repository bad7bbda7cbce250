import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { DraftLine } from '../../kit/conflict.tsx'
import { showFirstError, TextField } from '../../kit/fields.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { type Experiment, type Places, type Size, setStatus, usePlaces, useRefresh } from './data.ts'
import { EMPTY, type Form, madeOf, nameOf, wrongAt } from './form.ts'
import { baselineWords } from './one.tsx'
import { PlaceStep, VariantStep } from './steps.tsx'

const EFFECTS = [2, 5, 10]
const LAST = 3

/** A new experiment in three steps: where, what differs, how many clients it takes. */
export function Make() {
  const t = useText()
  const refresh = useRefresh()
  const { data: places, error, refetch } = usePlaces()
  const draft = useDraft<Form>('experiment-new', EMPTY)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const form = draft.value
  const set = (change: Partial<Form>) => draft.set({ ...form, ...change })
  const step = (to: number) => {
    setTried(false)
    set({ step: to })
    window.scrollTo({ top: 0 })
  }

  const next = async (known: Places) => {
    if (wrongAt(form, known) !== null) {
      setTried(true)
      requestAnimationFrame(() => showFirstError())
      return
    }
    if (form.step < LAST) return step(form.step + 1)
    setBusy(true)
    try {
      const made = await call<Experiment>('POST', '/api/experiments', madeOf(t, form, known), {
        key: `experiment-${form.key}`,
      })
      draft.clear()
      if (!known.later.includes(made.kind)) await setStatus(made, { status: 'running' })
      feel('saved')
      refresh()
      go(`/experiments/${made.id}`, { replace: true })
      say({ text: t(known.later.includes(made.kind) ? 'exp-kept' : 'exp-started') })
    } catch (failure) {
      feel('refused')
      say({ text: troubleOf(t, failure) })
      refresh()
    } finally {
      setBusy(false)
    }
  }

  if (error)
    return (
      <Page title={t('exp-new')}>
        <Trouble error={error} onAgain={() => void refetch()} />
      </Page>
    )
  if (!places || !draft.ready)
    return (
      <Page title={t('exp-new')}>
        <Skeleton label={t('loading')} />
      </Page>
    )
  const later = form.kind !== '' && places.later.includes(form.kind)
  const verb = form.step < LAST ? 'exp-next' : later ? 'exp-save' : 'exp-start'
  return (
    <Page title={t('exp-new')}>
      <div className="form experiment-form">
        <p className="note">{t('exp-step', { step: form.step })}</p>
        <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
        {form.step === 1 && <PlaceStep form={form} set={set} places={places} tried={tried} />}
        {form.step === 2 && <VariantStep form={form} set={set} places={places} tried={tried} />}
        {form.step === 3 && <SizeStep form={form} set={set} places={places} />}
        {form.step > 1 && <Button onClick={() => step(form.step - 1)}>{t('exp-back')}</Button>}
      </div>
      <ActionBar text={t(verb)} busy={busy} writes={form.step === LAST} onPress={() => void next(places)} />
    </Page>
  )
}

/** The smallest change worth seeing, and at once what it costs in clients and weeks. */
function SizeStep({ form, set, places }: { form: Form; set: (change: Partial<Form>) => void; places: Places }) {
  const t = useText()
  const { kind, target, outcome, points } = form
  const asked = { kind, target: target || null, outcome, effect: points / 100 }
  const { data, error, refetch } = useQuery({
    queryKey: ['experiments', 'size', asked],
    queryFn: () => call<Size>('POST', '/api/experiments/size', asked),
    placeholderData: (before) => before,
  })
  return (
    <>
      <TextField
        label={t('exp-name')}
        value={form.name}
        placeholder={nameOf(t, form, places)}
        maxLength={100}
        onValue={(name) => set({ name })}
      />
      <div className="group">
        <p className="note">{t('exp-outcome')}</p>
        <ChipRow label={t('exp-outcome')}>
          {(['visit', 'payment'] as const).map((one) => (
            <Chip key={one} chosen={outcome === one} onPress={() => set({ outcome: one })}>
              {t(`exp-outcome-${one}`)}
            </Chip>
          ))}
        </ChipRow>
      </div>
      <div className="group">
        <p className="note">{t('exp-effect')}</p>
        <ChipRow label={t('exp-effect')}>
          {EFFECTS.map((one) => (
            <Chip key={one} chosen={points === one} onPress={() => set({ points: one })}>
              {t('exp-points', { points: one })}
            </Chip>
          ))}
        </ChipRow>
      </div>
      {error && <Trouble error={error} onAgain={() => void refetch()} />}
      {data && (
        <section className="stack" aria-live="polite">
          <p className="size">{t('exp-size', { size: data.size })}</p>
          <p>{data.weeks === null ? t('exp-weeks-unknown') : t('exp-weeks', { weeks: data.weeks })}</p>
          <p className="note">{baselineWords(t, { ...data, effect: asked.effect })}</p>
          <p className="note">{t(`exp-counts-${outcome}`, { days: data.windowDays })}</p>
        </section>
      )}
    </>
  )
}
