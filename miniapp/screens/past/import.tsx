import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { money } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Check, Field } from '../../kit/fields.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { ColumnsCard } from './columns.tsx'
import { type Done, type Look, type Plan, send, useChanged } from './data.ts'
import { FoundCard, LinesCard, PreviewCard } from './found.tsx'
import { NamesCards } from './names.tsx'
import { TakenTables, useUndo } from './taken.tsx'

/** A table of visits: chosen, put right column by column, looked at, and taken in whole. */
export function ImportPage() {
  const t = useText()
  const style = useStyle()
  const changed = useChanged()
  const undo = useUndo()
  const [file, setFile] = useState<File | null>(null)
  const [seen, setSeen] = useState<Look | null>(null)
  const [consent, setConsent] = useState(false)
  const [tried, setTried] = useState(false)
  const asked = useRef(0)
  const key = useRef('')
  const look = useMutation({
    mutationFn: async (sent: { file: File; plan?: Plan; location?: number }) => {
      const nth = ++asked.current
      return { nth, found: await send<Look>('/api/imports/look', sent) }
    },
    // Only the answer to the latest question is shown.
    onSuccess: ({ nth, found }) => {
      if (nth === asked.current) setSeen(found)
    },
    // It is said where the table would stand.
    onError: () => undefined,
  })
  const choose = (chosen: File | null) => {
    setFile(chosen)
    setSeen(null)
    setConsent(false)
    setTried(false)
    key.current = crypto.randomUUID()
    if (chosen) look.mutate({ file: chosen })
  }
  /** Shows a change at once and asks what follows from it. */
  const change = (plan: Plan, location = seen!.locationId) => {
    key.current = crypto.randomUUID()
    setSeen((now) => now && { ...now, plan, locationId: location })
    look.mutate({ file: file!, plan, location })
  }
  const take = useMutation({
    mutationFn: () =>
      send<Done>(
        '/api/imports',
        { file: file!, plan: seen!.plan, location: seen!.locationId, ...(consent && { consent: 'yes' }) },
        key.current,
      ),
    onSuccess: ({ id, counts }) => {
      feel('saved')
      changed()
      choose(null)
      if (id === null) say({ text: t('past-nothing-new') })
      else {
        say({ text: t('past-done', { count: counts.visits }), undo: () => undo.mutate(id) })
        go('/past/baseline')
      }
    },
    onError: (error) => say({ text: troubleOf(t, error) }),
  })
  const press = () => {
    setTried(true)
    if (seen?.personal && !consent) document.querySelector<HTMLElement>('.past-consent input')?.focus()
    else take.mutate()
  }
  const ready = seen !== null && seen.counts.visits > 0 && !look.isError
  return (
    <Page title={t('past')} tools={seen && <Button onClick={() => choose(null)}>{t('past-other-file')}</Button>}>
      <div className="past">
        {!file && <Choose onFile={choose} />}
        {file && look.isError && (
          <>
            <Trouble error={look.error} />
            <Button look="main" onClick={() => choose(null)}>
              {t('past-other-file')}
            </Button>
          </>
        )}
        {file && !seen && look.isPending && <Skeleton label={t('past-reading')} height={120} />}
        {file && seen && !look.isError && (
          <div className="past-steps" aria-busy={look.isPending}>
            <FoundCard look={seen} file={file.name} />
            <ColumnsCard look={seen} onPlan={change} />
            <NamesCards look={seen} onPlan={change} />
            <PreviewCard look={seen} />
            <LinesCard look={seen} />
            {seen.personal && (
              <Card>
                <div className="past-consent">
                  <Check label={t('past-consent')} hint={t('past-consent-hint')} on={consent} onChange={setConsent} />
                  {tried && !consent && (
                    <p className="field-error" role="alert">
                      {t('past-consent-needed')}
                    </p>
                  )}
                </div>
              </Card>
            )}
          </div>
        )}
      </div>
      {ready && (
        <ActionBar
          text={t('past-take', { count: seen.counts.visits, amount: money(seen.counts.revenue, style) })}
          busy={take.isPending || look.isPending}
          writes
          onPress={press}
        />
      )}
    </Page>
  )
}

function Choose({ onFile }: { onFile: (file: File | null) => void }) {
  const t = useText()
  return (
    <>
      <Card>
        <p>{t('past-intro')}</p>
        <Field label={t('past-file')} hint={t('past-file-hint')}>
          {(tied) => (
            <input
              {...tied}
              type="file"
              accept=".csv,.txt,.tsv,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              onChange={(event) => onFile(event.target.files?.[0] ?? null)}
            />
          )}
        </Field>
        <p className="note">{t('past-quiet')}</p>
      </Card>
      <TakenTables />
      <List label={t('past-baseline')}>
        <ListRow to="/past/baseline" title={t('past-baseline')} note={t('past-baseline-note')} />
      </List>
    </>
  )
}
