import { useState } from 'react'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Select } from '../../kit/fields.tsx'
import { useWork } from '../../kit/work.ts'
import { useText } from '../../texts/texts.ts'
import { useGroup, useRefresh } from './data.ts'

type Template = {
  id: number
  name: string
  language: string
  body: string
  places: number
  parameters: string[]
  buttons: string[]
  taps: string[]
  status: string
  notice: string | null
  version: number
}

const NOTICES = ['remind', 'remind_again', 'booked', 'moved', 'cancelled', 'no_show', 'waitlist_offer'] as const
const VALUES = ['name', 'when', 'old', 'services', 'masters', 'price', 'address', 'business', 'text'] as const
const NOTHING = 'none'

/** Approved texts of a number: which notice goes out by each, and what is put into it. */
export function WhatsAppTemplates({ channel }: { channel: number }) {
  const t = useText()
  const { data } = useGroup<{ items: Template[] }>(`templates-${channel}`, `/api/channels/${channel}/templates`)
  if (!data) return null
  return (
    <details>
      <summary>{t('settings-wa-templates', { count: data.items.length })}</summary>
      <div className="stack">
        {data.items.map((one) => (
          <TemplateForm key={`${one.id}-${one.version}`} channel={channel} template={one} />
        ))}
      </div>
    </details>
  )
}

function TemplateForm({ channel, template }: { channel: number; template: Template }) {
  const t = useText()
  const refresh = useRefresh()
  const { id, name, body, places, status, version, taps } = template
  const [notice, setNotice] = useState(template.notice ?? NOTHING)
  const [parameters, setParameters] = useState(() =>
    Array.from({ length: places }, (_, at) => template.parameters[at] ?? VALUES[0]),
  )
  const { busy, work } = useWork(refresh)
  const save = () =>
    work(async () => {
      await call('PATCH', `/api/channels/${channel}/templates/${id}`, {
        version,
        notice: notice === NOTHING ? null : notice,
        parameters,
        taps,
      })
      say({ text: t('settings-saved') })
    })
  return (
    <fieldset className="stack">
      <legend>
        {name} · {t(`settings-wa-status-${status}`)}
      </legend>
      <p className="note">{body}</p>
      <Select
        label={t('settings-wa-notice')}
        value={notice}
        onValue={setNotice}
        options={[NOTHING, ...NOTICES].map((value) => ({ value, label: t(`settings-wa-notice-${value}`) }))}
      />
      {parameters.map((value, at) => (
        <Select
          key={`${id}-${at + 1}`}
          label={t('settings-wa-value', { place: `{{${at + 1}}}` })}
          value={value}
          onValue={(next) => setParameters(parameters.with(at, next))}
          options={VALUES.map((one) => ({ value: one, label: t(`settings-wa-value-${one}`) }))}
        />
      ))}
      <Button writes busy={busy} onClick={() => void save()}>
        {t('settings-wa-save')}
      </Button>
    </fieldset>
  )
}
