import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { MoneyField } from '../../kit/fields.tsx'
import { Tiles } from '../../kit/list.tsx'
import { useText, useWords } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Around } from './data.ts'
import { Answer } from './frame.tsx'
import { Block, Fact } from './parts.tsx'
import { rubles, told, whyWords } from './words.ts'

/** What the date that the owner has marked has brought: the gain, and when the assistant pays back. */
export function AroundBlock({ mark }: { mark: string }) {
  const t = useText()
  const [costs, setCosts] = useState<{ setup: number | null; monthly: number | null }>({ setup: null, monthly: null })
  const { setup, monthly } = costs
  // What is not typed is taken from the costs that are written down.
  const query = new URLSearchParams({
    date: mark,
    ...(setup !== null && { setup: String(setup) }),
    ...(monthly !== null && { monthly: String(monthly) }),
  })
  const around = useQuery({
    queryKey: ['numbers', 'around', query.toString()],
    queryFn: () => call<Around>('GET', `/api/kpi/around?${query}`),
    placeholderData: (before) => before,
  })
  return (
    <Block question={t('num-q-mark')}>
      <div className="num-costs">
        <MoneyField
          label={t('num-setup')}
          kopecks={setup ?? (around.data?.setup || null)}
          onKopecks={(kopecks) => setCosts({ monthly, setup: kopecks })}
        />
        <MoneyField
          label={t('num-monthly')}
          kopecks={monthly ?? (around.data?.monthly || null)}
          onKopecks={(kopecks) => setCosts({ setup, monthly: kopecks })}
        />
      </div>
      <Answer of={around}>{(data) => <Gain data={data} asked={data.setup > 0} />}</Answer>
    </Block>
  )
}

const unset: Around['paybackMonths'] = { value: null, reason: 'no_data' }

function Gain({ data, asked }: { data: Around; asked: boolean }) {
  const { t, language } = useWords()
  const style = useStyle()
  const points = new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const change = (label: string, value: Around['noShow']) => (
    <Fact
      label={t(label)}
      value={told(value, (one) => t('num-points', { points: points.format(one.points).replace('-', '−') }))}
      note={value.value && !value.value.clear && t('num-steady')}
      why={whyWords(t, value)}
    />
  )
  const { extraRevenue, fewerNoShows, paybackMonths } = data
  // Nothing spent on the start has nothing to pay back.
  const payback = asked ? paybackMonths : unset
  return (
    <Tiles>
      {change('num-f-booked', data.leadToBooking)}
      {change('num-f-noshow', data.noShow)}
      {change('num-f-within60', data.within60)}
      <Fact
        label={t('num-f-fewer')}
        value={told(fewerNoShows, (value) => `${points.format(value * 100).replace('-', '−')}%`)}
        note={data.noShow.value && !data.noShow.value.clear && t('num-chance')}
        why={whyWords(t, fewerNoShows)}
      />
      <Fact
        label={t('num-f-extra')}
        value={told(extraRevenue, (value) => rubles(value, style))}
        note={data.leadToBooking.value && !data.leadToBooking.value.clear && t('num-chance')}
        why={whyWords(t, extraRevenue)}
      />
      <Fact
        label={t('num-f-payback')}
        value={told(payback, (value) => t('num-months', { months: points.format(value).replace('+', '') }))}
        why={payback === unset ? t('num-setup-missing') : whyWords(t, payback)}
      />
    </Tiles>
  )
}
