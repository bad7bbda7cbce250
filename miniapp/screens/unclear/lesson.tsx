import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { Card } from '../../kit/list.tsx'
import { Trouble } from '../../kit/states.tsx'
import { useKey } from '../../nav/keys.ts'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { type Group, INTENTS, loadEffect, type Meaning, messagesOf, teach, unteach } from './data.ts'

const FIRST_PHRASES = 4
const NONE_OF_OURS: Meaning = 'out_of_scope'

/** One group: what was said, what it may mean, what teaching it would change, and the button that does. */
export function Lesson({ group, children }: { group: Group; children?: ReactNode }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const [meaning, setMeaning] = useState<Meaning | null>(null)
  const [all, setAll] = useState(false)
  const [asked, setAsked] = useState(false)
  const messages = messagesOf(group)
  const likely = group.meanings.map(({ intent }) => intent)
  const shown: Meaning[] = all ? [...likely, ...INTENTS.filter((one) => !likely.includes(one))] : likely
  const effect = useQuery({
    queryKey: ['unclear', 'effect', messages.join(), meaning],
    queryFn: () => loadEffect(messages, meaning!),
    enabled: meaning !== null,
    staleTime: 60_000,
  })
  const fresh = () => void queries.invalidateQueries({ queryKey: ['unclear'], exact: true })
  const back = (change: number) => () =>
    void unteach(change).then(() => {
      fresh()
      bar.say({ text: t('unclear-back') })
    })
  const add = useMutation({
    mutationFn: (intent: Meaning) => teach(messages, intent, true),
    onSuccess: ({ change }) => {
      feel('saved')
      const { understood = 0, of = group.phrases.length } = effect.data ?? {}
      bar.say({ text: t('unclear-taught', { understood, of }), undo: back(change) })
      fresh()
    },
  })
  const hide = useMutation({
    mutationFn: () => teach(messages, NONE_OF_OURS, false),
    onSuccess: ({ change }) => {
      bar.say({ text: t('unclear-hidden'), undo: back(change) })
      fresh()
    },
  })
  const choose = (intent: Meaning) => {
    setMeaning(intent)
    setAsked(false)
  }
  const press = () => {
    setAsked(meaning === null)
    if (meaning) add.mutate(meaning)
    else feel('refused')
  }
  useNumbers(shown, choose)
  useKey('Enter', 'key-teach', meaning && !add.isPending ? press : null)

  return (
    <section className="unclear-lesson" aria-labelledby="unclear-group">
      <div className="unclear-title">
        <h2 id="unclear-group">{group.word ?? t('unclear-single')}</h2>
        <span className="note">{t('unclear-phrases', { count: group.phrases.length })}</span>
      </div>
      <Phrases group={group} />
      <p className="unclear-about" id="unclear-about">
        {t('unclear-about')}
      </p>
      <ChipRow label={t('unclear-meanings')}>
        {shown.map((intent) => (
          <Chip key={intent} chosen={meaning === intent} onPress={() => choose(intent)}>
            {t(`meaning-${intent}`)}
          </Chip>
        ))}
        {!all && <Chip onPress={() => setAll(true)}>{t('unclear-all-meanings')}</Chip>}
      </ChipRow>
      {asked && (
        <p className="field-error" role="alert">
          {t('unclear-choose')}
        </p>
      )}
      <Button look="plain" writes busy={hide.isPending} onClick={() => hide.mutate()}>
        {t('unclear-not-ours')}
      </Button>
      {meaning && (
        <div className="unclear-effect" aria-live="polite">
          {effect.isError ? (
            <Trouble error={effect.error} onAgain={() => effect.refetch()} />
          ) : effect.data ? (
            <Effect effect={effect.data} t={t} />
          ) : null}
        </div>
      )}
      {children}
      <ActionBar text={t('unclear-teach', { count: group.phrases.length })} busy={add.isPending} onPress={press} />
    </section>
  )
}

function Phrases({ group }: { group: Group }) {
  const t = useText()
  const [whole, setWhole] = useState(false)
  const shown = whole ? group.phrases : group.phrases.slice(0, FIRST_PHRASES)
  const rest = group.phrases.length - shown.length
  return (
    <Card>
      <ul className="unclear-phrases">
        {shown.map(({ text, count }) => (
          <li key={text}>
            «{text}»{count > 1 && <span className="note"> ×{count}</span>}
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button look="plain" onClick={() => setWhole(true)}>
          {t('unclear-rest', { count: rest })}
        </Button>
      )}
    </Card>
  )
}

type Known = Awaited<ReturnType<typeof loadEffect>>

function Effect({ effect, t }: { effect: Known; t: Text }) {
  const { understood, of, changed } = effect
  const told = (intent: string | null) => (intent ? t(`meaning-${intent}`) : t('unclear-nothing'))
  return (
    <>
      <p>{t('unclear-preview', { understood, of })}</p>
      {changed.length === 0 ? (
        <p className="note">{t('unclear-unchanged')}</p>
      ) : (
        <details>
          <summary>{t('unclear-changed', { count: changed.length })}</summary>
          <ul className="unclear-phrases">
            {changed.map(({ text, before, after }) => (
              <li key={text}>
                «{text}»
                <span className="note"> {t('unclear-change', { before: told(before), after: told(after) })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** Keys 1…9 choose the meaning that stands there. */
function useNumbers(shown: Meaning[], choose: (intent: Meaning) => void): void {
  const at = (index: number) => {
    const intent = shown[index]
    return intent ? () => choose(intent) : null
  }
  useKey('Digit1', 'key-choose', at(0))
  useKey('Digit2', 'key-choose', at(1))
  useKey('Digit3', 'key-choose', at(2))
  useKey('Digit4', 'key-choose', at(3))
  useKey('Digit5', 'key-choose', at(4))
  useKey('Digit6', 'key-choose', at(5))
  useKey('Digit7', 'key-choose', at(6))
  useKey('Digit8', 'key-choose', at(7))
  useKey('Digit9', 'key-choose', at(8))
}
