import { useRight } from '../../api/session.ts'
import { MenuSheet } from '../../kit/sheet.tsx'
import { go } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useMark, useVisit } from './data.ts'
import { moveAddress } from './visit.tsx'

/** The quick menu of a visit: a long press or a right click on its block. The same is in its card. */
export function QuickMenu({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useText()
  const visit = useVisit(String(id)).data
  const write = useRight('visits.write') !== 'none'
  const mark = useMark()
  if (!visit) return null
  const why = (action: string) => visit.actions[action]?.reason ?? null
  const chat = visit.channel?.chatId
  return (
    <MenuSheet
      open
      onClose={onClose}
      title={visit.client.name ?? t('visit')}
      items={[
        { label: t('visit-arrived'), act: () => void mark(visit, 'arrived'), why: why('arrived'), writes: true },
        { label: t('visit-noshow'), act: () => void mark(visit, 'no-show'), why: why('noShow'), writes: true },
        ...(write
          ? [{ label: t('visit-move'), act: () => go(moveAddress(visit)), why: why('move'), writes: true }]
          : []),
        ...(chat ? [{ label: t('visit-chat'), act: () => go(`/queue/${chat}`) }] : []),
      ]}
    />
  )
}
