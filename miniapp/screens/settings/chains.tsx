import { useState } from 'react'
import { call } from '../../api/client.ts'
import { day, dayTime } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { Check, Switch } from '../../kit/fields.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Chain, type ChainReach, useGroup, useRefresh } from './data.ts'
import { Split } from './split.tsx'

/** Chains of messages: what each does, whom it would reach, what came of it. */
export function Chains({ id }: { id: string | undefined }) {
  const t = useText()
  const { data, error, refetch } = useGroup<{ items: Chain[] }>('chains', '/api/chains')
  const chosen = data?.items.find(({ name }) => name === id)
  const list = error ? (
    <Trouble error={error} onAgain={() => void refetch()} />
  ) : !data ? (
    <Skeleton label={t('loading')} />
  ) : (
    <List label={t('chains')}>
      {data.items.map((one) => (
        <ListRow
          key={one.name}
          to={`/settings/chains/${one.name}`}
          current={one.name === chosen?.name}
          title={t(`chain-${one.name}`)}
          note={t(`chain-${one.name}-what`)}
          side={t(one.active ? 'chain-on' : 'chain-off')}
        />
      ))}
    </List>
  )
  return (
    <Split
      title={t('chains')}
      chosenTitle={chosen && t(`chain-${chosen.name}`)}
      list={list}
      form={chosen ? <ChainForm key={chosen.name} chain={chosen} /> : null}
    />
  )
}

function ChainForm({ chain }: { chain: Chain }) {
  const t = useText()
  const refresh = useRefresh()
  const [reach, setReach] = useState(false)
  const { busy, work } = useWork(refresh)
  const turn = (active: boolean) =>
    work(async () => {
      const { version, name } = chain
      const done = await call<Chain & { reached: number }>('PATCH', `/api/chains/${name}`, {
        version,
        active,
        ...(active && { reach }),
      })
      say({ text: active ? t('chain-turned-on', { count: done.reached }) : t('chain-turned-off') })
    })
  return (
    <div className="form">
      <p>{t(`chain-${chain.name}-about`)}</p>
      {chain.marketing && <p className="note">{t('chain-needs-consent')}</p>}
      <Switch label={t('chain-switch')} on={chain.active} onChange={(on) => !busy && void turn(on)} />
      <Card title={t('chain-steps')}>
        <List label={t('chain-steps')}>
          {chain.steps.map((step) => (
            <ListRow
              key={step.text}
              to={`/settings/texts/${step.text}`}
              title={waitOf(t, step)}
              note={t('chain-edit-text')}
            />
          ))}
        </List>
      </Card>
      {!chain.active && <Reach chain={chain} on={reach} onChange={setReach} />}
      <Card title={t('chain-results')}>
        <p>{t('chain-result', { sent: chain.sent, answered: chain.answered, booked: chain.booked })}</p>
        {chain.planned > 0 && <p className="note">{t('chain-planned', { count: chain.planned })}</p>}
      </Card>
    </div>
  )
}

/** Whom it would reach of those who have been: the first of them, and the choice to write to them too. */
function Reach({ chain, on, onChange }: { chain: Chain; on: boolean; onChange: (on: boolean) => void }) {
  const t = useText()
  const style = useStyle()
  const [shown, setShown] = useState(false)
  const { data, error, refetch } = useGroup<ChainReach>(`reach-${chain.name}`, `/api/chains/${chain.name}/reach`)
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} />
  return (
    <Card title={t('chain-reach')}>
      <p>{t('chain-reach-count', { count: data.count })}</p>
      {data.count > 0 && (
        <>
          <Check
            label={t('chain-reach-too')}
            hint={t('chain-reach-hint', { count: chain.perHour })}
            on={on}
            onChange={onChange}
          />
          {shown ? (
            <List label={t('chain-reach')}>
              {data.items.map((one) => (
                <li key={one.clientId} className="row">
                  <GoLink to={`/clients/${one.clientId}`} className="row-main">
                    <span className="row-words">
                      <span className="row-title">{one.name ?? t('chain-nameless')}</span>
                      <span className="row-note">
                        {t('chain-reach-row', {
                          visit: day(one.visitAt, { ...style, zone: one.zone }, true),
                          due: dayTime(one.due, { ...style, zone: one.zone }),
                        })}
                      </span>
                    </span>
                  </GoLink>
                </li>
              ))}
            </List>
          ) : (
            <Button onClick={() => setShown(true)}>{t('chain-reach-show')}</Button>
          )}
        </>
      )}
    </Card>
  )
}

/** «Через 2 ч», «Через 7 дн., в 11:00». */
function waitOf(t: Text, { minutes, days, at }: Chain['steps'][number]): string {
  if (minutes !== null)
    return minutes < 60 ? t('chain-wait-minutes', { minutes }) : t('chain-wait-hours', { hours: minutes / 60 })
  const clock = `${String(Math.floor((at ?? 0) / 60)).padStart(2, '0')}:${String((at ?? 0) % 60).padStart(2, '0')}`
  return days === null ? t('chain-wait-cycle', { clock }) : t('chain-wait-days', { days, clock })
}
