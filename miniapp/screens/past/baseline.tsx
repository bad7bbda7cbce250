import { GoLink } from '../../kit/button.tsx'
import { Tiles } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { periodWords } from '../numbers/frame.tsx'
import { Block, Fact } from '../numbers/parts.tsx'
import { sourceWords } from '../numbers/sources.ts'
import { count, percent, rubles, seconds, shareParts, told, UNKNOWN, whyWords } from '../numbers/words.ts'
import { type Baseline, useBaseline } from './data.ts'

/** How things were before the assistant, by the tables: numbers, where money goes, what to hand over first. */
export function BaselinePage() {
  const t = useText()
  const { data, error, refetch } = useBaseline()
  return (
    <Page title={t('past-baseline')}>
      <div className="numbers past">
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('past-counting')} height={120} />}
        {data && data.facts.visits === 0 && (
          <Empty text={t('past-none')}>
            <GoLink to="/past" replace className="button main">
              {t('past-file')}
            </GoLink>
          </Empty>
        )}
        {data && data.facts.visits > 0 && <Report report={data} />}
      </div>
    </Page>
  )
}

function Report({ report }: { report: Baseline }) {
  const t = useText()
  const style = useStyle()
  const { facts, averageCheck, monthly, noShow, repeat, response } = report
  const share = (label: string, measure: Baseline['noShow'], none: string) => (
    <Fact
      label={label}
      {...(measure.value === null ? { value: UNKNOWN } : shareParts(t, style, measure.value))}
      why={measure.value === null ? (measure.reason === 'no_data' ? none : whyWords(t, measure)) : undefined}
    />
  )
  return (
    <>
      <p className="note">
        {report.period && periodWords(t, style, report.period)}.{' '}
        {t('past-report-of', { count: count(facts.visits, style) })}
      </p>
      <Tiles>
        <Fact
          label={t('past-aov')}
          value={told(averageCheck, (value) => rubles(value, style))}
          note={t('past-aov-of', { revenue: rubles(facts.revenue, style), count: count(facts.paidVisits, style) })}
          why={whyWords(t, averageCheck)}
        />
        <Fact
          label={t('past-monthly')}
          value={told(monthly, (value) => rubles(value, style))}
          why={whyWords(t, monthly)}
        />
        {share(t('past-no-shows'), noShow, t('past-no-shows-untold'))}
        {share(t('past-repeat'), repeat, t('past-repeat-untold'))}
        <Fact
          label={t('past-response')}
          value={response ? told(response.median, (value) => seconds(value, t)) : UNKNOWN}
          note={response ? t('past-response-of', { count: count(response.asked, style) }) : t('past-response-untold')}
        />
        {share(t('past-sourced'), report.sourceKnown, t('past-unknown'))}
      </Tiles>
      <Steps report={report} />
      <Leaks report={report} />
      <Sources report={report} />
    </>
  )
}

/** What the assistant should take over first: each step with its arithmetic. */
function Steps({ report }: { report: Baseline }) {
  const t = useText()
  const style = useStyle()
  if (report.steps.length === 0) return <Block question={t('past-first')} summary={t('past-first-none')} />
  return (
    <section className="num-block card" aria-labelledby="past-first">
      <h2 id="past-first">{t('past-first')}</h2>
      <ol className="past-first">
        {report.steps.map((step) => (
          <li key={step.kind}>
            <strong>{t(`past-step-${step.kind}`)}</strong>
            {step.monthly.value !== null && (
              <span className="past-sum">
                {t('past-a-month', { amount: rubles(roughly(step.monthly.value), style) })}
              </span>
            )}
            <p>{t(`past-why-${step.kind}`, numbersOf(t, style, step))}</p>
            {step.monthly.value === null && step.monthly.reason === 'too_few' && (
              <p className="note">{t('past-month-unknown', { missing: step.monthly.missing ?? 0 })}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A forecast has no kopecks: two digits of it are worth reading. */
const roughly = (kopecks: number) => Number(kopecks.toPrecision(2))

/** The numbers of a step in words. */
function numbersOf(
  t: Text,
  style: ReturnType<typeof useStyle>,
  { from }: Baseline['steps'][number],
): Record<string, string> {
  const words = (name: string, value: number): string => {
    if (['share', 'target', 'gain'].includes(name)) return percent(value, style)
    if (['revenue', 'check', 'amount'].includes(name)) return rubles(value, style)
    return name === 'median' ? seconds(value, t) : count(value, style)
  }
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, words(name, value)]))
}

function Leaks({ report }: { report: Baseline }) {
  const t = useText()
  const style = useStyle()
  const rows = report.leaks.map(({ kind, cases, all, amount }) => ({
    key: kind,
    cells: [
      t(`past-leak-${kind}`),
      { words: t('num-of', { hits: count(cases, style), all: count(all, style) }), raw: cases },
      { words: told(amount, (value) => rubles(value, style)), raw: amount.value === null ? null : amount.value / 100 },
    ],
  }))
  if (rows.length === 0) return <Block question={t('past-leaks')} summary={t('past-leaks-none')} />
  return (
    <Block
      question={t('past-leaks')}
      summary={t('past-leaks-hint', { check: told(report.averageCheck, (value) => rubles(value, style)) })}
      table={{
        name: 'leaks',
        caption: t('past-leaks'),
        heading: [t('past-leak'), t('past-leak-cases'), t('past-leak-amount')],
        kinds: ['text', 'number', 'money'],
        rows,
      }}
    />
  )
}

function Sources({ report }: { report: Baseline }) {
  const t = useText()
  const style = useStyle()
  if (report.sources.length === 0) return <Block question={t('past-sources')} summary={t('past-sources-none')} />
  return (
    <Block
      question={t('past-sources')}
      table={{
        name: 'sources',
        caption: t('past-sources'),
        heading: [t('num-source'), t('past-source-revenue'), t('past-source-visits'), t('past-source-clients')],
        kinds: ['text', 'money', 'number', 'number'],
        rows: report.sources.map(({ source, visits, clients, revenue }) => ({
          key: source,
          cells: [
            sourceWords(t, source),
            { words: rubles(revenue, style), raw: revenue / 100 },
            { words: count(visits, style), raw: visits },
            { words: count(clients, style), raw: clients },
          ],
        })),
      }}
    />
  )
}
