import { useMemo } from 'react'
import { useRight } from '../../api/session.ts'
import { duration } from '../../format.ts'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { bars } from './options.ts'
import { Block, type Cell } from './parts.tsx'
import { count, percent, rubles, shareWords, told, UNKNOWN, whyWords } from './words.ts'

/** Who is busy: visits against open hours. A master sees their own, and no money. */
export function MastersSection({ asked }: { asked: Asked }) {
  const masters = useSection('masters', asked)
  return (
    <Answer of={masters}>
      {(data) => (
        <>
          <Counted {...data} />
          <Busy data={data} />
        </>
      )}
    </Answer>
  )
}

function Busy({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const all = useRight('numbers') === 'all'
  const masters = data.now.masters!
  const before = new Map((data.compared?.numbers.masters ?? []).map((one) => [one.masterId, one]))
  const busy = (one: (typeof masters)[number]) => told(one.occupancy, (value) => percent(value, style))
  const options = useMemo(() => {
    const points = masters.map(({ name, occupancy }) => ({
      label: name,
      value: occupancy.value,
      words: occupancy.value === null ? UNKNOWN : percent(occupancy.value, style),
    }))
    const max = Math.max(1, ...points.map(({ value }) => value ?? 0))
    return bars(points, { max, maxWords: percent(max, style) })
  }, [masters, style])
  if (masters.length === 0) return <Empty text={t('num-masters-none')} />
  const summary = masters.map((one) => `${one.name}: ${busy(one)}`).join(', ')
  const hours = (minutes: number): Cell => ({ words: duration(minutes, style.language), raw: minutes / 60 })
  const money = masters.some(({ price }) => price !== null)
  return (
    <Block
      question={t('num-q-masters')}
      summary={masters.length < 4 ? summary : undefined}
      table={{
        name: `${data.period.from} – ${data.period.to}`,
        caption: t('num-q-masters'),
        heading: [
          t('num-master'),
          t('num-f-busy'),
          t('num-busy-hours'),
          t('num-open-hours'),
          t('num-f-visits'),
          t('num-f-noshow'),
          ...(money ? [t('num-f-done')] : []),
        ],
        kinds: ['text', 'share', 'number', 'number', 'number', 'share', 'money'],
        rows: masters.map((one) => {
          const was = before.get(one.masterId)?.occupancy.value
          return {
            key: String(one.masterId),
            to: all
              ? rowsAt(data.period, { fact: 'services', column: 'master_id', value: String(one.masterId) })
              : undefined,
            cells: [
              one.name,
              {
                words:
                  one.occupancy.value === null
                    ? `— ${whyWords(t, one.occupancy)}`
                    : [busy(one), was != null && t('num-was', { value: percent(was, style) })]
                        .filter(Boolean)
                        .join(', '),
                raw: one.occupancy.value,
              },
              hours(one.busyMinutes),
              hours(one.openMinutes),
              { words: count(one.visits, style), raw: one.visits },
              {
                words: told(one.noShowShare, (share) => shareWords(t, style, share)),
                raw: one.noShowShare.value?.share ?? null,
              },
              ...(money
                ? [
                    {
                      words: one.price === null ? UNKNOWN : rubles(one.price, style),
                      raw: one.price === null ? null : one.price / 100,
                    },
                  ]
                : []),
            ],
          }
        }),
      }}
    >
      <Chart label={summary} height={masters.length * 44 + 32} options={options} />
    </Block>
  )
}
