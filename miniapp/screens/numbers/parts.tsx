import { type ReactNode, useId } from 'react'
import type { Kind, Raw } from '../../../domain/sheet.ts'
import { GoLink } from '../../kit/button.tsx'
import { Tile } from '../../kit/list.tsx'
import { useWide } from '../../nav/go.ts'
import { useWords } from '../../texts/texts.ts'
import { giveTable } from './file.ts'
import { FileButtons } from './files.tsx'
import type { Changed } from './words.ts'

/** A cell: words for people, a raw value for the file (rubles, seconds, shares as they are). */
export type Cell = string | { words: ReactNode; raw: Raw }
export type Row = { key: string; cells: Cell[]; to?: string }
/** `name`: of which days; `kinds`: what the columns hold, as a file tells it. */
export type TableOf = { name: string; caption: string; heading: string[]; kinds: Kind[]; rows: Row[] }

/** A table twin of a chart: the first column leads to the rows behind the line. */
export function Table({ name, caption, heading, kinds, rows }: TableOf) {
  const { t, language } = useWords()
  const raw = (cell: Cell): Raw => (typeof cell === 'string' ? cell : cell.raw)
  const sheet = () => ({
    name: `${caption} ${name}`,
    columns: heading.map((words, at) => ({ heading: words, kind: kinds[at] ?? 'text' })),
    rows: rows.map(({ cells }) => cells.map(raw)),
  })
  return (
    <div className="num-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys too */}
      <section className="num-scroll" tabIndex={0} aria-label={caption}>
        <table>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              {heading.map((words) => (
                <th key={words} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells: [first, ...rest], to }) => (
              <tr key={key}>
                <th scope="row">{to ? <GoLink to={to}>{wordsOf(first!)}</GoLink> : wordsOf(first!)}</th>
                {rest.map((cell, at) => (
                  <td key={heading[at + 1]}>{wordsOf(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <FileButtons give={(format) => giveTable(t, sheet(), format, language)} />
    </div>
  )
}

const wordsOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.words)

/** A question, its answer in a sentence, a picture of it, and the same as a table: beside it where there is room. */
export function Block({
  question,
  summary,
  children,
  table,
}: {
  question: string
  summary?: ReactNode
  children?: ReactNode
  table?: TableOf
}) {
  const { t } = useWords()
  const id = useId()
  const beside = useWide()
  return (
    <section className="num-block card" aria-labelledby={id}>
      <h2 id={id}>{question}</h2>
      {summary && <p>{summary}</p>}
      <div className={table && children ? 'num-pair' : undefined}>
        {children && <div className="num-chart">{children}</div>}
        {table &&
          (beside || !children ? (
            <Table {...table} />
          ) : (
            <details>
              <summary className="button quiet">{t('num-as-table')}</summary>
              <Table {...table} />
            </details>
          ))}
      </div>
    </section>
  )
}

/** One number: a link to the rows behind it, why it is not known, what has changed. */
export function Fact({
  label,
  value,
  note,
  why,
  changed,
  to,
}: {
  label: string
  value: string
  note?: ReactNode
  why?: string
  changed?: Changed | null
  to?: string
}) {
  return (
    <Tile label={label} value={value} note={why ?? note} to={to}>
      {changed && <Change {...changed} />}
    </Tile>
  )
}

function Change({ words, sign, good }: Changed) {
  const { t } = useWords()
  const state = good === null ? undefined : good ? 'confirmed' : 'noshow'
  return (
    <span className="note">
      {sign && (
        <span className="num-sign" data-state={state}>
          <span aria-hidden="true">{sign}</span>
          <span className="unseen">{t(sign === '▲' ? 'num-up' : 'num-down')}</span>
        </span>
      )}{' '}
      {words}
    </span>
  )
}
