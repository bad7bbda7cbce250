import { phone } from '../../format.ts'
import { Card } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import type { Visit } from './data.ts'
import { Ledger } from './ledger.tsx'

const soonest = (a: { dueAt: string }, b: { dueAt: string }) => Date.parse(a.dueAt) - Date.parse(b.dueAt)

/** What the client was told of this visit, and what waits to be told. */
export function Notices({ visit }: { visit: Visit }) {
  const t = useText()
  if (visit.notices.length === 0 && visit.reminders.length === 0) return null
  const failed = visit.notices[0]?.status === 'failed' && visit.client.phone ? visit.notices[0] : null
  return (
    <Card title={t('visit-notices')}>
      <div className="visit-rows">
        <Ledger lines={[...visit.notices, ...[...visit.reminders].sort(soonest)]} zone={visit.zone} />
      </div>
      {failed && (
        <p className="warning">
          {t('visit-undelivered', { reason: failed.reason ?? '', phone: phone(visit.client.phone ?? '') })}
        </p>
      )}
    </Card>
  )
}
