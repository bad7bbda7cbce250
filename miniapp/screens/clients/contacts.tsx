import { useQueryClient } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { day, phone } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { dial, openOutside } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Client } from './data.ts'

/** Phone, channels, and what was agreed to: which text, when, where. */
export function Contacts({ client }: { client: Client }) {
  const t = useText()
  const bar = useBar()
  const style = useStyle()
  const full = useRight('clients.read') === 'all'
  const number = client.phone
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text)
    bar.say({ text: t('client-copied') })
  }
  const kind = (source: string) => t(`client-kind-${source}`)
  const mayWrite = useRight('clients.write') === 'all'
  const queries = useQueryClient()
  const wantsOffers = (source: string) =>
    client.consents.some((one) => one.purpose === 'marketing' && one.source === source && !one.revokedAt)
  const stop = async (channelId: number) => {
    try {
      await call('POST', `/api/clients/${client.id}/offers/stop`, { channelId })
      bar.say({ text: t('client-stopped-offers') })
    } catch (error) {
      bar.say({ text: troubleOf(t, error) })
    }
    void queries.invalidateQueries({ queryKey: ['client'] })
  }
  return (
    <Card>
      {!number && client.channels.length === 0 && <p className="note client-pad">{t('client-no-contact')}</p>}
      {number && (
        <div className="client-phone">
          <span className="row-words">
            {full ? (
              <button type="button" className="client-number" title={t('client-copy')} onClick={() => copy(number)}>
                {phone(number)} <Copy size={16} role="img" aria-label={t('client-copy')} />
              </button>
            ) : (
              <span>{number}</span>
            )}
            {client.phoneVerified && <span className="note">{t('client-verified')}</span>}
          </span>
          {full && <Button onClick={() => dial(number)}>{t('client-call')}</Button>}
        </div>
      )}
      {client.channels.length > 0 && (
        <ul className="client-channels">
          {client.channels.map((channel) => (
            <li key={channel.channelId}>
              {[
                kind(channel.kind) + (channel.username ? ` @${channel.username}` : ''),
                channel.blockedAt && t('client-blocked-us'),
                channel.marketingOffAt && t('client-no-offers'),
              ]
                .filter(Boolean)
                .join(' · ')}
              {mayWrite && !channel.marketingOffAt && wantsOffers(channel.kind) && (
                <Button look="plain" onClick={() => void stop(channel.channelId)}>
                  {t('client-stop-offers')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {client.crm && (
        <p>
          <Button look="plain" onClick={() => openOutside(client.crm!)}>
            {t('client-crm')}
          </Button>
        </p>
      )}
      {client.consents.map((consent) => {
        const purpose = ['personal_data', 'marketing'].includes(consent.purpose) ? consent.purpose : 'other'
        const said = t(`client-consent-${purpose}`, {
          day: day(consent.grantedAt, style, true),
          version: consent.version,
        })
        return (
          <details key={`${consent.purpose}-${consent.version}-${consent.grantedAt}`} className="client-consent">
            <summary>
              {[
                `${kind(consent.source)}${consent.member ? ` (${consent.member})` : ''}: ${said}`,
                consent.revokedAt && t('client-consent-revoked', { day: day(consent.revokedAt, style, true) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </summary>
            {consent.text && <p className="client-words">{consent.text}</p>}
          </details>
        )
      })}
    </Card>
  )
}
