import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { useWork } from '../../kit/work.ts'
import { useText } from '../../texts/texts.ts'
import { useRefresh } from './data.ts'

/** Asks the platform for its templates, and says how many there are. */
export function SyncTemplates({ channel }: { channel: number }) {
  const t = useText()
  const refresh = useRefresh()
  const { busy, work } = useWork()
  const sync = () =>
    work(async () => {
      const { items } = await call<{ items: { status: string }[] }>('POST', `/api/channels/${channel}/templates/sync`)
      say({ text: t('settings-wa-synced', { count: items.filter(({ status }) => status === 'approved').length }) })
      refresh()
    })
  return (
    <Button writes busy={busy} onClick={() => void sync()}>
      {t('settings-wa-sync')}
    </Button>
  )
}
