import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { money } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Field, TextArea } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { useSpent } from './data.ts'

type Outcome = {
  added: number
  changed: number
  same: number
  amount: number
  rows: number
  faults: { line: number; message: string }[]
}

/** Spend from a table: first what it would do, line by line what is wrong, then all of it or nothing. */
export function SpendImport({ onClose }: { onClose: () => void }) {
  const t = useText()
  const style = useStyle()
  const spent = useSpent()
  const [csv, setCsv] = useState('')
  const [seen, setSeen] = useState<Outcome | null>(null)
  const change = (text: string) => {
    setCsv(text)
    setSeen(null)
  }
  const look = useMutation({
    mutationFn: () => call<Outcome>('POST', '/api/spend/import', { csv, dryRun: true }),
    onSuccess: setSeen,
  })
  const write = useMutation({
    mutationFn: () => call<Outcome>('POST', '/api/spend/import', { csv }),
    onSuccess: ({ added, changed }) => {
      feel('saved')
      spent()
      say({ text: t('num-import-done', { count: added + changed }) })
      onClose()
    },
  })
  const ready = seen !== null && seen.faults.length === 0 && seen.rows > 0
  const press = () => {
    if (ready) write.mutate()
    else if (csv.trim() !== '') look.mutate()
  }
  return (
    <Sheet open onClose={onClose} title={t('num-spend-table')}>
      <div className="form">
        <p className="note">{t('num-import-hint')}</p>
        <Field label={t('num-import-file')}>
          {(tied) => (
            <input
              {...tied}
              type="file"
              accept=".csv,.txt,text/csv,text/plain"
              onChange={(event) => void event.target.files?.[0]?.text().then(change)}
            />
          )}
        </Field>
        <TextArea
          label={t('num-import-text')}
          rows={6}
          value={csv}
          onValue={change}
          placeholder={t('num-import-example')}
        />
        {seen && (
          <div role="status" className="num-outcome">
            <p>
              {t('num-import-seen', {
                rows: seen.rows,
                added: seen.added,
                changed: seen.changed,
                same: seen.same,
                amount: money(seen.amount, style),
              })}
            </p>
            {seen.faults.length > 0 && (
              <>
                <p className="field-error">{t('num-import-faults', { count: seen.faults.length })}</p>
                <ol>
                  {seen.faults.slice(0, 50).map(({ line, message }) => (
                    <li key={line}>{t('num-import-line', { line, message })}</li>
                  ))}
                </ol>
              </>
            )}
          </div>
        )}
      </div>
      <ActionBar
        text={t(ready ? 'num-import-write' : 'num-import-look')}
        busy={look.isPending || write.isPending}
        writes={ready}
        onPress={press}
      />
    </Sheet>
  )
}
