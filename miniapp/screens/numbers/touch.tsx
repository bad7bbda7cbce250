import { useQuery } from '@tanstack/react-query'
import type { hc, InferResponseType } from 'hono/client'
import type { Api } from '../../../api/api.ts'
import { call } from '../../api/client.ts'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { Edit } from '../settings/edit.tsx'
import type { FieldSpec, Values } from '../settings/form.tsx'
import { useSpent } from './data.ts'

type Lead = InferResponseType<ReturnType<typeof hc<Api>>['api']['leads'][':id']['$get'], 200>

const SPECS: FieldSpec[] = [
  { key: 'source', label: 'num-source', hint: 'num-channel-hint', kind: 'text' },
  { key: 'campaign', label: 'num-campaign', kind: 'text', optional: true },
  { key: 'promo', label: 'num-promo', kind: 'text', optional: true },
  { key: 'paid', label: 'num-touch-paid', hint: 'num-touch-paid-hint', kind: 'switch' },
]

/** Puts right where a contact came from; the journal keeps what stood before. */
export function TouchSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText()
  const spent = useSpent()
  const { data, error, refetch } = useQuery({
    queryKey: ['lead', id],
    queryFn: () => call<Lead>('GET', `/api/leads/${encodeURIComponent(id)}`),
    gcTime: 0,
  })
  const item = ({ source, campaign, promo, paid, version }: Lead) => ({ source, campaign, promo, paid, version })
  const save = async (change: Values, version: number) => {
    const saved = await call<Lead>('PATCH', `/api/leads/${encodeURIComponent(id)}`, { ...change, version })
    spent()
    onClose()
    return item(saved)
  }
  return (
    <Sheet open onClose={onClose} title={t('num-touch')}>
      {data ? (
        <Edit draft={`lead-${id}`} specs={SPECS} item={item(data)} save={save} />
      ) : error ? (
        <Trouble error={error} onAgain={() => void refetch()} />
      ) : (
        <Skeleton label={t('num-loading')} />
      )}
    </Sheet>
  )
}
