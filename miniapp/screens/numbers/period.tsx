import { useState } from 'react'
import { ActionBar } from '../../kit/action.tsx'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { showFirstError, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { go } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { type Asked, PRESETS, searchOf, type Versus } from './asked.ts'
import type { SectionName } from './data.ts'

const VERSUS: Versus[] = ['none', 'previous', 'weekday', 'mark']

/** Which days, and what they are compared with; kept in the address, so that a link shows the same. */
export function PeriodSheet({ section, asked, onClose }: { section: SectionName; asked: Asked; onClose: () => void }) {
  const t = useText()
  const [form, setForm] = useState(asked)
  const [tried, setTried] = useState(false)
  const set = (change: Partial<Asked>) => setForm((now) => ({ ...now, ...change }))
  const own = form.days === null && form.versus !== 'mark'
  const missing = own && (form.from === '' || form.to === '')
  const turned = own && !missing && form.from > form.to
  const unmarked = form.versus === 'mark' && form.mark === ''
  const show = () => {
    setTried(true)
    if (missing || turned || unmarked) {
      // The errors are drawn first.
      requestAnimationFrame(() => showFirstError())
      return
    }
    onClose()
    go(`/numbers/${section}${searchOf(form)}`, { replace: true })
  }
  const error = (wrong: boolean, text: string) => (tried && wrong ? t(text) : null)
  return (
    <Sheet open onClose={onClose} title={t('num-period')}>
      <div className="form">
        {form.versus !== 'mark' && (
          <ChipRow label={t('num-period')}>
            {PRESETS.map((days) => (
              <Chip key={days} chosen={form.days === days} onPress={() => set({ days })}>
                {t('num-days', { days })}
              </Chip>
            ))}
            <Chip chosen={form.days === null} onPress={() => set({ days: null })}>
              {t('num-own')}
            </Chip>
          </ChipRow>
        )}
        {own && (
          <>
            <TextField
              label={t('num-from')}
              type="date"
              value={form.from}
              onValue={(from) => set({ from })}
              error={error(form.from === '', 'required')}
            />
            <TextField
              label={t('num-to')}
              type="date"
              value={form.to}
              onValue={(to) => set({ to })}
              error={error(form.to === '', 'required') ?? error(turned, 'num-turned')}
            />
          </>
        )}
        <h3 className="note num-versus">{t('num-versus')}</h3>
        <ChipRow label={t('num-versus')}>
          {VERSUS.map((versus) => (
            <Chip key={versus} chosen={form.versus === versus} onPress={() => set({ versus })}>
              {t(`num-versus-${versus}`)}
            </Chip>
          ))}
        </ChipRow>
        {form.versus === 'mark' && (
          <TextField
            label={t('num-mark')}
            hint={t('num-mark-hint')}
            type="date"
            value={form.mark}
            onValue={(mark) => set({ mark })}
            error={error(unmarked, 'required')}
          />
        )}
      </div>
      <ActionBar text={t('num-show')} onPress={show} />
    </Sheet>
  )
}
