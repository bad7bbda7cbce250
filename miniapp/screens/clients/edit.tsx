import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { phone as shownPhone } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Conflict, type Difference, DraftLine } from '../../kit/conflict.tsx'
import { Check, Select, Switch, showFirstError, TextArea, TextField } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton, troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import type { Client } from './data.ts'
import { isRefused } from './refused.ts'

type Form = { name: string; phone: string; note: string; tags: string; vip: boolean; consent: boolean; way: string }

/** Nothing was wished: the order of the business holds. */
const ANY = 'any'

const formOf = (client: Client): Form => ({
  name: client.name ?? '',
  phone: client.phone ? shownPhone(client.phone) : '',
  note: client.note ?? '',
  tags: client.tags.join(', '),
  vip: client.vip,
  consent: false,
  way: client.preferredChannel ?? ANY,
})

const tagsIn = (typed: string) => [
  ...new Set(
    typed
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
]

/** What differs from the card, as the API wants it. */
function changeOf(form: Form, client: Client) {
  const was = formOf(client)
  return {
    ...(form.name.trim() !== was.name && { name: form.name.trim() || null }),
    ...(form.phone.trim() !== was.phone && { phone: form.phone.trim() || null }),
    ...(form.note.trim() !== was.note && { note: form.note.trim() || null }),
    ...(tagsIn(form.tags).join() !== client.tags.join() && { tags: tagsIn(form.tags) }),
    ...(form.vip !== was.vip && { vip: form.vip }),
    ...((form.way ?? was.way) !== was.way && { preferredChannel: form.way === ANY ? null : form.way }),
  }
}

const valuesOf = (client: Client, keys: string[]) =>
  Object.fromEntries(
    keys.map((key) => [key, client[key as 'name' | 'phone' | 'note' | 'tags' | 'vip' | 'preferredChannel']]),
  )

/** Name, phone, note, tags. What is typed is kept as a draft of this client; a stale save shows both versions. */
export function EditClient({ client, onClose, focus }: { client: Client; onClose: () => void; focus: string | null }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const draft = useDraft<Form>(`client-${client.id}`, formOf(client))
  const [base, setBase] = useState(client)
  const [theirs, setTheirs] = useState<Client | null>(null)
  const [wrong, setWrong] = useState<{ phone?: string }>({})
  const first = useRef<HTMLDivElement>(null)
  const form = draft.value
  const kinds = [...new Set(client.channels.map(({ kind }) => kind))]
  const set = (change: Partial<Form>) => draft.set({ ...form, ...change })
  useEffect(() => {
    if (draft.ready && focus) first.current?.querySelector<HTMLElement>(`[name="${focus}"]`)?.focus()
  }, [draft.ready, focus])

  const patch = (version: number, change: object, consent = false) =>
    call<Client>('PATCH', `/api/clients/${client.id}`, { version, ...change, consent })
  const keep = (next: Client) => {
    queries.setQueryData(['client', String(client.id)], next)
    void queries.invalidateQueries({ queryKey: ['clients'] })
  }
  const save = useMutation({
    mutationFn: (over: Client) => patch(over.version, changeOf(form, over), form.consent),
    onSuccess: (next, over) => {
      feel('saved')
      const before = valuesOf(over, Object.keys(changeOf(form, over)))
      keep(next)
      draft.clear()
      bar.say({ text: t('client-saved'), undo: () => void patch(next.version, before, true).then(keep) })
      onClose()
    },
    onError: (error) => {
      const known = error instanceof ApiError ? error : null
      if (known?.code === 'changed') setTheirs(known.details.now as Client)
      else if (isRefused(error, 'consent')) setWrong({ phone: t('client-consent-needed') })
      else if (isRefused(error, 'phone')) setWrong({ phone: t('client-phone-wrong') })
      else bar.say({ text: troubleOf(t, error) })
      setTimeout(showFirstError)
    },
  })
  const press = () => {
    setWrong({})
    if (Object.keys(changeOf(form, base)).length === 0) {
      draft.clear()
      onClose()
    } else save.mutate(base)
  }
  return (
    <Sheet open onClose={onClose} title={t('client-edit')}>
      {!draft.ready ? (
        <Skeleton label={t('client-loading')} rows={3} />
      ) : (
        <div ref={first} className="client-form">
          <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
          {theirs && (
            <Conflict
              differences={differencesOf(theirs, form, t)}
              onKeep={() => {
                keep(theirs)
                draft.clear()
                onClose()
              }}
              onWrite={() => {
                setBase(theirs)
                setTheirs(null)
                save.mutate(theirs)
              }}
            />
          )}
          <TextField
            name="name"
            label={t('client-name')}
            value={form.name}
            onValue={(name) => set({ name })}
            maxLength={80}
          />
          <TextField
            name="phone"
            label={t('client-phone')}
            value={form.phone}
            onValue={(phone) => set({ phone })}
            error={wrong.phone}
            inputMode="tel"
            autoComplete="off"
            maxLength={30}
          />
          {!base.consents.some(({ purpose, revokedAt }) => purpose === 'personal_data' && !revokedAt) && (
            <Check
              label={t('client-consent')}
              hint={t('client-consent-hint')}
              on={form.consent}
              onChange={(consent) => set({ consent })}
            />
          )}
          <TextArea
            name="note"
            label={t('client-note')}
            value={form.note}
            onValue={(note) => set({ note })}
            maxLength={4000}
          />
          <TextField
            name="tags"
            label={t('client-tags')}
            hint={t('client-tags-hint')}
            value={form.tags}
            onValue={(tags) => set({ tags })}
            maxLength={400}
          />
          {kinds.length > 1 && (
            <Select
              label={t('client-way')}
              value={form.way ?? ANY}
              onValue={(way) => set({ way })}
              options={[
                { value: ANY, label: t('client-way-any') },
                ...kinds.map((kind) => ({ value: kind, label: t(`client-kind-${kind}`) })),
              ]}
            />
          )}
          <Switch label={t('client-vip-switch')} on={form.vip} onChange={(vip) => set({ vip })} />
        </div>
      )}
      <ActionBar text={t('save')} busy={save.isPending} onPress={press} />
    </Sheet>
  )
}

function differencesOf(now: Client, form: Form, t: ReturnType<typeof useText>): Difference[] {
  const was = formOf(now)
  const keys = [
    ['name', 'client-name'],
    ['phone', 'client-phone'],
    ['note', 'client-note'],
    ['tags', 'client-tags'],
  ] as const
  return keys.flatMap(([key, label]) =>
    was[key].trim() === form[key].trim() ? [] : [{ label: t(label), now: was[key] || '—', yours: form[key] || '—' }],
  )
}
