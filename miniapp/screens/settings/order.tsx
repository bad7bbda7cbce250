import { useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { CHANNEL_KINDS } from '../../../domain/channel.ts'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { IconButton } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Trouble, troubleOf } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { type Channel, type Settings, useGroup } from './data.ts'

type Kind = (typeof CHANNEL_KINDS)[number]

/** In which order channels are tried for what a client must hear: the first that can bring it does. */
export function ChannelOrder({ channels }: { channels: readonly Channel[] }) {
  const t = useText()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const { data: settings, error, refetch } = useGroup<Settings>('business', '/api/settings')
  const there = CHANNEL_KINDS.filter((kind) => channels.some((one) => one.kind === kind && one.state !== 'off'))
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!settings || there.length < 2) return null
  const { version, assistant } = settings
  const chosen = assistant.channelOrder.filter((kind) => there.includes(kind))
  const order = [...chosen, ...there.filter((kind) => !chosen.includes(kind))]
  const raise = async (kind: Kind) => {
    const at = order.indexOf(kind)
    const channelOrder = order.with(at - 1, kind).with(at, order[at - 1]!)
    setBusy(true)
    try {
      const next = await call<Settings>('PATCH', '/api/settings', { version, assistant: { channelOrder } })
      queries.setQueryData(['settings', 'business'], next)
      say({ text: t('settings-saved') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
      void queries.invalidateQueries({ queryKey: ['settings', 'business'] })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('settings-order')}>
      <p className="note">{t('settings-order-hint')}</p>
      <List label={t('settings-order')}>
        {order.map((kind, at) => (
          <ListRow
            key={kind}
            title={`${at + 1}. ${t(`client-kind-${kind}`)}`}
            action={
              at > 0 && (
                <IconButton
                  label={t('settings-order-up', { name: t(`client-kind-${kind}`) })}
                  disabled={busy}
                  onClick={() => void raise(kind)}
                >
                  <ArrowUp size={24} aria-hidden="true" />
                </IconButton>
              )
            }
          />
        ))}
      </List>
    </Card>
  )
}
