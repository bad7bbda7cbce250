import { call } from '../../api/client.ts'
import { dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card, StatusMark } from '../../kit/list.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import { openOutside } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { useOwnBot } from './botstep.tsx'
import { type StepProps, useGuide } from './data.ts'

/** Step 6: the owner books as a client would; the visit shows here when it is there. */
export function TryStep({ guide }: StepProps) {
  const t = useText()
  const style = useStyle()
  const { data = guide, refetch } = useGuide(true)
  const openBot = useOwnBot(data.bot)
  const { visit } = data
  const remove = async () => {
    try {
      await call('DELETE', '/api/guide/visit')
      say({ text: t('guide-try-removed') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
    void refetch()
  }
  return (
    <>
      <p>{t(data.bot ? 'guide-try-bot' : 'guide-try-chat')}</p>
      <div className="buttons">
        {data.bot ? (
          <Button look={visit ? 'quiet' : 'main'} onClick={() => void openBot()}>
            {t('settings-open-bot')}
          </Button>
        ) : (
          data.chat && (
            <Button look={visit ? 'quiet' : 'main'} onClick={() => openOutside(location.origin + data.chat)}>
              {t('settings-open-chat')}
            </Button>
          )
        )}
      </div>
      <div role="status">
        {visit ? (
          <Card>
            <p>
              <StatusMark
                state="confirmed"
                word={t('guide-try-here', { when: dayTime(visit.startsAt, { ...style, zone: visit.zone }) })}
              />
            </p>
            <p>{[visit.services, visit.master].join(' · ')}</p>
            <div className="buttons">
              <Button onClick={() => go(`/visit/${visit.id}`)}>{t('open')}</Button>
              <Button look="danger" writes onClick={() => void remove()}>
                {t('guide-try-remove')}
              </Button>
            </div>
          </Card>
        ) : (
          <p className="note">{t('guide-try-waiting')}</p>
        )}
      </div>
    </>
  )
}
