import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { copy } from '../settings/copy.ts'
import { Qr } from './qr.tsx'

export type Links = {
  items: { kind: 'telegram' | 'whatsapp' | 'instagram' | 'web' | 'page'; url: string }[]
}

/** Each link with its QR code. */
export function LinkCards({ items }: Links) {
  const t = useText()
  return items.map(({ kind, url }) => (
    <Card key={kind} title={t(`links-to-${kind}`)}>
      <Qr text={url} label={`${t('links-qr')}: ${t(`links-to-${kind}`)}`} />
      <p className="link-box">{url}</p>
      {kind === 'whatsapp' && <p className="note">{t('links-code')}</p>}
      <Button onClick={() => void copy(t, url)}>{t('settings-copy-link')}</Button>
    </Card>
  ))
}
