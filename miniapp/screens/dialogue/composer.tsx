import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, api, call, read } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { dayTime } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { DraftLine } from '../../kit/conflict.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { useWriting } from '../../kit/writing.ts'
import { go, useWide } from '../../nav/go.ts'
import { useKey } from '../../nav/keys.ts'
import { dial, feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { Approved } from './approved.tsx'
import { type Head, usePresence } from './data.ts'
import { Templates } from './templates.tsx'

type Written = { text: string; note: boolean; places: string[] }
const NOTHING: Written = { text: '', note: false, places: [] }
/** Who answered longer ago is no reason to look up. */
const JUST_MS = 60_000

/** The box: an answer or a note, with what can be put into it. It is keyed by its chat. */
export function Composer({ id, head, me, write }: { id: string; head: Head; me: number; write: boolean }) {
  const t = useText()
  const style = useStyle()
  const wide = useWide()
  const bar = useBar()
  const queries = useQueryClient()
  const draft = useDraft<Written>(`reply-${id}`, NOTHING)
  const { value } = draft
  const { text, note, places } = value
  const box = useRef<HTMLTextAreaElement>(null)
  const key = useRef(crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const { reason: offline, refuse } = useWriting(true)
  const { composer, answered } = head
  usePresence(id, text !== '' && !note)
  useEffect(() => {
    if (write) box.current?.focus()
  }, [write])
  useKey('KeyR', 'key-reply', () => {
    draft.set({ ...value, note: false })
    box.current?.focus()
  })
  useKey('Alt+KeyP', 'key-note', () => {
    draft.set({ ...value, note: true })
    box.current?.focus()
  })

  const put = (more: string, next: Partial<Written> = {}) => {
    const joined = text && !text.startsWith('/') ? `${text.trimEnd()}\n${more}` : more
    draft.set({ ...value, ...next, text: joined, note: false })
    setChoosing(false)
    box.current?.focus()
  }
  const putPlaces = async () => {
    const found = await read(api.chats[':id'].places.$get({ param: { id } }))
    if (found.items.length === 0) return bar.say({ text: t('places-none') })
    const starts = found.items.map(({ start }) => new Date(start).toISOString())
    if (text.trim()) draft.set({ ...value, places: starts, note: false })
    else put(t('places-words'), { places: starts })
  }
  const putFact = async (what: 'address' | 'prices') => {
    const facts = await read(api.chats[':id'].facts.$get({ param: { id } }))
    put(facts[what])
  }
  const putPassage = async () => put((await read(api.chats[':id'].passage.$post({ param: { id } }))).text)
  const failed = (error: unknown) => {
    feel('refused')
    bar.say({ text: troubleOf(t, error instanceof ApiError ? error : null) })
  }
  const send = async () => {
    const words = text.trim()
    if (!words || busy) return
    if (offline) return refuse(offline)
    setBusy(true)
    try {
      if (note) await call('POST', `/api/chats/${id}/note`, { text: words })
      else await call('POST', `/api/chats/${id}/reply`, { text: words, places }, { key: key.current })
      key.current = crypto.randomUUID()
      draft.clear()
      feel('saved')
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ queryKey: ['chat', id] })
      void queries.invalidateQueries({ queryKey: ['queue'] })
    }
    box.current?.focus()
  }
  const stopped = !note && !composer.can
  const other = answered && answered.memberId !== me ? Date.parse(head.now) - Date.parse(answered.at) : null
  const templates = !stopped && (choosing || (!note && text.startsWith('/')))
  return (
    <div className="composer" data-note={note || undefined}>
      {other !== null && other >= 0 && other < JUST_MS && (
        <p className="composer-other" role="status">
          {t('answered-ago', { name: answered!.name, seconds: Math.round(other / 1000) })}
        </p>
      )}
      {choosing && stopped && composer.why === 'window' && (
        <div className="composer-templates">
          <Approved chatId={id} onSent={() => setChoosing(false)} />
        </div>
      )}
      {templates && (
        <div className="composer-templates">
          <Templates chatId={id} wanted={text.startsWith('/') ? text.slice(1) : ''} onChoose={(words) => put(words)} />
        </div>
      )}
      <DraftLine savedAt={text ? draft.savedAt : null} onDrop={draft.clear} />
      {places.length > 0 && (
        <ChipRow label={t('insert-time')}>
          {places.map((place) => (
            <Chip key={place} onPress={() => draft.set({ ...value, places: places.filter((one) => one !== place) })}>
              {dayTime(place, style)} <span aria-hidden="true">×</span>
              <span className="unseen">{t('place-drop', { time: dayTime(place, style) })}</span>
            </Chip>
          ))}
        </ChipRow>
      )}
      {!note && composer.can && (
        <ChipRow label={t('insert')}>
          <Chip onPress={() => void putPlaces().catch(failed)}>{t('insert-time')}</Chip>
          <Chip onPress={() => void putFact('address').catch(failed)}>{t('insert-address')}</Chip>
          <Chip onPress={() => void putFact('prices').catch(failed)}>{t('insert-prices')}</Chip>
          {head.channel.kind !== 'telegram' && (
            <Chip onPress={() => void putPassage().catch(failed)}>{t('insert-telegram')}</Chip>
          )}
          <Chip chosen={choosing} onPress={() => setChoosing(!choosing)}>
            {t('insert-template')}
          </Chip>
        </ChipRow>
      )}
      {stopped && <Stopped head={head} onTemplate={() => setChoosing(true)} />}
      {!note && composer.can && composer.sentence && (
        <p className="composer-other" role="status">
          {composer.sentence}
        </p>
      )}
      <fieldset className="composer-mode">
        <legend className="unseen">{t('mode')}</legend>
        {[false, true].map((one) => (
          <button
            key={String(one)}
            type="button"
            aria-pressed={note === one}
            className="segment"
            onClick={() => draft.set({ ...value, note: one })}
          >
            {t(one ? 'mode-note' : 'mode-reply')}
          </button>
        ))}
      </fieldset>
      {!stopped && (
        <div className="composer-row">
          <textarea
            ref={box}
            rows={1}
            value={text}
            aria-label={t(note ? 'write-note' : 'write-reply')}
            placeholder={t(note ? 'write-note' : 'write-reply')}
            onChange={(event) => draft.set({ ...value, text: event.target.value })}
            onKeyDown={(event) => {
              if (!wide || event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              void send()
            }}
          />
          <Button look="main" writes busy={busy} onClick={() => void send()}>
            {t(note ? 'save-note' : 'send')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Why nothing can be sent, and what can be done instead. */
function Stopped({ head, onTemplate }: { head: Head; onTemplate: () => void }) {
  const t = useText()
  const { why, sentence, phone } = head.composer
  return (
    <div className="composer-stopped" role="status">
      <p>{sentence}</p>
      {phone && <Button onClick={() => dial(phone)}>{t('call')}</Button>}
      {why === 'broken' && <Button onClick={() => go('/settings/channels')}>{t('what-to-do')}</Button>}
      {why === 'window' && head.channel.kind === 'whatsapp' && (
        <Button onClick={onTemplate}>{t('choose-template')}</Button>
      )}
    </div>
  )
}
