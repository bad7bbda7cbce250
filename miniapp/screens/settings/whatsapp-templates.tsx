import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { filledIn, isReady, PARAMETERS, TEMPLATE_NOTICES } from '../../../domain/templatetext.ts'
import { ApiError, call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Conflict } from '../../kit/conflict.tsx'
import { Select, showFirstError } from '../../kit/fields.tsx'
import { Trouble } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { useText } from '../../texts/texts.ts'
import { useGroup } from './data.ts'

type Template = {
  id: number
  name: string
  language: 'ru' | 'en'
  body: string
  places: number
  parameters: string[]
  buttons: string[]
  taps: string[]
  status: string
  reason: string | null
  notice: string | null
  version: number
}
type Templates = { items: Template[] }
/** `version`: of what was on the screen when it was begun. */
type Choice = { notice: string; parameters: string[]; version: number }

const NOTHING = 'none'

/** Approved texts of a number: which notice goes out by each, and what is put into it. */
export function WhatsAppTemplates({ channel }: { channel: number }) {
  const t = useText()
  const { data, error, refetch } = useGroup<Templates>(`templates-${channel}`, `/api/channels/${channel}/templates`)
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return null
  return (
    <details>
      <summary>{t('settings-wa-templates', { count: data.items.length })}</summary>
      <div className="stack">
        {data.items.length === 0 && <p className="note">{t('settings-wa-templates-none')}</p>}
        {data.items.map((one) => (
          <TemplateForm key={one.id} channel={channel} template={one} />
        ))}
      </div>
    </details>
  )
}

/** What is set, a choice for each place of the text; one that was set for another text is chosen anew. */
const choiceOf = (one: Template): Choice => ({
  version: one.version,
  notice: one.notice ?? NOTHING,
  parameters: Array.from({ length: one.places }, (_, at) => (isReady(one) ? (one.parameters[at] ?? '') : '')),
})

function TemplateForm({ channel, template }: { channel: number; template: Template }) {
  const t = useText()
  const queries = useQueryClient()
  const form = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState<Choice | null>(null)
  const [tried, setTried] = useState(false)
  const { busy, work } = useWork()
  const [now, setNow] = useState<Template | null>(null)
  const { id, name, body, status, reason, language, taps } = template
  const choice = typed?.parameters.length === template.places ? typed : choiceOf(template)
  const { notice, parameters } = choice
  const put = (all: Templates) => queries.setQueryData(['settings', `templates-${channel}`], all)

  const write = (version: number) =>
    work(async () => {
      try {
        const change = { version, notice: notice === NOTHING ? null : notice, parameters, taps }
        put(await call<Templates>('PATCH', `/api/channels/${channel}/templates/${id}`, change))
      } catch (error) {
        const stand = error instanceof ApiError && error.code === 'changed' ? (error.details.now as Templates) : null
        const other = stand?.items.find((one) => one.id === id)
        if (!stand || !other) throw error
        // What was chosen here stays to be seen beside what was chosen elsewhere.
        setTyped(choice)
        put(stand)
        return setNow(other)
      }
      setTyped(null)
      setNow(null)
      setTried(false)
      say({ text: t('settings-saved') })
    })
  const save = () => {
    if (parameters.every(Boolean)) return void write(choice.version)
    setTried(true)
    requestAnimationFrame(() => showFirstError(form.current ?? document))
  }
  const valueWord = (value: string) => (value ? t(`settings-wa-value-${value}`) : '…')
  const placeLabel = (at: number) => t('settings-wa-value', { place: `{{${at + 1}}}` })
  const theirs = now && choiceOf(now)
  const differences =
    theirs &&
    [
      {
        label: t('settings-wa-notice'),
        now: t(`settings-wa-notice-${theirs.notice}`),
        yours: t(`settings-wa-notice-${notice}`),
      },
      ...parameters.map((value, at) => ({
        label: placeLabel(at),
        now: valueWord(theirs.parameters[at] ?? ''),
        yours: valueWord(value),
      })),
    ].filter((one) => one.now !== one.yours)
  return (
    <details className="template">
      <summary>
        {[
          language === 'en' ? `${name} (en)` : name,
          t(`settings-wa-status-${status}`),
          template.notice && t(`settings-wa-notice-${template.notice}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </summary>
      <div className="stack" ref={form}>
        <p className="note">
          {filledIn(
            body,
            parameters.map((value, at) => (value ? `[${valueWord(value)}]` : `{{${at + 1}}}`)),
          )}
        </p>
        {reason && (
          <p className="note">{reason === 'gone' ? t('settings-wa-gone') : t('settings-wa-reason', { reason })}</p>
        )}
        {template.notice && !isReady(template) && <p className="breaks">{t('settings-wa-changed')}</p>}
        {differences && differences.length > 0 && (
          <Conflict
            differences={differences}
            onKeep={() => {
              setTyped(null)
              setNow(null)
            }}
            onWrite={() => void write(now!.version)}
          />
        )}
        <Select
          label={t('settings-wa-notice')}
          value={notice}
          onValue={(next) => setTyped({ ...choice, notice: next })}
          options={[NOTHING, ...TEMPLATE_NOTICES].map((value) => ({ value, label: t(`settings-wa-notice-${value}`) }))}
        />
        {parameters.map((value, at) => (
          <Select
            key={`${id}-${at + 1}`}
            label={placeLabel(at)}
            value={value}
            error={tried && !value ? t('required') : null}
            onValue={(next) => setTyped({ ...choice, parameters: parameters.with(at, next) })}
            options={PARAMETERS.map((one) => ({ value: one, label: t(`settings-wa-value-${one}`) }))}
          />
        ))}
        <Button writes busy={busy} onClick={save}>
          {t('settings-wa-save')}
        </Button>
      </div>
    </details>
  )
}
