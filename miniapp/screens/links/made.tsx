import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { isLocal } from '../../local.ts'
import { useText } from '../../texts/texts.ts'
import { copy } from '../settings/copy.ts'
import { Qr } from './qr.tsx'

export type Links = {
  items: { kind: 'telegram' | 'whatsapp' | 'instagram' | 'web' | 'page'; url: string }[]
}

/** Each link with its QR code; `stale`: of what was typed before. */
export function LinkCards({ items, stale }: Links & { stale?: boolean }) {
  const t = useText()
  return items.map(({ kind, url }) => (
    <Card key={kind} title={t(`links-to-${kind}`)}>
      <Qr text={url} label={`${t('links-qr')}: ${t(`links-to-${kind}`)}`} />
      <p className="link-box">{url}</p>
      {isLocal(url) && <p className="note">{t('links-local')}</p>}
      {kind === 'whatsapp' && <p className="note">{t('links-code')}</p>}
      <Button disabled={stale} onClick={() => void copy(t, url)}>
        {t('settings-copy-link')}
      </Button>
    </Card>
  ))
}
