import './experiments.css'
import { useEffect } from 'react'
import { ApiError } from '../../api/client.ts'
import { linkGone } from '../../app.tsx'
import { Button } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { go } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText, useWords } from '../../texts/texts.ts'
import { AddLink } from '../settings/services.tsx'
import { type Experiment, letter, SIGNS, useExperiments, verdictWords } from './data.ts'
import { Make } from './make.tsx'
import { One } from './one.tsx'

/** What is tried on half of the clients each: the list, one of them, a new one. */
export default function Experiments({ params }: ScreenProps) {
  const t = useText()
  const { id } = params
  const { data, error, refetch, isFetching } = useExperiments()
  const chosen = data?.items.find((one) => String(one.id) === id)
  const sought = id !== undefined && id !== 'new' && !chosen
  const lost = (error instanceof ApiError && error.kind === 'forbidden') || (data && sought && !isFetching)
  useEffect(() => {
    if (lost) linkGone(t)
  }, [lost, t])
  if (id === 'new') return <Make />
  if (chosen) return <One experiment={chosen} />
  return (
    <Page title={t('exp')} tools={<AddLink to="/experiments/new" label={t('exp-new')} />}>
      {error ? (
        <Trouble error={error} onAgain={() => void refetch()} />
      ) : !data || sought ? (
        <Skeleton label={t('loading')} onAgain={() => void refetch()} />
      ) : data.items.length === 0 ? (
        <Empty text={t('exp-none')}>
          <Button look="main" onClick={() => go('/experiments/new')}>
            {t('exp-new')}
          </Button>
        </Empty>
      ) : (
        <List label={t('exp')}>
          {data.items.map((one) => (
            <ListRow
              key={one.id}
              to={`/experiments/${one.id}`}
              title={one.name}
              note={<State experiment={one} />}
              side={t(`exp-status-${one.status}`)}
            />
          ))}
        </List>
      )}
    </Page>
  )
}

/** How far it is, in a line. */
function State({ experiment }: { experiment: Experiment }) {
  const { t, language } = useWords()
  const { status, winner, verdict } = experiment
  if (status === 'draft') return t('exp-planned', { size: experiment.size })
  if (status === 'decided' && winner) return t('exp-chosen', { variant: letter(t, winner) })
  return `${SIGNS[verdict.kind]} ${verdictWords(t, language, experiment)}`
}
