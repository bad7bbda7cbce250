import { Select } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import type { Choice, Look, Plan } from './data.ts'

/** Services, masters and words of how visits ended: what we know, and what a person is to choose. */
export function NamesCards({ look, onPlan }: { look: Look; onPlan: (plan: Plan) => void }) {
  const t = useText()
  const { plan } = look
  const results = ['came', 'no_show', 'cancelled', 'unknown', 'skip'] as const
  return (
    <>
      {look.statuses.length > 0 && (
        <Card title={t('past-statuses')}>
          <div className="past-columns">
            {look.statuses.map(({ key, word, count, result }) => (
              <Select
                key={key}
                label={t('past-named', { name: word || t('past-empty-cell'), count })}
                value={result ?? ''}
                empty={t('past-choose-result')}
                error={result === null ? t('past-choose-result') : null}
                onValue={(value) =>
                  onPlan({ ...plan, statuses: { ...plan.statuses, [key]: value as Plan['statuses'][string] } })
                }
                options={results.map((one) => ({ value: one, label: t(`past-result-${one}`) }))}
              />
            ))}
          </div>
        </Card>
      )}
      {(['services', 'masters'] as const).map((kind) => (
        <Names key={kind} kind={kind} look={look} onPlan={onPlan} />
      ))}
    </>
  )
}

function Names({ kind, look, onPlan }: { kind: 'services' | 'masters'; look: Look; onPlan: (plan: Plan) => void }) {
  const t = useText()
  const { plan } = look
  const unknown = look[kind].filter(({ choice }) => typeof choice !== 'number')
  const known = look[kind].filter(({ choice }) => typeof choice === 'number')
  const options = [
    { value: 'new', label: t(`past-new-${kind}`) },
    { value: 'skip', label: t('past-skip') },
    ...look.catalog[kind].map(({ id, name, active }) => ({
      value: String(id),
      label: active ? name : t('past-archived', { name }),
    })),
  ]
  const set = (key: string, value: string) => {
    const choice: Choice = value === 'new' || value === 'skip' ? value : Number(value)
    onPlan({ ...plan, [kind]: { ...plan[kind], [key]: choice } })
  }
  const row = ({ key, name, count, choice }: Look['services'][number]) => (
    <Select
      key={key}
      label={t('past-named', { name: name || t('past-untold'), count })}
      value={String(choice)}
      onValue={(value) => set(key, value)}
      options={options}
    />
  )
  if (look[kind].length === 0) return null
  return (
    <Card title={t(`past-${kind}`)}>
      {unknown.length > 0 && <p className="note">{t(`past-${kind}-unknown`, { count: unknown.length })}</p>}
      <div className="past-columns">{unknown.map(row)}</div>
      {known.length > 0 && (
        <details className="past-more">
          <summary>{t('past-known-names', { count: known.length })}</summary>
          <div className="past-columns">{known.map(row)}</div>
        </details>
      )}
    </Card>
  )
}
