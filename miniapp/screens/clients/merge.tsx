import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { day, phone } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Client } from './data.ts'

const loadTwins = (id: number) => read(api.clients[':id'].merge.$get({ param: { id: String(id) } }))
type Twin = Awaited<ReturnType<typeof loadTwins>>['client']

/** Cards with the same phone beside this one; one whose phone a messenger vouched for can be merged into it. */
export function MergeClient({ client, onClose }: { client: Client; onClose: () => void }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const found = useQuery({ queryKey: ['client', String(client.id), 'twins'], queryFn: () => loadTwins(client.id) })
  const fresh = () => {
    void queries.invalidateQueries({ queryKey: ['client'] })
    void queries.invalidateQueries({ queryKey: ['clients'] })
  }
  const merge = useMutation({
    mutationFn: ({ own, twin }: { own: Twin; twin: Twin }) =>
      read(
        api.clients[':id'].merge.$post({
          param: { id: String(own.id) },
          json: { version: own.version, from: twin.id, fromVersion: twin.version },
        }),
      ),
    onSuccess: ({ change }) => {
      feel('saved')
      fresh()
      onClose()
      const part = () => api.clients[':id'].unmerge.$post({ param: { id: String(client.id) }, json: { change } })
      bar.say({ text: t('client-merge-done'), undo: () => void read(part()).then(fresh) })
    },
  })
  return (
    <Sheet open onClose={onClose} title={t('client-merge')}>
      {found.isPending ? (
        <Skeleton label={t('client-loading')} rows={3} />
      ) : found.isError ? (
        <Trouble error={found.error} onAgain={() => found.refetch()} />
      ) : found.data.twins.length === 0 ? (
        <Empty text={t('client-merge-none')} />
      ) : (
        <>
          <p className="note client-pad">{t('client-merge-hint')}</p>
          {found.data.twins.map((twin) => (
            <section key={twin.id} className="client-twins">
              <Sides own={found.data.client} twin={twin} />
              <Button
                look="main"
                writes
                busy={merge.isPending}
                why={twin.allowed ? null : t('client-merge-why')}
                onClick={() => merge.mutate({ own: found.data.client, twin })}
              >
                {t('client-merge-do')}
              </Button>
              {!twin.allowed && <p className="note">{t('client-merge-why')}</p>}
            </section>
          ))}
        </>
      )}
    </Sheet>
  )
}

function Sides({ own, twin }: { own: Twin; twin: Twin }) {
  const t = useText()
  const style = useStyle()
  const told = (one: Twin) => [
    one.name ?? t('client-nameless'),
    one.phone ? phone(one.phone) : '—',
    t('client-card-visits', { count: one.visits }),
    one.channels.map((kind) => t(`client-kind-${kind}`)).join(', ') || '—',
    one.note ?? '—',
    day(one.createdAt, style),
  ]
  const labels = [
    t('client-name'),
    t('client-phone'),
    t('client-part-visits'),
    t('client-merge-channels'),
    t('client-note'),
    t('client-merge-created'),
  ]
  const [left, right] = [told(own), told(twin)]
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('client-merge-this')}</th>
          <th scope="col">{t('client-merge-other')}</th>
        </tr>
      </thead>
      <tbody>
        {labels.map((label, at) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{left[at]}</td>
            <td>{right[at]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
