import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../../api/client.ts'
import { phone } from '../../../format.ts'
import { ActionBar } from '../../../kit/action.tsx'
import { say } from '../../../kit/bar.ts'
import { Select } from '../../../kit/fields.tsx'
import { Card } from '../../../kit/list.tsx'
import { Page } from '../../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../../kit/states.tsx'
import { go } from '../../../nav/go.ts'
import { feel } from '../../../telegram/telegram.ts'
import { useText } from '../../../texts/texts.ts'
import { useStyle } from '../../../use-style.ts'
import { useRefresh } from '../data.ts'
import { isTalking, type Portal, type Preview, saidThere, useKeep, useSurvey, wordOf } from './data.ts'

type Choice = { dealPer: 'lead' | 'appointment'; pipeline: number | null }

const OURS = 'ours'

/** The dry run: what would be made in the portal, and the first deals as they would be written. Then «Начать». */
export function DryRun({ portal }: { portal: Portal }) {
  const t = useText()
  const keep = useKeep()
  const refresh = useRefresh()
  const survey = useSurvey()
  const [busy, setBusy] = useState(false)
  const [choice, setChoice] = useState<Choice>({
    dealPer: portal.settings?.dealPer ?? 'lead',
    pipeline: portal.settings?.pipeline ?? null,
  })
  const started = portal.settings !== null
  const preview = useQuery({
    queryKey: ['settings', 'bitrix24-preview', choice, portal.version],
    queryFn: () => call<Preview>('POST', '/api/bitrix24/preview', choice),
    // One borrows the portal after the other.
    enabled: survey.isFetched,
    retry: (times, error) => isTalking(error) && times < 15,
    retryDelay: 5000,
    gcTime: 0,
  })
  const start = async () => {
    if (busy) return
    setBusy(true)
    try {
      const body = { ...choice, version: portal.version }
      const { portal: now } = await call<{ portal: Portal }>('POST', '/api/bitrix24/start', body)
      feel('saved')
      keep(now)
      refresh()
      say({ text: t('bitrix24-started') })
      go('/settings/bitrix24', { replace: true })
    } catch (error) {
      feel('refused')
      say({ text: troubleOf(t, error) })
      if (error instanceof ApiError && error.code === 'changed') keep(error.details.now as Portal)
    } finally {
      setBusy(false)
    }
  }
  const pipelines = survey.data?.pipelines ?? []
  const made = pipelines.find(({ name }) => name === 'Окошко')
  return (
    <Page title={t('bitrix24-start')}>
      <div className="form">
        <p>{t('bitrix24-dry-lead')}</p>
        {!started && (
          <Select
            label={t('bitrix24-dealPer')}
            value={choice.dealPer}
            onValue={(dealPer) => setChoice({ ...choice, dealPer: dealPer as Choice['dealPer'] })}
            options={(['lead', 'appointment'] as const).map((value) => ({
              value,
              label: t(`bitrix24-dealPer-${value}`),
            }))}
          />
        )}
        {!started && (
          <Select
            label={t('bitrix24-pipeline')}
            hint={t('bitrix24-pipeline-hint')}
            value={choice.pipeline === null ? OURS : String(choice.pipeline)}
            onValue={(chosen) => setChoice({ ...choice, pipeline: chosen === OURS ? null : Number(chosen) })}
            options={[
              { value: OURS, label: t(made ? 'bitrix24-pipeline-found' : 'bitrix24-pipeline-ours') },
              ...pipelines.filter((one) => one !== made).map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
        )}
        {preview.data ? (
          <Shown preview={preview.data} />
        ) : preview.error ? (
          <Trouble error={preview.error} onAgain={() => void preview.refetch()} />
        ) : (
          <Skeleton label={t('bitrix24-dry-loading')} rows={3} height={120} />
        )}
      </div>
      <ActionBar text={t(started ? 'bitrix24-again' : 'bitrix24-begin')} busy={busy} onPress={() => void start()} />
    </Page>
  )
}

const KINDS = ['pipeline', 'stage', 'source', 'field'] as const

function Shown({ preview }: { preview: Preview }) {
  const t = useText()
  return (
    <>
      <Card title={t('bitrix24-dry-made')}>
        <dl className="made">
          {KINDS.map((kind) => (
            <Steps key={kind} kind={kind} steps={preview.steps.filter(({ what }) => what === kind)} />
          ))}
        </dl>
      </Card>
      <Card title={t('bitrix24-dry-written')}>
        <p>{t('bitrix24-dry-counts', { deals: preview.deals, contacts: preview.contacts })}</p>
        <p className="note">{t('bitrix24-dry-known')}</p>
      </Card>
      {preview.examples.length > 0 && (
        <div className="section">
          <h2>{t('bitrix24-dry-examples')}</h2>
          {preview.examples.map((example) => (
            <Example key={example.title + example.contact.phone} example={example} preview={preview} />
          ))}
        </div>
      )}
    </>
  )
}

function Steps({ kind, steps }: { kind: (typeof KINDS)[number]; steps: Preview['steps'] }) {
  const t = useText()
  const groups = (['created', 'renamed', 'removed', 'refused', 'found'] as const).flatMap((state) => {
    const names = steps.filter((step) => step.state === state).map(({ name }) => name)
    return names.length > 0 ? [{ state, names }] : []
  })
  return (
    <div>
      <dt>{t(`bitrix24-made-${kind}`)}</dt>
      {groups.map(({ state, names }) => (
        <dd key={state}>
          <strong>{t(`bitrix24-made-${state}`)}</strong> {names.join(', ')}
        </dd>
      ))}
    </div>
  )
}

function Example({ example, preview }: { example: Preview['examples'][number]; preview: Preview }) {
  const t = useText()
  const style = useStyle()
  const { title, stage, contact, fields } = example
  const stageName = preview.steps.find(({ what, key }) => what === 'stage' && key === stage)?.name
  const person = [contact.name, contact.phone && phone(contact.phone)].filter(Boolean).join(', ')
  const lines: [string, string][] = [
    ['stage', stageName ?? ''],
    ['contact', person],
    ...fields.map(({ key, value }): [string, string] => [key, saidThere(t, style, key, value)]),
  ]
  return (
    <Card title={title}>
      <dl className="times">
        {lines.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{wordOf(t, 'field', name)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  )
}
