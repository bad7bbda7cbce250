import { HOOK_KINDS, type HookKind } from '../../../domain/webhooks.ts'
import { Check } from '../../kit/fields.tsx'
import { useText } from '../../texts/texts.ts'

const GROUPS = ['booking', 'lead', 'payment'] as const

/** The text of a kind of event. */
export const kindId = (kind: string) => `hooks-kind-${kind.replace('.', '-')}`

/** Which events an address is told of, by what they are about. */
export function Kinds({ chosen, onChange }: { chosen: string[]; onChange: (kinds: HookKind[]) => void }) {
  const t = useText()
  return (
    <fieldset className="stack">
      <legend>{t('hooks-kinds')}</legend>
      {GROUPS.map((group) => (
        <div key={group} className="stack">
          <strong>{t(`hooks-group-${group}`)}</strong>
          {HOOK_KINDS.filter((kind) => kind.startsWith(`${group}.`)).map((kind) => (
            <Check
              key={kind}
              label={t(kindId(kind))}
              on={chosen.includes(kind)}
              onChange={(on) => onChange(HOOK_KINDS.filter((one) => (one === kind ? on : chosen.includes(one))))}
            />
          ))}
        </div>
      ))}
    </fieldset>
  )
}
