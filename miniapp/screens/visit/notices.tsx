import { Ellipsis } from 'lucide-react'
import { call } from '../../api/client.ts'
import { dayTime, phone, time } from '../../format.ts'
import { IconButton } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Marked, useDoneBar, useFreshVisit, type Visit } from './data.ts'

const soonest = (a: { dueAt: string }, b: { dueAt: string }) => Date.parse(a.dueAt) - Date.parse(b.dueAt)

/** What the client was told of this visit, and what waits to be told. */
export function Notices({ visit }: { visit: Visit }) {
  const t = useText()
  const style = { ...useStyle(), zone: visit.zone }
  const menu = useSheet('notice')
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  if (visit.notices.length === 0 && visit.reminders.length === 0) return null
  const hurry = async (verb: 'notify-now' | 'notify-never') => {
    try {
      fresh((await call<Marked>('POST', `/api/appointments/${visit.id}/${verb}`)).visit)
    } catch (error) {
      bar.failed(error)
    }
  }
  const failed = visit.notices[0]?.status === 'failed' && visit.client.phone ? visit.notices[0] : null
  return (
    <Card title={t('visit-notices')}>
      <div className="visit-rows">
        <List>
          {visit.notices.map((notice) => (
            <ListRow
              key={notice.id}
              title={t(`notice-${notice.kind}`)}
              note={[
                t(`notice-is-${notice.status}`, { time: time(notice.sentAt ?? notice.dueAt, style) }),
                notice.reason,
              ]
                .filter(Boolean)
                .join(': ')}
              action={
                notice.status === 'planned' ? (
                  <IconButton
                    label={`${t(`notice-${notice.kind}`)}: ${t('visit-more')}`}
                    onClick={() => menu.show(String(notice.id))}
                  >
                    <Ellipsis size={24} aria-hidden="true" />
                  </IconButton>
                ) : undefined
              }
            />
          ))}
          {[...visit.reminders].sort(soonest).map((reminder) => (
            <ListRow
              key={reminder.id}
              title={t(reminder.kind === 'remind_again' ? 'notice-remind-again' : 'notice-remind', {
                hours: Number.parseInt(reminder.kind.slice('remind_'.length), 10) || 0,
              })}
              note={[
                t(`notice-is-${reminder.status}`, { time: dayTime(reminder.sentAt ?? reminder.dueAt, style) }),
                reminder.reason,
              ]
                .filter(Boolean)
                .join(': ')}
            />
          ))}
        </List>
      </div>
      {failed && (
        <p className="warning">
          {t('visit-undelivered', { reason: failed.reason ?? '', phone: phone(visit.client.phone ?? '') })}
        </p>
      )}
      <MenuSheet
        open={menu.open}
        onClose={menu.close}
        title={t('visit-notices')}
        items={[
          { label: t('visit-tell-now'), act: () => void hurry('notify-now'), writes: true },
          { label: t('visit-tell-never'), act: () => void hurry('notify-never'), writes: true },
        ]}
      />
    </Card>
  )
}
