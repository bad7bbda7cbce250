import { useMemo } from 'react'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { bars } from './options.ts'
import { Block } from './parts.tsx'
import { count, rubles, shareWords, told, whyWords } from './words.ts'

const MOST_BARS = 8

/** What each service brings, and whether its clients come again. */
export function ServicesSection({ asked }: { asked: Asked }) {
  const services = useSection('services', asked)
  return (
    <Answer of={services}>
      {(data) => (
        <>
          <Counted {...data} />
          <Bringing data={data} />
        </>
      )}
    </Answer>
  )
}

function Bringing({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const services = data.now.services!
  const options = useMemo(() => {
    const points = services.slice(0, MOST_BARS).map(({ name, price }) => ({
      label: name,
      value: price,
      words: rubles(price, style),
    }))
    const max = Math.max(100, ...points.map(({ value }) => value))
    return bars(points, { max, maxWords: rubles(max, style) })
  }, [services, style])
  const [best] = services
  if (!best) return <Empty text={t('num-none')} />
  const summary = t('num-services-best', { name: best.name, price: rubles(best.price, style) })
  return (
    <Block
      question={t('num-q-services')}
      summary={summary}
      table={{
        name: `${data.period.from} – ${data.period.to}`,
        caption: t('num-q-services'),
        heading: [
          t('num-service'),
          t('num-f-done'),
          t('num-f-came'),
          t('num-f-margin'),
          t('num-f-repeat'),
          t('num-f-noshows'),
        ],
        kinds: ['text', 'money', 'number', 'money', 'share', 'number'],
        rows: services.map((one) => ({
          key: String(one.serviceId),
          to: rowsAt(data.period, { fact: 'services', column: 'service_id', value: String(one.serviceId) }),
          cells: [
            one.name,
            { words: rubles(one.price, style), raw: one.price / 100 },
            { words: count(one.came, style), raw: one.came },
            {
              words: told(one.margin, (value) => rubles(value, style)),
              raw: one.margin.value === null ? null : one.margin.value / 100,
            },
            {
              words:
                one.repeat.value === null ? `— ${whyWords(t, one.repeat)}` : shareWords(t, style, one.repeat.value),
              raw: one.repeat.value?.share ?? null,
            },
            { words: count(one.noShow, style), raw: one.noShow },
          ],
        })),
      }}
    >
      <Chart label={summary} height={Math.min(services.length, MOST_BARS) * 44 + 32} options={options} />
    </Block>
  )
}
