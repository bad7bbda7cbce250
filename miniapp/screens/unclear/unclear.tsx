import './unclear.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { linkGone } from '../../app.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { useText } from '../../texts/texts.ts'
import { type Group, keyOf, loadGroups } from './data.ts'
import { Lesson } from './lesson.tsx'

export default function Unclear() {
  const t = useText()
  const wide = useWide()
  const found = useQuery({ queryKey: ['unclear'], queryFn: loadGroups })
  const [chosen, setChosen] = useState<string | null>(null)
  const groups = found.data?.items ?? []
  const at = Math.max(
    0,
    groups.findIndex((group) => keyOf(group) === chosen),
  )
  const group = groups[at]
  const step = (by: number) => () => {
    const next = groups[at + by]
    if (next) setChosen(keyOf(next))
  }
  useKey('KeyJ', 'key-next', groups.length > 1 ? step(1) : null)
  useKey('KeyK', 'key-next', groups.length > 1 ? step(-1) : null)
  const forbidden = found.error instanceof ApiError && found.error.kind === 'forbidden'
  useEffect(() => {
    if (forbidden) linkGone(t)
  }, [forbidden, t])

  return (
    <Page title={t('unclear')} tools={<span className="note">{t('unclear-week')}</span>}>
      {found.isPending ? (
        <Skeleton label={t('unclear-loading')} rows={4} height={96} onAgain={() => found.refetch()} />
      ) : found.isError ? (
        <Trouble error={found.error} onAgain={() => found.refetch()} />
      ) : !group ? (
        <Empty text={t('unclear-empty')} />
      ) : wide ? (
        <div className="unclear-wide">
          <Groups groups={groups} current={group} onChoose={setChosen} />
          <Lesson key={keyOf(group)} group={group} />
        </div>
      ) : (
        <Lesson key={keyOf(group)} group={group}>
          {groups.length > 1 && (
            <>
              <h2 className="unclear-head">{t('unclear-groups')}</h2>
              <Groups
                groups={groups.filter((one) => one !== group)}
                current={null}
                onChoose={(key) => {
                  setChosen(key)
                  window.scrollTo({ top: 0 })
                }}
              />
            </>
          )}
        </Lesson>
      )}
    </Page>
  )
}

function Groups({
  groups,
  current,
  onChoose,
}: {
  groups: Group[]
  current: Group | null
  onChoose: (key: string) => void
}) {
  const t = useText()
  return (
    <List label={t('unclear-groups')}>
      {groups.map((group) => (
        <ListRow
          key={keyOf(group)}
          title={group.word ?? `«${group.phrases[0]?.text ?? ''}»`}
          note={
            group.word
              ? `«${group.phrases[0]?.text ?? ''}»${group.phrases.length > 1 ? `, ${t('unclear-rest', { count: group.phrases.length - 1 })}` : ''}`
              : t('unclear-single')
          }
          side={t('unclear-phrases', { count: group.phrases.length })}
          current={group === current}
          onPress={() => onChoose(keyOf(group))}
        />
      ))}
    </List>
  )
}
