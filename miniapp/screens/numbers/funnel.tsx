import { useMemo } from 'react'
import type { Measure, Share } from '../../../domain/kpi/measure.ts'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { type Behind, rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { bars } from './options.ts'
import { Block } from './parts.tsx'
import { sourceWords } from './sources.ts'
import { count, shareWords, told, whyWords } from './words.ts'

type Funnel = NonNullable<Section['now']['funnel']>['all']
type Step = { key: 'clicks' | 'leads' | 'booked' | 'visited' | 'paid'; of?: Measure<Share>; behind?: Behind }

const stepsOf = (funnel: Funnel): Step[] => [
  ...(funnel.clicks === null ? [] : [{ key: 'clicks' as const, behind: { fact: 'spend' } }]),
  {
    key: 'leads',
    of: funnel.clicks === null ? undefined : funnel.clickToLead,
    behind: { fact: 'leads', column: 'imported', value: 'false' },
  },
  { key: 'booked', of: funnel.leadToBooking, behind: { fact: 'leads', column: 'booked', value: 'true' } },
  { key: 'visited', of: funnel.bookingToVisit, behind: { fact: 'leads', column: 'visited', value: 'true' } },
  { key: 'paid', of: funnel.visitToPayment, behind: { fact: 'leads', column: 'paid_visit', value: 'true' } },
]

/** Where contacts are lost: bars from one zero, each with its count and its share of the step before. */
export function FunnelSection({ asked }: { asked: Asked }) {
  const funnel = useSection('funnel', asked)
  return (
    <Answer of={funnel}>
      {(data) => (
        <>
          <Counted {...data} />
          <Steps data={data} />
        </>
      )}
    </Answer>
  )
}

function Steps({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const { all, bySource } = data.now.funnel!
  const before = data.compared?.numbers.funnel?.all
  const steps = stepsOf(all)
  const part = (of: Measure<Share> | undefined) => (of ? told(of, (share) => shareWords(t, style, share)) : '')
  const options = useMemo(() => {
    const points = stepsOf(all).map(({ key, of }) => ({
      label: t(`num-step-${key}`),
      value: all[key],
      words: [
        count(all[key] ?? 0, style),
        of?.value && of.value.all >= 30 && shareWords(t, style, of.value).split(',')[0],
      ]
        .filter(Boolean)
        .join(' · '),
    }))
    const max = Math.max(1, ...points.map(({ value }) => value ?? 0))
    return bars(points, { max, maxWords: count(max, style) })
  }, [all, style, t])
  if (all.leads === 0) return <Empty text={t('num-none')} />
  // The step at which most are lost, of those that are told by enough people.
  const worst = steps
    .filter(({ of }) => of?.value && of.value.all >= 5)
    .toSorted((a, b) => a.of!.value!.share - b.of!.value!.share)[0]
  return (
    <>
      <Block
        question={t('num-q-funnel')}
        summary={
          worst ? t('num-worst', { step: t(`num-step-${worst.key}`), share: part(worst.of) }) : t('num-funnel-few')
        }
        table={{
          name: `${data.period.from} – ${data.period.to}`,
          caption: t('num-q-funnel'),
          heading: [t('num-step'), t('num-count'), t('num-of-step'), ...(before ? [t('num-before')] : [])],
          kinds: ['text', 'number', 'share', 'number'],
          rows: steps.map(({ key, of, behind }) => ({
            key,
            to: rowsAt(data.period, behind!),
            cells: [
              t(`num-step-${key}`),
              { words: count(all[key] ?? 0, style), raw: all[key] },
              of
                ? { words: of.value ? part(of) : `— ${whyWords(t, of)}`, raw: of.value?.share ?? null }
                : { words: '', raw: null },
              ...(before ? [{ words: before[key] === null ? '—' : count(before[key], style), raw: before[key] }] : []),
            ],
          })),
        }}
      >
        <Chart
          label={steps.map(({ key }) => `${t(`num-step-${key}`)}: ${count(all[key] ?? 0, style)}`).join(', ')}
          height={steps.length * 44 + 32}
          options={options}
        />
      </Block>
      <Block
        question={t('num-q-sources')}
        table={{
          name: `${data.period.from} – ${data.period.to}`,
          caption: t('num-q-sources'),
          heading: [
            t('num-source'),
            ...(['leads', 'booked', 'visited', 'paid'] as const).map((key) => t(`num-step-${key}`)),
          ],
          kinds: ['text', 'number', 'number', 'number', 'number'],
          rows: bySource
            .toSorted((a, b) => b.leads - a.leads)
            .map((one) => ({
              key: one.source,
              to: rowsAt(data.period, { fact: 'leads', column: 'source', value: one.source }),
              cells: [
                { words: sourceWords(t, one.source), raw: one.source },
                ...(['leads', 'booked', 'visited', 'paid'] as const).map((key) => ({
                  words: count(one[key], style),
                  raw: one[key],
                })),
              ],
            })),
        }}
      />
    </>
  )
}
