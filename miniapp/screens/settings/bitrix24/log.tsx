import { dayTime } from '../../../format.ts'
import { Button } from '../../../kit/button.tsx'
import { go } from '../../../nav/go.ts'
import { openOutside } from '../../../telegram/telegram.ts'
import { useText } from '../../../texts/texts.ts'
import { useStyle } from '../../../use-style.ts'
import { PagedLog } from '../paged.tsx'
import { type LogLine, type Portal, saidThere, wordOf } from './data.ts'

/** Where both sides said something else: what stood here, what there, and which of them stayed. */
export function BothSides({ portal }: { portal: Portal }) {
  const t = useText()
  return (
    <PagedLog<LogLine>
      title={t('bitrix24-log')}
      none={t('bitrix24-log-none')}
      name="bitrix24-log"
      path="/api/bitrix24/log"
    >
      {(line) => <Line line={line} settings={portal.settings} />}
    </PagedLog>
  )
}

function Line({ line, settings }: { line: LogLine; settings: Portal['settings'] }) {
  const t = useText()
  const style = useStyle()
  const value = (one: unknown) => {
    const stage = Object.entries(settings?.stages ?? {}).find(([, id]) => id === one)?.[0]
    return line.field === 'stageId' && stage ? t(`bitrix24-stage-${stage}`) : saidThere(t, style, line.field, one)
  }
  const to = line.visitId ? `/visit/${line.visitId}` : line.clientId ? `/clients/${line.clientId}` : null
  const { refused, url } = line
  return (
    <section className="change">
      <div className="change-head">
        <strong>{[wordOf(t, 'kind', line.kind), wordOf(t, 'field', line.field)].join(': ')}</strong>
        <span className="note">{dayTime(line.at, style)}</span>
      </div>
      <div className="change-values">
        <span>{t('bitrix24-ours', { value: value(line.ours) })}</span>
        <span>{t('bitrix24-theirs', { value: value(line.theirs) })}</span>
      </div>
      <p>
        {t(`bitrix24-won-${line.won}`)} {refused && wordOf(t, 'refused', REASONS.includes(refused) ? refused : 'other')}
      </p>
      <div className="buttons">
        {to && (
          <Button look="plain" onClick={() => go(to)}>
            {t('bitrix24-open-here')}
          </Button>
        )}
        {url && (
          <Button look="plain" onClick={() => openOutside(url)}>
            {t('bitrix24-open-there')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** Why something could not be done here, as there are words for it. */
const REASONS = ['state', 'no_visit', 'consent', 'early', 'taken']
