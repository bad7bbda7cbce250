import { useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { useDraft } from '../../api/drafts.ts'
import { useBranch, useRight, useSession } from '../../api/session.ts'
import { dateAt, day, dayTime, duration, money, time } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { Button, Chip, ChipRow } from '../../kit/button.tsx'
import { DraftLine } from '../../kit/conflict.tsx'
import { Check, Select, showFirstError, TextArea } from '../../kit/fields.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { back, go } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Notice, useDoneBar, useFreshVisit } from '../visit/data.ts'
import { type Form, type PriceList, type Refusal, refusalOf, usePriceList } from './data.ts'
import { clientOf, closingAt, givenBy, nextService, overridden, useKnownClient } from './opening.ts'
import { Times } from './times.tsx'
import { WhoField } from './who.tsx'
import '../visit/visit.css'

/**
 * S4: a new visit in one sheet. Its address may bring what is known: `start` or `at` (instant), `date`, `master`, `location`, `client`,
 * `services` (ids by comma) or `service`, `chat` (the dialogue that it comes of).
 */
export default function Booking({ search }: ScreenProps) {
  const t = useText()
  const list = usePriceList()
  const field = useRef<HTMLInputElement>(null)
  return (
    <Sheet open onClose={back} title={t('new-visit')} beside focus={search.has('client') ? undefined : field}>
      {list.data ? (
        <BookingForm list={list.data} search={search} field={field} />
      ) : list.isError ? (
        <Trouble error={list.error} onAgain={() => void list.refetch()} />
      ) : (
        <Skeleton label={t('visit-loading')} rows={5} height={56} />
      )}
    </Sheet>
  )
}

type BookingFormProps = {
  list: PriceList
  search: URLSearchParams
  field: React.RefObject<HTMLInputElement | null>
}

function BookingForm({ list, search, field }: BookingFormProps) {
  const t = useText()
  const { session } = useSession()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  const now = session?.now
  const branch = useBranch()?.id ?? null
  const canClose = useRight('blocks.write') !== 'none'
  const [given] = useState(() => givenBy(search, list, now, branch))
  const draft = useDraft<Form>('visit-new', given)
  const form = { ...draft.value, ...(draft.savedAt === null ? {} : overridden(search, given)) }
  const change = (part: Partial<Form>) => draft.set({ ...form, ...part })
  const zone = list.locations.find(({ id }) => id === form.location)?.timezone ?? session?.business.timezone ?? 'UTC'
  const style = { ...useStyle(), zone }
  const [key] = useState(() => crypto.randomUUID())
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useKnownClient(search.get('client'), form.who, (who) => change({ who }))

  // The sheet opened before there was a field to begin in.
  useEffect(() => field.current?.focus(), [field])

  const chosen = form.services.flatMap((id) => list.services.find((service) => service.id === id) ?? [])
  const able = list.masters.filter(({ id }) => chosen.every(({ masters }) => masters.includes(id)))
  const price = chosen.reduce((sum, service) => sum + service.price, 0)
  const noConsent = form.who?.kind === 'new' && form.who.phone.trim() !== '' && !form.who.consent
  const errors = {
    who: noConsent ? t('book-need-consent') : null,
    service: chosen.length === 0 ? t('book-pick-service') : null,
    time: form.start === null ? t('book-pick-time') : null,
  }

  const save = async (start = form.start, overlapReason?: string) => {
    setTried(true)
    if (start === null || errors.service || errors.who) {
      setTimeout(() => showFirstError(box.current ?? document))
      return
    }
    setBusy(true)
    setRefusal(null)
    try {
      const { who } = form
      const made = await call<{ id: number; start: string; changeId: number | null; notice: Notice }>(
        'POST',
        '/api/appointments',
        {
          services: form.services,
          master: form.master,
          location: form.location,
          chat: Number(search.get('chat')) || null,
          start: new Date(start).toISOString(),
          client: clientOf(who),
          ...(who?.kind === 'new' && who.consent && { consent: true }),
          note: form.note.trim() || null,
          notify: form.notify,
          ...(overlapReason && { overlapReason }),
        },
        // Another wish under the same key would be answered with the first visit.
        { key: `${key}-${Date.parse(start) / 60_000}` },
      )
      draft.clear()
      fresh(null)
      bar.done(t('visit-booked-bar', { time: dayTime(made.start, style) }), made)
      back()
    } catch (error) {
      const refused = refusalOf(error)
      if (refused) setRefusal(refused)
      else bar.failed(error)
    } finally {
      setBusy(false)
    }
  }

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })

  return (
    <div className="sheet-form" ref={box}>
      <DraftLine savedAt={draft.savedAt} onDrop={draft.clear} />
      <WhoField who={form.who} onWho={(who) => change({ who })} field={field} error={tried ? errors.who : null} />
      {list.locations.length > 1 && (
        <Select
          label={t('book-branch')}
          value={String(form.location ?? '')}
          onValue={(id) => change({ location: Number(id), start: null })}
          options={list.locations.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      )}
      {[...form.services, 0].slice(0, Math.max(1, form.services.length)).map((id, at) => (
        <Select
          key={at}
          label={t('book-service')}
          value={id ? String(id) : ''}
          error={tried && at === 0 ? errors.service : null}
          onValue={(next) => change({ services: form.services.toSpliced(at, 1, Number(next)) })}
          options={list.services.map((service) => ({
            value: String(service.id),
            label: `${service.name}, ${duration(service.minutes, style.language)}, ${money(service.price, style)}`,
          }))}
        />
      ))}
      {chosen.length > 0 && (
        <div className="visit-ways">
          <Button
            look="plain"
            onClick={() => change({ services: [...form.services, nextService(list, form.services)] })}
          >
            {t('book-add')}
          </Button>
          {chosen.length > 1 && (
            <Button look="plain" onClick={() => change({ services: form.services.slice(0, -1) })}>
              {t('book-drop', { name: chosen.at(-1)!.name })}
            </Button>
          )}
        </div>
      )}
      <ChipRow label={t('book-master')}>
        {able.map(({ id, name }) => (
          <Chip key={id} chosen={form.master === id} onPress={() => change({ master: id })}>
            {name}
          </Chip>
        ))}
        <Chip chosen={form.master === null} onPress={() => change({ master: null })}>
          {t('book-anyone')}
        </Chip>
      </ChipRow>
      <Times form={form} change={change} zone={zone} now={now} error={tried ? errors.time : null} />
      {chosen.length > 0 && (
        <p className="visit-sum">
          <span>{t('book-price')}</span>
          <span>{money(price, style)}</span>
        </p>
      )}
      <TextArea
        label={t('book-note')}
        value={form.note}
        onValue={(note) => change({ note })}
        maxLength={1000}
        rows={1}
      />
      {form.who?.kind === 'known' && (
        <Check label={t('book-tell')} on={form.notify} onChange={(notify) => change({ notify })} />
      )}
      {canClose && form.start && form.who === null && (
        <Button look="plain" onClick={() => go(closingAt(form.start!, form.master, style))}>
          {t('sched-block')}
        </Button>
      )}
      {refusal && (
        <div className="warning" role="alert" ref={inSight}>
          <p>
            {refusal.message} {refusal.nearest.length > 0 && t('book-free-near')}
          </p>
          <div className="chips">
            {refusal.nearest.map((start) => (
              <Chip
                key={start}
                onPress={() => {
                  change({ start, date: dateAt(start, zone) })
                  void save(start)
                }}
              >
                {nearWord(start)}
              </Chip>
            ))}
          </div>
          {refusal.force && (
            <Button writes onClick={() => void save(form.start, t('book-own-time'))}>
              {t('book-force')}
            </Button>
          )}
        </div>
      )}
      <ActionBar
        text={
          form.start
            ? t('book-do', { time: `${day(form.start, style).split(' ')[0]} ${time(form.start, style)}` })
            : t('book-do-any')
        }
        busy={busy}
        onPress={() => void save()}
      />
    </div>
  )

  function nearWord(start: string) {
    return dateAt(start, zone) === form.date ? time(start, style) : dayTime(start, style)
  }
}

/** A refusal is of no use below the edge of the sheet. */
const inSight = (panel: HTMLElement | null) => panel?.scrollIntoView({ block: 'center' })
