import { useState } from 'react'
import { Switch } from '../kit/fields.tsx'
import { Sheet } from '../kit/sheet.tsx'
import { useText } from '../texts/texts.ts'
import { chordName, keysNow, turnKeys } from './keys.ts'

/** `?`: the keys that work on this screen, and a switch to turn them off. */
export function KeyList({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText()
  const [off, setOff] = useState(false)
  return (
    <Sheet open={open} onClose={onClose} title={t('keys')}>
      <dl className="keys">
        {open &&
          keysNow().map(({ chord, label }) => (
            <div key={chord}>
              <dt>
                <kbd>{chordName(chord)}</kbd>
              </dt>
              <dd>{t(label)}</dd>
            </div>
          ))}
      </dl>
      <Switch
        label={t('keys-off')}
        on={off}
        onChange={(next) => {
          setOff(next)
          turnKeys(!next)
        }}
      />
    </Sheet>
  )
}
