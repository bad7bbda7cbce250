import { type ReactNode, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Conflict, DraftLine } from '../../kit/conflict.tsx'
import { showFirstError } from '../../kit/fields.tsx'
import { Trouble, troubleOf } from '../../kit/states.tsx'
import { back } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { useRefresh } from './data.ts'
import { type FieldSpec, Fields, hoursOf, inWords, type Values, wordsOf, wrongIn } from './form.tsx'

export type EditProps = {
  /** Names the draft: «settings-service-5». */
  draft: string
  specs: readonly FieldSpec[]
  /** What is edited, with its version; without one something new is made of `empty`. */
  item: (Values & { version: number }) | null
  empty?: Values
  /** Writes what differs; answers with what stands then. */
  save: (change: Values, version: number) => Promise<(Values & { version: number }) | undefined>
  /** Beneath a field, or (`end`) beneath all; gets what is typed so far. */
  after?: (values: Values, set: (key: string, value: unknown) => void) => Record<string, ReactNode>
  /** Further refusals before saving: text by field. */
  check?: (values: Values) => string | null
  verb?: string
  /** After something new is made. */
  onMade?: () => void
}

const plain = (specs: readonly FieldSpec[], values: Values): Values => ({
  ...values,
  ...Object.fromEntries(
    specs.flatMap(({ key, kind }) => {
      const read = kind === 'words' ? wordsOf : kind === 'hours' ? hoursOf : null
      return read && key in values ? [[key, read(values[key])]] : []
    }),
  ),
})

/** A form over one thing: a draft while it is typed, one save, what two people wrote side by side, the way back. */
export function Edit({ draft: key, specs, item, empty = {}, save, after, check, verb, onMade }: EditProps) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const draft = useDraft<Values>(key, {})
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [now, setNow] = useState<(Values & { version: number }) | null>(null)
  const [latest, setLatest] = useState<(Values & { version: number }) | null>(null)
  const known = latest && item && latest.version >= item.version ? latest : item
  // What was typed belongs to the version that was on the screen then, whatever arrives while it is typed.
  const { version: begunOn, ...typed } = draft.value
  const values = { ...empty, ...known, ...typed }
  const set = (name: string, value: unknown) => draft.set({ version: known?.version, ...draft.value, [name]: value })

  const write = async (version: number) => {
    setBusy(true)
    setTrouble(null)
    const change = plain(specs, item ? typed : { ...empty, ...typed })
    try {
      const saved = await save(change, version)
      const before = Object.fromEntries(Object.keys(change).map((name) => [name, known?.[name]]))
      draft.clear()
      setNow(null)
      setTried(false)
      feel('saved')
      refresh()
      if (saved) setLatest(item ? saved : null)
      const undo = async () => {
        try {
          setLatest((await save(before, saved!.version)) ?? null)
          refresh()
        } catch (error) {
          say({ text: troubleOf(t, error) })
        }
      }
      say({ text: t('settings-saved'), undo: item && saved ? () => void undo() : undefined })
      if (!item) onMade ? onMade() : back()
    } catch (error) {
      const stands = error instanceof ApiError && error.code === 'changed' ? error.details.now : null
      if (stands) setNow(stands as Values & { version: number })
      else {
        feel('refused')
        setTrouble(error)
      }
    } finally {
      setBusy(false)
    }
  }

  const press = () => {
    if (specs.some((spec) => wrongIn(t, spec, values[spec.key]) !== null) || check?.(plain(specs, values))) {
      setTried(true)
      requestAnimationFrame(() => showFirstError())
      return
    }
    if (item && Object.keys(typed).length === 0) return say({ text: t('settings-same') })
    void write(typeof begunOn === 'number' ? begunOn : (known?.version ?? 0))
  }

  const extra = after?.(values, set) ?? {}
  const wrong = tried ? check?.(plain(specs, values)) : null
  return (
    <>
      <div className="form">
        <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
        {now && (
          <Conflict
            differences={specs
              .filter(({ key: name }) => name in typed)
              .map((spec) => ({
                label: spec.name ?? t(spec.label),
                now: inWords(t, style, spec, now[spec.key]),
                yours: inWords(t, style, spec, typed[spec.key]),
              }))}
            onKeep={() => {
              setLatest(now)
              setNow(null)
              draft.clear()
              refresh()
            }}
            onWrite={() => void write(now.version)}
          />
        )}
        <Fields specs={specs} values={values} set={set} tried={tried} after={extra} />
        {extra.end}
        {wrong && (
          <p className="field-error" role="alert">
            {wrong}
          </p>
        )}
        {trouble !== null && <Trouble error={trouble} />}
      </div>
      <ActionBar text={verb ?? t('settings-save')} busy={busy} onPress={press} />
    </>
  )
}
