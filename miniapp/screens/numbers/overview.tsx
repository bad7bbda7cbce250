import { useMemo, useState } from 'react'
import { MARK_DAYS } from '../../../domain/kpi/period.ts'
import { addDays } from '../../../domain/time.ts'
import { useRight } from '../../api/session.ts'
import { dateDay, type Style } from '../../format.ts'
import { Chip, ChipRow, GoLink } from '../../kit/button.tsx'
import { Tiles } from '../../kit/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { AroundBlock } from './around.tsx'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { type Behind, type Overview, rowsAt, type StopLine, useOverview, useSection, useStops } from './data.ts'
import { dayPoints } from './days.ts'
import { Answer, Counted } from './frame.tsx'
import { columns } from './options.ts'
import { Block, Fact } from './parts.tsx'
import { sourceWords } from './sources.ts'
import {
  type Changed,
  count,
  countChange,
  moneyChange,
  rubles,
  seconds,
  shareChange,
  shareParts,
  told,
  UNKNOWN,
  whyWords,
} from './words.ts'

/** The first look: what came in, what came out of it, money, the days one by one. */
export function OverviewSection({ asked }: { asked: Asked }) {
  const overview = useOverview(asked)
  return (
    <Answer of={overview}>
      {(data) => (
        <>
          <Counted {...data} />
          <Facts data={data} />
          <DaysBlock asked={asked} />
          {asked.versus === 'mark' && <AroundBlock mark={asked.mark} />}
        </>
      )}
    </Answer>
  )
}

function Facts({ data }: { data: Overview }) {
  const t = useText()
  const style = useStyle()
  const spends = useRight('spend') === 'all'
  const { now, period, saved } = data
  const was = data.compared?.numbers
  const at = (behind: Behind) => rowsAt(period, behind)
  if (now.leads === 0 && now.visits === 0 && now.spend === null) return <Empty text={t('num-none')} />
  const number = (key: 'leads' | 'newClients' | 'came', higher: 'good' | 'same', behind: Behind) => (
    <Fact
      label={t(`num-f-${key}`)}
      value={count(now[key], style)}
      changed={was && countChange(t, style, was[key], now[key], higher)}
      to={at(behind)}
    />
  )
  const amount = (
    key: 'averageCheck' | 'cac' | 'cpo' | 'margin' | 'contribution',
    behind: Behind,
    note?: string | false,
  ) => (
    <Fact
      label={t(`num-f-${key}`)}
      value={told(now[key], (value) => rubles(value, style))}
      note={note}
      why={whyWords(t, now[key])}
      changed={was && now[key].value !== null ? moneyChange(t, style, was[key]) : null}
      to={now[key].value === null ? undefined : at(behind)}
    />
  )
  const share = (
    label: string,
    value: Overview['now']['noShow'],
    before: Overview['now']['noShow'] | undefined,
    higher: 'good' | 'bad' | 'same',
    behind: Behind,
  ) => {
    const changed: Changed | null = before ? shareChange(t, style, before, value, higher) : null
    return (
      <Fact
        label={t(label)}
        {...(value.value ? shareParts(t, style, value.value) : { value: UNKNOWN })}
        why={whyWords(t, value)}
        changed={changed}
        to={value.value === null ? undefined : at(behind)}
      />
    )
  }
  const { speed, funnel, assistant } = now
  return (
    <>
      <Tiles>
        {number('leads', 'good', { fact: 'leads', column: 'imported', value: 'false' })}
        {number('newClients', 'good', { fact: 'leads', column: 'new_client', value: 'true' })}
        {number('came', 'good', { fact: 'visits', column: 'came', value: 'true' })}
        <Fact
          label={t('num-f-revenue')}
          value={rubles(now.revenue, style)}
          changed={was && moneyChange(t, style, was.revenue)}
          to={at({ fact: 'payments' })}
        />
        {share('num-f-booked', funnel.leadToBooking, was?.funnel.leadToBooking, 'good', {
          fact: 'leads',
          column: 'booked',
          value: 'true',
        })}
        <Fact
          label={t('num-f-answer')}
          value={told(speed.median, (value) => seconds(value, t))}
          note={speed.median.value !== null && t('num-median', { count: count(speed.asked, style) })}
          why={whyWords(t, speed.median)}
          to={at({ fact: 'answers', column: 'opening', value: 'lead' })}
        />
        {share('num-f-noshow', now.noShow, was?.noShow, 'bad', { fact: 'visits', column: 'no_show', value: 'true' })}
        {share('num-f-late', now.lateCancel, was?.lateCancel, 'bad', {
          fact: 'visits',
          column: 'cancelled_late',
          value: 'true',
        })}
        {share('num-f-automatic', assistant.automatic, was?.assistant.automatic, 'good', { fact: 'readings' })}
        {amount('averageCheck', { fact: 'payments' })}
        {amount('margin', { fact: 'visits', column: 'came', value: 'true' })}
        <Fact
          label={t('num-f-spend')}
          value={now.spend === null ? '—' : rubles(now.spend, style)}
          why={now.spend === null ? t('num-why-no_spend') : undefined}
          changed={was && now.spend !== null ? moneyChange(t, style, was.spend) : null}
          to={now.spend === null && spends ? '/numbers/spend' : at({ fact: 'spend' })}
        />
        {amount(
          'cac',
          { fact: 'leads', column: 'new_client', value: 'true' },
          now.cacPaid.value !== null &&
            t('num-cac-apart', { price: rubles(now.cacPaid.value, style), organic: count(now.newOrganic, style) }),
        )}
        {amount('cpo', { fact: 'visits', column: 'came', value: 'true' })}
        {amount('contribution', { fact: 'visits', column: 'came', value: 'true' })}
        <Fact
          label={t('num-f-discounts')}
          value={rubles(now.discounts, style)}
          note={t('num-free', { count: now.freeVisits })}
          to={at({ fact: 'visits' })}
        />
        <Fact
          label={t('num-f-saved')}
          value={told(saved.hours, (hours) => t('num-hours', { hours: oneDigit(hours, style) }))}
          note={
            saved.money.value === null
              ? t('num-saved-price')
              : t('num-saved', { money: rubles(saved.money.value, style), dialogues: count(saved.dialogues, style) })
          }
          why={whyWords(t, saved.hours)}
          to={spends ? '/numbers/costs' : undefined}
        />
      </Tiles>
      {spends && (
        <div className="num-files">
          <GoLink to="/numbers/spend" className="button quiet num-alone">
            {t('num-spend-enter')}
          </GoLink>
          <GoLink to="/numbers/costs" className="button quiet num-alone">
            {t('num-costs')}
          </GoLink>
        </div>
      )}
    </>
  )
}

const oneDigit = (value: number, { language }: Style) =>
  new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { maximumFractionDigits: 1 }).format(value)

const METRICS = ['leads', 'came', 'revenue'] as const

/** How the days go: columns, and a gap where nothing is known of a day. */
function DaysBlock({ asked }: { asked: Asked }) {
  const marked = asked.versus === 'mark'
  const around: Asked = marked
    ? {
        ...asked,
        days: null,
        from: addDays(asked.mark, -MARK_DAYS),
        to: addDays(asked.mark, MARK_DAYS - 1),
        versus: 'none',
      }
    : { ...asked, versus: 'none' }
  const stops = useStops()
  return (
    <Answer of={useSection('days', around)}>
      {({ now, period }) => (
        <Days days={now.days ?? []} period={period} mark={marked ? asked.mark : null} stops={stops} />
      )}
    </Answer>
  )
}

function Days({
  days,
  period,
  mark,
  stops,
}: {
  days: NonNullable<NonNullable<ReturnType<typeof useSection>['data']>['now']['days']>
  period: Overview['period']
  mark: string | null
  stops: readonly StopLine[]
}) {
  const t = useText()
  const style = useStyle()
  const [metric, setMetric] = useState<(typeof METRICS)[number]>('leads')
  const points = useMemo(() => dayPoints(days, period, metric, style), [days, period, metric, style])
  const options = useMemo(
    () =>
      columns(points, {
        whole: metric !== 'revenue',
        axis: (value) => (metric === 'revenue' ? rubles(value, style) : count(value, style)),
        marks: [
          ...(mark ? [{ day: mark, word: t('num-mark-word') }] : []),
          ...stops.map(({ day, source }) => ({ day, word: t('num-stop-word', { channel: sourceWords(t, source) }) })),
        ].flatMap(({ day, word }) => {
          const at = points.findIndex((point) => point.day === day)
          return at < 0 ? [] : [{ at, word }]
        }),
      }),
    [points, metric, mark, stops, style, t],
  )
  const first = days[0]?.day
  const young = first !== undefined && period.from <= addDays(period.to, -13) && first > addDays(period.to, -7)
  const known = points.filter(({ value }) => value !== null)
  const sum = known.reduce((all, { value }) => all + value!, 0)
  const summary = t('num-days-sum', {
    what: t(`num-f-${metric}`),
    sum: metric === 'revenue' ? rubles(sum, style) : count(sum, style),
    known: known.length,
    all: points.length,
  })
  if (days.length === 0) return null
  return (
    <Block
      question={t('num-q-days')}
      summary={young ? t('num-young', { days: days.length }) : summary}
      table={{
        name: `${period.from} – ${period.to}`,
        caption: t('num-q-days'),
        heading: [t('num-day'), t('num-f-leads'), t('num-f-newClients'), t('num-f-came'), t('num-f-revenue')],
        kinds: ['date', 'number', 'number', 'number', 'money'],
        rows: days.map(({ day, leads, newClients, came, revenue }) => ({
          key: day,
          to: rowsAt({ from: day, to: day }, { fact: metric === 'leads' ? 'leads' : 'visits' }),
          cells: [
            { words: dateDay(day, style, true), raw: day },
            { words: count(leads, style), raw: leads },
            { words: count(newClients, style), raw: newClients },
            { words: count(came, style), raw: came },
            { words: rubles(revenue, style), raw: revenue / 100 },
          ],
        })),
      }}
    >
      <ChipRow label={t('num-q-days')}>
        {METRICS.map((one) => (
          <Chip key={one} chosen={one === metric} onPress={() => setMetric(one)}>
            {t(`num-f-${one}`)}
          </Chip>
        ))}
      </ChipRow>
      <Chart label={summary} height={220} options={options} />
    </Block>
  )
}
