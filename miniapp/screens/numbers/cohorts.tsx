import { Tiles } from '../../kit/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWide } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { Block, Fact } from './parts.tsx'
import { count, percent, rubles, told, UNKNOWN, whyWords } from './words.ts'

/** On a phone a month is one row of these. */
const PHONE_MONTHS = [1, 3, 6]
const MOST_MONTHS = 12
const LEAST_FOR_PERCENT = 30

/** Whether clients come back: months of first visits by months since. */
export function CohortsSection({ asked }: { asked: Asked }) {
  const cohorts = useSection('cohorts', asked)
  return (
    <Answer of={cohorts}>
      {(data) => (
        <>
          <Counted {...data} />
          <Months data={data} />
        </>
      )}
    </Answer>
  )
}

function Months({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const wide = useWide()
  const { rows, lifetime, habits } = data.now.cohorts!
  if (rows.length === 0) return <Empty text={t('num-none')} />
  const longest = Math.min(MOST_MONTHS, Math.max(...rows.map(({ cells }) => cells.length - 1)))
  const since = wide ? Array.from({ length: longest }, (_, at) => at + 1) : PHONE_MONTHS
  const month = (name: string) =>
    new Intl.DateTimeFormat(style.language === 'ru' ? 'ru-RU' : 'en-GB', {
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    })
      .format(new Date(`${name}-15T12:00:00Z`))
      .replace(/\s?г\.$/, '')
  const cell = (row: (typeof rows)[number], at: number) => {
    const one = row.cells[at]
    if (!one?.share.value) return { words: '', raw: null }
    const { share, hits } = one.share.value
    const words =
      row.clients < LEAST_FOR_PERCENT ? count(hits, style) : `${count(hits, style)} · ${percent(share, style)}`
    return {
      words: (
        <span
          className="num-cohort"
          data-running={one.running || undefined}
          style={{ '--tint': `${Math.round(share * 60)}%` } as React.CSSProperties}
        >
          {words}
          {one.running && ` ${t('num-running')}`}
        </span>
      ),
      raw: one.running ? `${hits} ${t('num-running')}` : hits,
    }
  }
  const end = (name: string) => {
    const [year, number] = name.split('-').map(Number) as [number, number]
    return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  }
  return (
    <>
      <Tiles>
        <Fact
          label={t('num-f-ltv')}
          value={told(lifetime, (value) => rubles(value, style))}
          note={t('num-ltv', { clients: count(habits.clients, style) })}
          why={whyWords(t, lifetime)}
        />
      </Tiles>
      <Block
        question={t('num-q-cohorts')}
        summary={t('num-cohorts-about')}
        table={{
          name: data.period.to,
          caption: t('num-q-cohorts'),
          heading: [
            t('num-first-visit'),
            t('num-clients'),
            ...since.map((at) => t('num-month', { at })),
            t('num-brought'),
          ],
          kinds: ['text', 'number', ...since.map(() => 'number' as const), 'money'],
          rows: rows.toReversed().map((row) => {
            const brought = row.cells.at(-1)?.perClient
            return {
              key: row.month,
              to: rowsAt(
                { from: `${row.month}-01`, to: end(row.month) },
                { fact: 'visits', column: 'first_visit', value: 'true' },
              ),
              cells: [
                { words: month(row.month), raw: row.month },
                { words: count(row.clients, style), raw: row.clients },
                ...since.map((at) => cell(row, at)),
                {
                  words: brought ? told(brought, (value) => rubles(value, style)) : UNKNOWN,
                  raw: brought?.value == null ? null : brought.value / 100,
                },
              ],
            }
          }),
        }}
      />
    </>
  )
}
