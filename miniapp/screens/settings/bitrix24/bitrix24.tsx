import { call } from '../../../api/client.ts'
import { useAsk } from '../../../kit/ask.tsx'
import { say } from '../../../kit/bar.ts'
import { Button } from '../../../kit/button.tsx'
import { Card, List, ListRow } from '../../../kit/list.tsx'
import { Page } from '../../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../../kit/states.tsx'
import { go } from '../../../nav/go.ts'
import { useText } from '../../../texts/texts.ts'
import { Connect, Events } from './connect.tsx'
import { type Portal, useKeep, usePortal } from './data.ts'
import { Health } from './health.tsx'
import { BothSides } from './log.tsx'
import { MAPPINGS, Mapping, type MappingPart } from './mapping.tsx'
import { DryRun } from './preview.tsx'

/** Bitrix24: connecting it, how the exchange goes, and what is written where. */
export function Bitrix24({ part }: { part: string | undefined }) {
  const t = useText()
  const { data, error, refetch } = usePortal()
  const title = t(part ? `bitrix24-${part}` : 'bitrix24')
  if (!data)
    return (
      <Page title={title}>
        {error ? <Trouble error={error} onAgain={() => void refetch()} /> : <Skeleton label={t('loading')} />}
      </Page>
    )
  if (data.state !== 'none' && part === 'start') return <DryRun portal={data} />
  if (data.state !== 'none' && part === 'log') return <BothSides portal={data} />
  if (data.settings && MAPPINGS.some((one) => one === part))
    return <Mapping key={part} part={part as MappingPart} portal={data} settings={data.settings} />
  return (
    <Page title={t('bitrix24')}>
      <div className="form">{data.state === 'none' ? <Connect /> : <Connected portal={data} />}</div>
    </Page>
  )
}

function Connected({ portal }: { portal: Portal }) {
  const t = useText()
  const keep = useKeep()
  const [ask, dialog] = useAsk()
  const change = async (method: string, path: string, body?: unknown) => {
    try {
      keep(await call<Portal>(method, `/api/bitrix24${path}`, body))
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
  const disconnect = async () => {
    const sure = await ask({
      title: t('bitrix24-disconnect-title'),
      text: t('bitrix24-disconnect-text'),
      verb: t('settings-disconnect'),
    })
    if (sure) await change('DELETE', '')
  }
  const paused = portal.state === 'paused'
  const row = (part: string) => (
    <ListRow
      key={part}
      title={t(`bitrix24-${part}`)}
      note={t(`bitrix24-${part}-note`)}
      to={`/settings/bitrix24/${part}`}
    />
  )
  return (
    <>
      <Health portal={portal} />
      {portal.state === 'broken' && <Connect again />}
      {portal.state === 'new' && (
        <Card title={t('bitrix24-next')}>
          <p>{t('bitrix24-next-text')}</p>
          <div className="buttons">
            <Button look="main" onClick={() => go('/settings/bitrix24/start')}>
              {t('bitrix24-start')}
            </Button>
          </div>
        </Card>
      )}
      {portal.settings && (
        <div className="section">
          <h2>{t('bitrix24-what')}</h2>
          <List label={t('bitrix24-what')}>{MAPPINGS.map(row)}</List>
        </div>
      )}
      {portal.settings && <List label={t('bitrix24-log')}>{['log', 'start'].map(row)}</List>}
      <Events portal={portal} />
      <div className="buttons">
        {portal.settings && (
          <Button writes onClick={() => void change('POST', '/pause', { paused: !paused })}>
            {t(paused ? 'bitrix24-resume' : 'bitrix24-pause')}
          </Button>
        )}
        <Button look="danger" writes onClick={() => void disconnect()}>
          {t('settings-disconnect')}
        </Button>
      </div>
      {dialog}
    </>
  )
}
