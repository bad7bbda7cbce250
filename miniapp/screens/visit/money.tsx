import { dayTime, money as say } from '../../format.ts'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Visit } from './data.ts'

export type Money = NonNullable<Visit['money']>

/** Price, discount, what was paid and what is left. */
export function MoneyCard({ visit, money }: { visit: Visit; money: Money }) {
  const t = useText()
  const style = { ...useStyle(), zone: visit.zone }
  const { price, discount, paid, refunded, left, payments } = money
  const free = price > 0 && discount === price
  const word = free
    ? t('visit-free')
    : left === 0 && price > 0
      ? t('visit-settled')
      : paid > refunded
        ? t('visit-part', { paid: say(paid - refunded, style), left: say(left, style) })
        : t('visit-unpaid')
  return (
    <Card title={t('visit-money')}>
      <p className="visit-sum">
        <span className={discount > 0 ? 'struck' : undefined}>{say(price, style)}</span>
        <span>{word}</span>
      </p>
      {discount > 0 && (
        <p className="note">
          {t('visit-discount', { amount: say(discount, style), reason: money.discountReason ?? '' })}
        </p>
      )}
      {payments.length > 0 && (
        <div className="visit-rows">
          <List>
            {payments.map((payment) => (
              <ListRow
                key={payment.id}
                title={t(payment.kind === 'refund' ? 'visit-repaid' : 'visit-payment', {
                  method: t(`pay-${payment.method}`),
                })}
                note={[dayTime(payment.at, style), payment.member, payment.reason].filter(Boolean).join(' · ')}
                side={say(payment.amount, style)}
              />
            ))}
          </List>
        </div>
      )}
    </Card>
  )
}
