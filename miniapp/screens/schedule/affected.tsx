import { maskedPhone } from '../../../domain/phone.ts'
import { dayTime, type Style } from '../../format.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { useText } from '../../texts/texts.ts'
import type { Affected, Decision } from './data.ts'

export type Decisions = Record<string, Decision['action']>

const keyOf = ({ kind, id }: { kind: string; id: number }) => `${kind}${id}`

/** What was decided, as the API takes it. */
export const decisionsOf = (affected: readonly Affected[], decided: Decisions): Decision[] =>
  affected.flatMap((one) => {
    const action = decided[keyOf(one)]
    return action ? [{ kind: one.kind, id: one.id, version: one.version, action }] : []
  })

export const leftOf = (affected: readonly Affected[], decided: Decisions): number =>
  affected.filter((one) => !decided[keyOf(one)]).length

/** Whom a change comes upon: each is to be moved or stays. */
export function AffectedList({
  affected,
  decided,
  onDecide,
  style,
}: {
  affected: Affected[]
  decided: Decisions
  onDecide: (decided: Decisions) => void
  style: Style
}) {
  const t = useText()
  if (affected.length === 0) return null
  return (
    <section className="affected">
      <p role="status">{t('sched-affects', { count: affected.length })}</p>
      <ul>
        {affected.map((one) => {
          const name = one.client ? one.client.name || (one.client.phone ? maskedPhone(one.client.phone) : '') : ''
          const words = [dayTime(one.start, style), name, one.services.join(', ')].filter(Boolean).join(', ')
          const choose = (action: Decision['action']) => onDecide({ ...decided, [keyOf(one)]: action })
          return (
            <li key={keyOf(one)}>
              <p>{words}</p>
              <ChipRow label={words}>
                {one.movable && (
                  <Chip chosen={decided[keyOf(one)] === 'move'} onPress={() => choose('move')}>
                    {t('sched-affects-move')}
                  </Chip>
                )}
                <Chip chosen={decided[keyOf(one)] === 'keep'} onPress={() => choose('keep')}>
                  {t('sched-affects-keep')}
                </Chip>
              </ChipRow>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
