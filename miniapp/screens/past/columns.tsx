import { FIELDS, type Field } from '../../../domain/imports/columns.ts'
import { Select, Switch, TextField } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import type { Look, Plan } from './data.ts'

/** What each column holds, as it was guessed; a person puts it right. */
export function ColumnsCard({ look, onPlan }: { look: Look; onPlan: (plan: Plan, location?: number) => void }) {
  const t = useText()
  const { plan, columns, sheets, catalog } = look
  const holds = (column: number): Field | '' => FIELDS.find((field) => plan.columns[field] === column) ?? ''
  const set = (column: number, field: Field | '') => {
    const next = { ...plan.columns }
    const before = holds(column)
    if (before !== '') next[before] = null
    if (field !== '') next[field] = column
    onPlan({ ...plan, columns: next })
  }
  const options = [
    { value: 'none', label: t('past-field-none') },
    ...FIELDS.map((field) => ({ value: field as string, label: t(`past-field-${field}`) })),
  ]
  const filled = columns.filter(({ head, samples }) => head !== '' || samples.length > 0)
  return (
    <Card title={t('past-columns')}>
      <p className="note">{t(look.asBefore ? 'past-as-before' : 'past-columns-hint')}</p>
      {plan.columns.date === null && (
        <p className="field-error" role="alert">
          {t('past-date-needed')}
        </p>
      )}
      <div className="past-columns">
        {filled.map(({ column, head, samples }) => (
          <Select
            key={column}
            label={head || t('past-column', { number: column + 1 })}
            hint={samples.join(' · ')}
            value={holds(column) || 'none'}
            onValue={(value) => set(column, value === 'none' ? '' : (value as Field))}
            options={options}
          />
        ))}
      </div>
      <details className="past-more">
        <summary>{t('past-table-more')}</summary>
        <div className="past-columns">
          {sheets.length > 1 && (
            <Select
              label={t('past-sheet')}
              value={String(plan.sheet)}
              onValue={(sheet) => onPlan({ sheet: Number(sheet), services: {}, masters: {}, statuses: {} } as Plan)}
              options={sheets.map((name, at) => ({ value: String(at), label: name }))}
            />
          )}
          <TextField
            key={plan.head}
            label={t('past-head')}
            hint={t('past-head-hint')}
            inputMode="numeric"
            value={String(plan.head + 1)}
            onValue={(value) => {
              const { columns: _columns, ...rest } = plan
              if (/^\d{1,3}$/.test(value)) onPlan({ ...rest, head: Number(value) - 1 } as Plan)
            }}
          />
          <Select
            label={t('past-order')}
            value={plan.order}
            onValue={(order) => onPlan({ ...plan, order: order as Plan['order'] })}
            options={(['dmy', 'mdy'] as const).map((order) => ({ value: order, label: t(`past-order-${order}`) }))}
          />
        </div>
        {plan.columns.paid === null && (
          <Switch
            label={t('past-paid-by-price')}
            hint={t('past-paid-by-price-hint')}
            on={plan.paidByPrice}
            onChange={(paidByPrice) => onPlan({ ...plan, paidByPrice })}
          />
        )}
      </details>
      {catalog.locations.length > 1 && (
        <Select
          label={t('past-location')}
          value={String(look.locationId)}
          onValue={(id) => onPlan(plan, Number(id))}
          options={catalog.locations.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      )}
    </Card>
  )
}
