import { Chip, ChipRow } from '../../kit/button.tsx'
import { Check, Select, TextArea, TextField } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { firstLine } from '../settings/texts.tsx'
import type { Kind, Places } from './data.ts'
import { type Form, standing, wrongAt } from './form.ts'

type StepProps = { form: Form; set: (change: Partial<Form>) => void; places: Places; tried: boolean }

const KINDS: Kind[] = ['text', 'landing', 'offer', 'chain', 'questions', 'first', 'prepayment']

/** Where something is tried: what kind of thing, and which of them. */
export function PlaceStep({ form, set, places, tried }: StepProps) {
  const t = useText()
  const { kind, target } = form
  const options = {
    text: places.texts.map((one) => ({ value: one.target, label: `${one.group}: ${firstLine(one.ru)}` })),
    offer: places.offers.map((one) => ({ value: one.target, label: t(`exp-offer-${one.target}`) })),
    chain: places.chains.map((one) => ({ value: one.target, label: t(`exp-chain-${one.target}`) })),
  }
  const there: Record<Kind, boolean> = {
    text: true,
    landing: true,
    offer: options.offer.length > 0,
    chain: options.chain.length > 0,
    questions: places.questions.length > 0,
    first: true,
    prepayment: true,
  }
  const wrong = tried ? wrongAt(form, places) : null
  const busy = places.busy.some((one) => one.kind === kind && (one.target ?? '') === target)
  return (
    <>
      <div className="group">
        <p className="note">{t('exp-what')}</p>
        <ChipRow label={t('exp-what')}>
          {KINDS.filter((one) => there[one]).map((one) => (
            <Chip
              key={one}
              chosen={kind === one}
              onPress={() => set({ kind: one, target: '', text: '', textEn: '', percent: '', ask: null })}
            >
              {t(`exp-kind-${one}`)}
            </Chip>
          ))}
        </ChipRow>
      </div>
      {wrong && kind === '' && (
        <p className="field-error" role="alert">
          {t('exp-choose')}
        </p>
      )}
      {kind !== '' && <p className="note">{t(`exp-about-${kind}`)}</p>}
      {(kind === 'text' || kind === 'offer' || kind === 'chain') && (
        <Select
          label={t(`exp-which-${kind}`)}
          value={target}
          onValue={(chosen) => set({ target: chosen, text: '', textEn: '' })}
          options={options[kind]}
          error={wrong && t(wrong)}
        />
      )}
      {kind === 'landing' && (
        <TextField
          label={t('exp-campaign')}
          hint={t('exp-campaign-hint')}
          value={target}
          maxLength={60}
          onValue={(campaign) => set({ target: campaign })}
          error={wrong && t(wrong)}
        />
      )}
      {busy && <p className="note">{t('exp-busy')}</p>}
    </>
  )
}

/** How the two variants differ. */
export function VariantStep({ form, set, places, tried }: StepProps) {
  const t = useText()
  const { kind } = form
  const wrong = tried ? wrongAt(form, places) : null
  const error = wrong && t(wrong)
  const title = (variant: 'a' | 'b') => t('exp-variant', { variant: t(`exp-variant-${variant}`) })
  if (kind === 'text' || kind === 'landing') {
    const now = standing(form, places)
    return (
      <>
        <Card title={title('a')}>
          <p className="variant-words">{now || t('exp-as-now')}</p>
        </Card>
        <TextArea
          label={title('b')}
          hint={kind === 'text' ? t('exp-text-hint') : undefined}
          rows={6}
          maxLength={2000}
          value={form.text}
          onValue={(text) => set({ text })}
          error={error}
        />
        {now !== '' && form.text === '' && <Chip onPress={() => set({ text: now })}>{t('exp-copy')}</Chip>}
        {kind === 'text' && (
          <TextArea
            label={t('exp-english')}
            hint={t('exp-english-hint')}
            value={form.textEn}
            maxLength={2000}
            onValue={(textEn) => set({ textEn })}
          />
        )}
      </>
    )
  }
  if (kind === 'offer') {
    const now = places.offers.find((one) => one.target === form.target)?.percent ?? 0
    return (
      <>
        <Card title={title('a')}>
          <p className="variant-words">{t('exp-percent', { percent: now })}</p>
        </Card>
        <TextField
          label={title('b')}
          hint={t('exp-percent-hint')}
          inputMode="numeric"
          value={form.percent}
          onValue={(percent) => set({ percent })}
          error={error}
        />
      </>
    )
  }
  if (kind === 'questions') {
    const now = places.questions.map(({ id }) => id)
    const ask = form.ask ?? now
    return (
      <>
        <Card title={title('a')}>
          <p className="variant-words">{places.questions.map(({ text }) => text).join('\n')}</p>
        </Card>
        <Card title={title('b')}>
          {places.questions.map(({ id, text }) => (
            <Check
              key={id}
              label={text}
              on={ask.includes(id)}
              onChange={(on) => set({ ask: now.filter((one) => (one === id ? on : ask.includes(one))) })}
            />
          ))}
          {error && (
            <p className="field-error" role="alert">
              {error}
            </p>
          )}
        </Card>
      </>
    )
  }
  const chainOn = places.chains.find((one) => one.target === form.target)?.on ?? true
  const words =
    kind === 'prepayment'
      ? (['exp-remind', 'exp-prepay'] as const)
      : kind === 'chain'
        ? ([chainOn ? 'exp-on' : 'exp-off', chainOn ? 'exp-off' : 'exp-on'] as const)
        : ([`exp-first-${places.first}`, `exp-first-${places.first === 'people' ? 'assistant' : 'people'}`] as const)
  return (['a', 'b'] as const).map((variant, index) => (
    <Card key={variant} title={title(variant)}>
      <p className="variant-words">{t(words[index]!)}</p>
    </Card>
  ))
}
