import { useState } from 'react'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { back, go } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useGroup, useRefresh } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { AddLink } from './services.tsx'
import { Split } from './split.tsx'

export type ListGroup = 'faq' | 'replies' | 'promos' | 'questions'
type Item = Values & { id: number; version: number; position: number }

const SPECS: Record<ListGroup, FieldSpec[]> = {
  faq: [
    { key: 'question', label: 'settings-question', kind: 'text' },
    { key: 'answer', label: 'settings-answer', kind: 'area' },
    { key: 'topic', label: 'settings-topic', hint: 'settings-topic-hint', kind: 'text' },
  ],
  replies: [
    { key: 'title', label: 'settings-title', kind: 'text' },
    { key: 'text', label: 'settings-text-field', hint: 'settings-reply-hint', kind: 'area' },
  ],
  promos: [
    { key: 'campaign', label: 'settings-campaign', hint: 'settings-campaign-hint', kind: 'text' },
    { key: 'text', label: 'settings-promo-text', kind: 'area' },
  ],
  questions: [
    { key: 'text', label: 'settings-question', kind: 'text' },
    { key: 'textEn', label: 'settings-question-en', kind: 'text', optional: true },
    { key: 'options', label: 'settings-options', hint: 'settings-options-hint', kind: 'words' },
    { key: 'key', label: 'settings-key', hint: 'settings-key-hint', kind: 'text' },
    { key: 'active', label: 'settings-ask', kind: 'switch' },
  ],
}
const EMPTY: Record<ListGroup, Values> = {
  faq: { question: '', answer: '', topic: 'other' },
  replies: { title: '', text: '' },
  promos: { campaign: '', text: '' },
  questions: { text: '', textEn: null, options: [], key: '', active: true },
}
/** What a row of the list says: its first line and its second. */
const HEADS: Record<ListGroup, [title: string, note: string]> = {
  faq: ['question', 'answer'],
  replies: ['title', 'text'],
  promos: ['campaign', 'text'],
  questions: ['text', 'key'],
}

/** The queue reads canned replies filled in, at an address of their own. */
const pathOf = (group: ListGroup) => (group === 'replies' ? '/api/canned' : `/api/${group}`)

/** A short list of the settings, and the form of one of its things. */
export function ShortList({ group, id }: { group: ListGroup; id: string | undefined }) {
  const t = useText()
  const { data, error, refetch } = useGroup<{ items: Item[] }>(group, pathOf(group))
  const chosen = data?.items.find((one) => String(one.id) === id)
  const [title, note] = HEADS[group]
  const list = error ? (
    <Trouble error={error} onAgain={() => void refetch()} />
  ) : !data ? (
    <Skeleton label={t('loading')} />
  ) : data.items.length === 0 ? (
    <Empty text={t(`settings-${group}-none`)}>
      <Button look="main" onClick={() => go(`/settings/${group}/new`)}>
        {t('settings-add')}
      </Button>
    </Empty>
  ) : (
    <List label={t(`settings-${group}`)}>
      {data.items.map((one) => (
        <ListRow
          key={one.id}
          to={`/settings/${group}/${one.id}`}
          current={one.id === chosen?.id}
          title={String(one[title])}
          note={shortened(String(one[note]))}
        />
      ))}
    </List>
  )
  return (
    <Split
      title={t(`settings-${group}`)}
      chosenTitle={chosen ? String(chosen[title]) : t('settings-add')}
      tools={<AddLink to={`/settings/${group}/new`} label={t('settings-add')} />}
      list={list}
      form={
        id === 'new' ? (
          <ItemForm key="new" group={group} item={null} />
        ) : chosen ? (
          <ItemForm key={chosen.id} group={group} item={chosen} />
        ) : null
      }
    />
  )
}

const shortened = (text: string) => (text.length > 90 ? `${text.slice(0, 89)}…` : text)

function ItemForm({ group, item }: { group: ListGroup; item: Item | null }) {
  const t = useText()
  const save = async (change: Values, version: number) => {
    if (item) return call<Item>('PATCH', `${pathOf(group)}/${item.id}`, { ...change, version })
    await call('POST', pathOf(group), change, { key: crypto.randomUUID() })
    return undefined
  }
  return (
    <Edit
      draft={`settings-${group}-${item?.id ?? 'new'}`}
      specs={SPECS[group]}
      item={item}
      empty={EMPTY[group]}
      save={save}
      verb={item ? undefined : t('settings-add')}
      after={() => ({ end: item && <Remove group={group} item={item} /> })}
    />
  )
}

/** Removes it at once; the bar offers it back. */
function Remove({ group, item }: { group: ListGroup; item: Item }) {
  const t = useText()
  const refresh = useRefresh()
  const [busy, setBusy] = useState(false)
  const restore = async () => {
    const { id: _, version: __, position: ___, ...values } = item
    await call('POST', pathOf(group), values, { key: crypto.randomUUID() }).catch((error: unknown) =>
      say({ text: troubleOf(t, error) }),
    )
    refresh()
  }
  const remove = async () => {
    setBusy(true)
    try {
      await call('DELETE', `${pathOf(group)}/${item.id}`)
      back()
      refresh()
      say({ text: t('settings-removed'), undo: () => void restore() })
    } catch (error) {
      say({ text: troubleOf(t, error) })
      setBusy(false)
    }
  }
  return (
    <Button look="danger" writes busy={busy} onClick={() => void remove()}>
      {t('settings-remove')}
    </Button>
  )
}
