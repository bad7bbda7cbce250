import '../settings/settings.css'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import { Trash2 } from 'lucide-react'
import type { Api } from '../../../api/api.ts'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { money } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Settings, useGroup } from '../settings/data.ts'
import { Edit } from '../settings/edit.tsx'
import type { FieldSpec, Values } from '../settings/form.tsx'
import { useSpent } from './data.ts'
import { periodWords } from './frame.tsx'

type Costs = InferResponseType<ReturnType<typeof hc<Api>>['api']['costs']['$get'], 200>
type Cost = Costs['items'][number]
const KINDS: Cost['kind'][] = ['assistant', 'staff', 'rent', 'software', 'other']

/** What the business pays besides advertising: the assistant, staff, rent; and what an hour of manual work costs. */
export function CostsPage() {
  const t = useText()
  const style = useStyle()
  const spent = useSpent()
  const writes = useRight('spend') === 'all'
  const sheet = useSheet('cost')
  const { data, error, refetch } = useQuery({
    queryKey: ['numbers', 'costs'],
    queryFn: () => call<Costs>('GET', '/api/costs'),
    enabled: writes,
  })
  const remove = useMutation({
    mutationFn: ({ id }: Cost) => call('DELETE', `/api/costs/${id}`),
    onSuccess: (_, { id: _id, version: _version, ...cost }) => {
      spent()
      const back = () =>
        call('POST', '/api/costs', cost).then(spent, (trouble: unknown) => say({ text: troubleOf(t, trouble) }))
      say({ text: t('num-cost-removed'), undo: () => void back() })
    },
  })
  const chosen = data?.items.find(({ id }) => String(id) === sheet.arg) ?? null
  const days = ({ firstDay: from, lastDay: to }: Cost) =>
    from === to ? t('num-cost-once', { day: periodWords(t, style, { from, to }) }) : periodWords(t, style, { from, to })
  return (
    <Page title={t('num-costs')}>
      <div className="numbers">
        <p className="note">{t('num-costs-about')}</p>
        <Button look="main" onClick={() => sheet.show('new')}>
          {t('num-cost-add')}
        </Button>
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('num-loading')} />}
        {data?.items.length === 0 && <Empty text={t('num-costs-none')} />}
        {data && data.items.length > 0 && (
          <List label={t('num-costs')}>
            {data.items.map((cost) => (
              <ListRow
                key={cost.id}
                title={cost.name}
                note={[t(`num-cost-${cost.kind}`), days(cost)].join(' · ')}
                side={money(cost.amount, style)}
                onPress={() => sheet.show(String(cost.id))}
                action={
                  <IconButton label={t('num-cost-remove', { name: cost.name })} onClick={() => remove.mutate(cost)}>
                    <Trash2 size={20} aria-hidden="true" />
                  </IconButton>
                }
              />
            ))}
          </List>
        )}
        <Work />
      </div>
      {sheet.open && (sheet.arg === 'new' || chosen) && <CostForm cost={chosen} onClose={sheet.close} />}
    </Page>
  )
}

/** A cost over its days; without a last day it was paid once. */
function CostForm({ cost, onClose }: { cost: Cost | null; onClose: () => void }) {
  const t = useText()
  const spent = useSpent()
  const specs: FieldSpec[] = [
    {
      key: 'kind',
      label: 'num-cost-kind',
      hint: 'num-cost-kind-hint',
      kind: 'select',
      options: KINDS.map((value) => ({ value, label: t(`num-cost-${value}`) })),
    },
    { key: 'name', label: 'num-cost-name', kind: 'text' },
    { key: 'amount', label: 'num-amount', kind: 'money' },
    { key: 'firstDay', label: 'num-from', kind: 'date' },
    { key: 'lastDay', label: 'num-to', hint: 'num-cost-to-hint', kind: 'date', optional: true },
  ]
  const save = async (change: Values, version: number) => {
    const { lastDay, ...rest } = change
    const firstDay = rest.firstDay ?? cost?.firstDay
    const body = { ...rest, ...((lastDay !== undefined || !cost) && { lastDay: lastDay || firstDay }) }
    if (!cost) {
      await call('POST', '/api/costs', body)
      spent()
      return undefined
    }
    const saved = await call<Cost>('PATCH', `/api/costs/${cost.id}`, { ...body, version })
    spent()
    onClose()
    return saved
  }
  const check = ({ firstDay, lastDay }: Values) =>
    firstDay && lastDay && String(lastDay) < String(firstDay) ? t('num-turned') : null
  return (
    <Sheet open onClose={onClose} title={cost ? cost.name : t('num-cost-add')}>
      <Edit
        draft={cost ? `cost-${cost.id}` : 'cost-new'}
        specs={specs}
        item={cost}
        empty={{ kind: 'assistant', lastDay: null }}
        save={save}
        check={check}
        verb={t('num-spend-save')}
        onMade={onClose}
      />
    </Sheet>
  )
}

const WORK: FieldSpec[] = [
  { key: 'hourPrice', label: 'num-hour-price', hint: 'num-hour-price-hint', kind: 'money' },
  {
    key: 'manualMinutes',
    label: 'num-manual-minutes',
    hint: 'num-manual-minutes-hint',
    kind: 'number',
    least: 1,
    most: 240,
  },
]

/** What an hour of a person's work costs, and how much of it a dialogue takes. */
function Work() {
  const t = useText()
  const spent = useSpent()
  const { data } = useGroup<Settings>('business', '/api/settings')
  if (!data) return null
  const item = ({ assistant: { hourPrice, manualMinutes }, version }: Settings) => ({
    hourPrice,
    manualMinutes,
    version,
  })
  const save = async (change: Values, version: number) => {
    const saved = await call<Settings>('PATCH', '/api/settings', { version, assistant: change })
    spent()
    return item(saved)
  }
  return (
    <section className="card num-block" aria-labelledby="num-work">
      <h2 id="num-work">{t('num-work')}</h2>
      <Edit draft="settings-work" specs={WORK} item={item(data)} save={save} />
    </section>
  )
}
