import { dateDay, dayTime, money, phone } from '../../format.ts'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { sourceWords } from '../numbers/sources.ts'
import { count } from '../numbers/words.ts'
import type { Look } from './data.ts'

/** What would be taken, in one look. */
export function FoundCard({ look, file }: { look: Look; file: string }) {
  const t = useText()
  const style = useStyle()
  const { lines, counts } = look
  const rows: [string, string][] = [
    ['visits', count(counts.visits, style)],
    ['came', count(counts.came, style)],
    ['no-show', count(counts.noShow, style)],
    ['cancelled', count(counts.cancelled, style)],
    ['revenue', money(counts.revenue, style)],
    ['new-clients', count(counts.newClients, style)],
    ['known-clients', count(counts.knownClients, style)],
    ['nameless', count(counts.nameless, style)],
    ['known', count(counts.known, style)],
  ]
  const period =
    counts.from && counts.to
      ? t('num-from-to', { from: dateDay(counts.from, style), to: dateDay(counts.to, style) })
      : ''
  return (
    <Card title={t('past-found')}>
      <p role="status">
        {t('past-found-lines', { file, all: count(lines.all, style), visits: count(lines.visits, style) })} {period}
      </p>
      <dl className="past-counts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`past-count-${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="note">
        {t('past-not-visits', {
          blank: lines.blank,
          total: lines.total,
          heading: lines.heading,
          more: lines.more,
          faults: lines.faults,
        })}
      </p>
    </Card>
  )
}

/** The first visits as they were understood. */
export function PreviewCard({ look }: { look: Look }) {
  const t = useText()
  const style = useStyle()
  if (look.preview.length === 0) return null
  return (
    <Card title={t('past-preview')}>
      <List label={t('past-preview')}>
        {look.preview.map((visit) => (
          <ListRow
            key={visit.line}
            title={[dayTime(visit.startsAt, { ...style, zone: look.zone }), visit.services.join(', ')].join(' · ')}
            note={[
              visit.client ?? (visit.phone ? null : t('past-nobody')),
              visit.phone && phone(visit.phone),
              visit.masters.join(', '),
              t(`past-status-${visit.status}`),
              visit.source && sourceWords(t, visit.source),
              t('past-line', { line: visit.line }),
            ]
              .filter(Boolean)
              .join(' · ')}
            side={money(visit.paid || visit.price, style)}
          />
        ))}
      </List>
    </Card>
  )
}

/** Lines that are not taken, and those that were taken with a doubt, in words. */
export function LinesCard({ look }: { look: Look }) {
  const t = useText()
  const style = useStyle()
  const group = (kinds: Look['faults'], what: 'fault' | 'doubt') =>
    kinds.map(({ kind, count: all, lines }) => (
      <details key={kind} className="past-more">
        <summary>{t('past-named', { name: t(`past-${what}-${kind}`), count: count(all, style) })}</summary>
        <ul className="past-lines">
          {lines.map(({ line, message }, at) => (
            <li key={`${line}-${at}`}>{t('past-line-says', { line, message })}</li>
          ))}
          {lines.length < all && (
            <li className="note">{t('past-lines-more', { count: count(all - lines.length, style) })}</li>
          )}
        </ul>
      </details>
    ))
  return (
    <>
      {look.faults.length > 0 && <Card title={t('past-faults')}>{group(look.faults, 'fault')}</Card>}
      {look.doubts.length > 0 && <Card title={t('past-doubts')}>{group(look.doubts, 'doubt')}</Card>}
    </>
  )
}
