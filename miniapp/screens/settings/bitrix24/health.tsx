import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { dayTime, duration } from '../../../format.ts'
import { say } from '../../../kit/bar.ts'
import { Button } from '../../../kit/button.tsx'
import { Card, type State, StatusMark } from '../../../kit/list.tsx'
import { troubleOf } from '../../../kit/states.tsx'
import { useText } from '../../../texts/texts.ts'
import { useStyle } from '../../../use-style.ts'
import { type Lack, type Portal, stateWords, useKeep } from './data.ts'

const MARK: Record<Portal['state'], State> = {
  none: 'cancelled',
  new: 'planned',
  works: 'confirmed',
  failing: 'unpaid',
  broken: 'noshow',
  paused: 'blocked',
}

/** How the exchange goes: in words, then in numbers. */
export function Health({ portal }: { portal: Portal }) {
  const t = useText()
  const style = useStyle()
  const [lacks, setLacks] = useState<Lack[] | null>(null)
  const [busy, setBusy] = useState<'check' | 'reconcile' | null>(null)
  const keep = useKeep()
  const run = async (what: 'check' | 'reconcile') => {
    if (busy) return
    setBusy(what)
    try {
      if (what === 'check') setLacks((await call<{ lacks: Lack[] }>('POST', '/api/bitrix24/check')).lacks)
      else keep(await call<Portal>('POST', '/api/bitrix24/reconcile'))
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(null)
    }
  }
  const { settings } = portal
  const moment = (at: string | null) => (at ? dayTime(at, style) : t('bitrix24-never'))
  const lines: [string, string][] = [
    ['mirrored', t('bitrix24-mirrored-value', { deals: portal.deals, contacts: portal.contacts })],
    ['queue', portal.queue === 0 ? t('bitrix24-queue-none') : String(portal.queue)],
    ...(portal.lag >= 60
      ? [['lag', duration(Math.floor(portal.lag / 60), style.language)] satisfies [string, string]]
      : []),
    ['confirmed', moment(portal.confirmedAt)],
    ['event', moment(portal.eventAt)],
    ['polled', moment(portal.polledAt)],
    ...(settings && settings.busy.read !== 'nothing'
      ? [['busy-read', moment(portal.busy.readAt)] satisfies [string, string]]
      : []),
  ]
  return (
    <Card title={portal.host ?? ''}>
      <p>
        <StatusMark state={MARK[portal.state]} word={t(`bitrix24-word-${portal.state}`)} />
      </p>
      <p role="status">{stateWords(t, style, portal)}</p>
      {(portal.description || portal.code) && (
        <p className="note">{t('bitrix24-answer', { text: portal.description || portal.code || '' })}</p>
      )}
      {portal.toldAt && <p className="note">{t('bitrix24-told', { at: dayTime(portal.toldAt, style) })}</p>}
      {portal.stuck > 0 && (
        <p className="breaks">{t('bitrix24-stuck', { count: portal.stuck, error: portal.lastError ?? '' })}</p>
      )}
      {portal.busy.errors.map((error) => (
        <p key={error} className="breaks">
          {t('bitrix24-busy-error', { error })}
        </p>
      ))}
      {portal.busy.notifying.length > 0 && (
        <p className="breaks">{t('bitrix24-notifying', { masters: portal.busy.notifying.join(', ') })}</p>
      )}
      {settings && (
        <dl className="times">
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`bitrix24-${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {lacks && (
        <div role="status">
          {lacks.length === 0 ? (
            <p>{t('bitrix24-lack-none')}</p>
          ) : (
            <ul className="steps">
              {lacks.map(({ code }) => (
                <li key={code}>{t(`bitrix24-lack-${code}`)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {settings && <Reconciled portal={portal} />}
      <div className="buttons">
        <Button writes busy={busy === 'check'} onClick={() => void run('check')}>
          {t('bitrix24-check')}
        </Button>
        {settings && (
          <Button writes busy={busy === 'reconcile' || portal.reconciling} onClick={() => void run('reconcile')}>
            {t('bitrix24-reconcile')}
          </Button>
        )}
      </div>
    </Card>
  )
}

/** What the last full comparison found. */
function Reconciled({ portal: { report, reconciling } }: { portal: Portal }) {
  const t = useText()
  const style = useStyle()
  if (reconciling) return <p role="status">{t('bitrix24-reconciling')}</p>
  if (!report) return null
  const { checked, equal, mended, missingThere, missingHere } = report
  const found = Object.entries({ mended, missingThere, missingHere }).filter(([, count]) => count > 0)
  return (
    <div role="status">
      <p>{t('bitrix24-report', { at: dayTime(report.at, style), checked, equal })}</p>
      {found.length === 0 ? (
        <p className="note">{t('bitrix24-report-fine')}</p>
      ) : (
        <ul className="steps">
          {found.map(([name, count]) => (
            <li key={name}>{t(`bitrix24-report-${name}`, { count })}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
