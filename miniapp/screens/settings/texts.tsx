import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { Conflict, DraftLine } from '../../kit/conflict.tsx'
import { Field, showFirstError, TextField } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Segments } from '../../kit/segments.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { type AssistantText, useGroup, useRefresh } from './data.ts'
import { Split } from './split.tsx'

type Language = 'ru' | 'en'

/** Every text of the assistant, with the owner's wording over it. */
export function Texts({ id }: { id: string | undefined }) {
  const t = useText()
  const [language, setLanguage] = useState<Language>('ru')
  const [sought, setSought] = useState('')
  const { data, error, refetch } = useGroup<{ items: AssistantText[] }>(
    `texts-${language}`,
    `/api/texts?language=${language}`,
  )
  const chosen = data?.items.find(({ key }) => key === id)
  const groups = useMemo(() => {
    const like = sought.trim().toLowerCase()
    const found = (data?.items ?? []).filter(({ own, standard }) => (own ?? standard).toLowerCase().includes(like))
    return Map.groupBy(found, ({ group }) => group)
  }, [data, sought])
  const found = (
    <div className="sections">
      <TextField label={t('settings-search')} type="search" value={sought} onValue={setSought} />
      {error && <Trouble error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Skeleton label={t('loading')} />}
      {data && groups.size === 0 && <Empty text={t('settings-texts-none')} />}
      {[...groups].map(([group, texts]) => (
        <div key={group} className="section">
          <h2>{group}</h2>
          <List label={group}>
            {texts.map((one) => (
              <ListRow
                key={one.key}
                to={`/settings/texts/${one.key}`}
                current={one.key === chosen?.key}
                title={firstLine(one.own ?? one.standard)}
                note={one.own === null ? undefined : t('settings-text-own')}
              />
            ))}
          </List>
        </div>
      ))}
    </div>
  )
  const list = (
    <Segments
      label={t('settings-text-language')}
      value={language}
      onValue={setLanguage}
      options={[
        { value: 'ru', label: 'Русский' },
        { value: 'en', label: 'English' },
      ]}
    >
      {found}
    </Segments>
  )
  return (
    <Split
      title={t('settings-texts')}
      chosenTitle={t('settings-text')}
      list={list}
      form={chosen ? <TextForm key={`${language}-${chosen.key}`} text={chosen} language={language} /> : null}
    />
  )
}

/** What a client would read, without the marks of variables. */
export function firstLine(text: string): string {
  const line =
    text
      .replace(/\{\s*\$(\w+)[^{}]*\}/g, '…')
      .split('\n')
      .find((one) => /\p{L}/u.test(one)) ?? text
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}

function TextForm({ text, language }: { text: AssistantText; language: Language }) {
  const t = useText()
  const refresh = useRefresh()
  const box = useRef<HTMLTextAreaElement>(null)
  const draft = useDraft<string | null>(`settings-text-${language}-${text.key}`, null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [now, setNow] = useState<AssistantText | null>(null)
  const [version, setVersion] = useState(text.version)
  useEffect(() => setVersion(text.version), [text.version])
  const value = draft.value ?? text.own ?? text.standard
  const preview = usePreview(text.key, language, value)

  const write = async (next: string | null, over = version) => {
    setBusy(true)
    setRefusal(null)
    const put = (wording: string | null, known: number) =>
      call<AssistantText>('PUT', `/api/texts/${text.key}`, { language, text: wording, version: known })
    try {
      const saved = await put(next, over)
      setVersion(saved.version)
      setNow(null)
      draft.clear()
      feel('saved')
      refresh()
      const undo = () =>
        void put(text.own, saved.version)
          .catch((error: unknown) => say({ text: troubleOf(t, error) }))
          .then(refresh)
      say({ text: t('settings-saved'), undo })
    } catch (error) {
      const stands = error instanceof ApiError && error.code === 'changed' ? error.details.now : null
      if (stands) setNow(stands as AssistantText)
      else {
        setRefusal(troubleOf(t, error))
        requestAnimationFrame(() => showFirstError())
      }
    } finally {
      setBusy(false)
    }
  }
  const insert = (name: string) => {
    const area = box.current
    const at = area?.selectionStart ?? value.length
    const mark = `{ $${name} }`
    draft.set(value.slice(0, at) + mark + value.slice(area?.selectionEnd ?? at))
    requestAnimationFrame(() => {
      area?.focus()
      area?.setSelectionRange(at + mark.length, at + mark.length)
    })
  }

  return (
    <>
      <div className="form">
        <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
        {now && (
          <Conflict
            differences={[{ label: t('settings-text'), now: now.own ?? now.standard, yours: value }]}
            onKeep={() => {
              setNow(null)
              draft.clear()
              refresh()
            }}
            onWrite={() => void write(value, now.version)}
          />
        )}
        <Field label={t('settings-text-words')} error={refusal ?? preview.wrong}>
          {(tied) => (
            <textarea {...tied} ref={box} rows={5} value={value} onChange={(event) => draft.set(event.target.value)} />
          )}
        </Field>
        {text.variables.length > 0 && (
          <ChipRow label={t('settings-variables')}>
            {text.variables.map((name) => (
              <Chip key={name} onPress={() => insert(name)}>
                {variableName(t, name)}
                {text.needed.includes(name) ? ' *' : ''}
              </Chip>
            ))}
          </ChipRow>
        )}
        {text.needed.length > 0 && <p className="note">{t('settings-needed')}</p>}
        <section className="stack">
          <h2>{t('settings-preview')}</h2>
          <p className="preview" lang={language}>
            {preview.said ?? '…'}
          </p>
        </section>
        {text.own !== null && (
          <section className="stack">
            <h2>{t('settings-standard')}</h2>
            <p className="standard">{text.standard}</p>
            <Button writes onClick={() => void write(null)}>
              {t('settings-to-standard')}
            </Button>
          </section>
        )}
      </div>
      <ActionBar
        text={t('settings-save')}
        busy={busy}
        onPress={() => (value === (text.own ?? text.standard) ? say({ text: t('settings-same') }) : void write(value))}
      />
    </>
  )
}

/** What a variable stands for, in words; its own name where there is no word. */
function variableName(t: ReturnType<typeof useText>, name: string): string {
  const id = `settings-var-${name}`
  const word = t(id)
  return word === id ? name : word
}

/** The wording as a client would read it, half a second after the last key; what was said last stays meanwhile. */
function usePreview(key: string, language: Language, text: string) {
  const t = useText()
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 500)
    return () => clearTimeout(timer)
  }, [text])
  const { data, error } = useQuery({
    queryKey: ['settings', 'preview', language, key, asked],
    queryFn: () => call<{ text: string }>('POST', `/api/texts/${key}/preview`, { language, text: asked }),
    placeholderData: (before) => before,
    retry: false,
  })
  return {
    said: data?.text ?? null,
    wrong: error instanceof ApiError && error.kind === 'invalid' ? troubleOf(t, error) : null,
  }
}
