import { useState } from 'react'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { Qr } from '../links/qr.tsx'
import { copy } from '../settings/copy.ts'
import { type Team, useGroup } from '../settings/data.ts'
import type { StepProps } from './data.ts'

/** Marks of where a client saw the link; they come back as the source of the request. */
const SOURCES = { maps: 'utm_maps-listing', site: 'utm_site-button', social: 'utm_social-post', card: 'utm_card-print' }
type Source = keyof typeof SOURCES

/** Step 7: the link and its QR with source marks, and who is told. */
export function ReadyStep({ guide }: StepProps) {
  const t = useText()
  const [source, setSource] = useState<Source>('maps')
  const { data } = useGroup<Team>('team', '/api/members')
  const link = guide.bot
    ? `https://t.me/${guide.bot}?start=${SOURCES[source]}`
    : `${location.origin}${guide.chat ?? '/chat'}?utm_source=${SOURCES[source].slice(4).replace('-', '&utm_medium=')}`
  const told = (data?.items ?? []).filter(({ onDuty, reachable, role }) => onDuty && reachable && role !== 'master')
  return (
    <>
      <Card title={t('guide-link')}>
        <ChipRow label={t('guide-where')}>
          {(Object.keys(SOURCES) as Source[]).map((one) => (
            <Chip key={one} chosen={one === source} onPress={() => setSource(one)}>
              {t(`guide-source-${one}`)}
            </Chip>
          ))}
        </ChipRow>
        <Qr text={link} label={t('guide-qr')} />
        <p className="link-box">{link}</p>
        <div className="buttons">
          <Button onClick={() => void copy(t, link)}>{t('settings-copy-link')}</Button>
        </div>
      </Card>
      <Card title={t('guide-told')}>
        <p>{told.length > 0 ? told.map(({ name }) => name).join(', ') : t('guide-told-nobody')}</p>
        <p className="note">{t('guide-digest')}</p>
      </Card>
    </>
  )
}
