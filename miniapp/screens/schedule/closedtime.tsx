import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { dateAt, day, type Style, span, time } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/fields.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { AffectedList, type Decisions, decisionsOf } from './affected.tsx'
import type { Affected, Block, DaySchedule, Outcome, TimeOff } from './data.ts'
import { instantOf } from './walltime.ts'

/** Closed time that stands: open it again, or change it. */
export function ClosedTime({
  block,
  off,
  data,
  style,
  onDone,
}: {
  block?: Block
  off?: TimeOff
  data: DaySchedule
  style: Style
  onDone: () => void
}) {
  const t = useText()
  const queries = useQueryClient()
  const one = block ?? off!
  const [from, setFrom] = useState(time(one.from, style))
  const [to, setTo] = useState(time(one.to, style))
  const [reason, setReason] = useState(one.reason ?? '')
  const [busy, setBusy] = useState(false)
  const [affected, setAffected] = useState<Affected[]>([])
  const [decided, setDecided] = useState<Decisions>({})
  const master = data.resources.find(({ id }) => id === one.resource)?.name ?? ''
  const refresh = () => queries.invalidateQueries({ queryKey: ['day'] })
  const failed = (error: unknown) => say({ text: troubleOf(t, error) })
  const did = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    await work().catch(failed)
    setBusy(false)
    void refresh()
  }
  const open = (series: boolean) =>
    did(async () => {
      const path = block
        ? `/api/blocks/${block.id}?version=${block.version}${series ? '&series=1' : ''}`
        : `/api/time-off/${one.id}`
      const gone = await call<{ items?: Block[] }>('DELETE', path)
      const back = block ? (gone.items ?? []) : []
      onDone()
      say({
        text: t('sched-block-opened'),
        undo: () => {
          const again = block ? back.map((was) => restored(was, style, data.zone)) : [absence(off!, data.zone)]
          Promise.all(again.map(({ path, body }) => call('POST', path, body)))
            .then(() => say({ text: t('sched-undone') }), failed)
            .finally(refresh)
        },
      })
    })
  const change = () =>
    did(async () => {
      const date = dateAt(one.from, data.zone)
      const body = {
        version: block!.version,
        from: instantOf(data, date, from),
        to: instantOf(data, date, to),
        reason,
        decisions: decisionsOf(affected, decided),
      }
      const { affected: found } = await call<Outcome<Block>>('PATCH', `/api/blocks/${one.id}?check=1`, body)
      setAffected(found)
      if (found.some((item) => decided[`${item.kind}${item.id}`] === undefined)) return
      const saved = await call<Outcome<Block>>('PATCH', `/api/blocks/${one.id}`, {
        ...body,
        decisions: decisionsOf(found, decided),
      })
      onDone()
      say({
        text: t('sched-block-changed'),
        undo: () => {
          const keep = saved.affected.map(({ kind, id, version }) => ({ kind, id, version, action: 'keep' }))
          const was = {
            version: saved.items[0]!.version,
            from: one.from,
            to: one.to,
            reason: one.reason,
            decisions: keep,
          }
          call('PATCH', `/api/blocks/${one.id}`, was)
            .then(() => say({ text: t('sched-undone') }), failed)
            .finally(refresh)
        },
      })
    })
  return (
    <>
      <p>
        {master}, {day(one.from, style)}
        {off && <span className="note"> {span(one.from, one.to, style)}</span>}
      </p>
      {block ? (
        <>
          <div className="two">
            <TextField type="time" label={t('sched-block-from')} value={from} onValue={setFrom} />
            <TextField
              type="time"
              label={t('sched-block-to')}
              value={to}
              onValue={setTo}
              error={from >= to ? t('sched-block-wrong') : null}
            />
          </div>
          <TextField label={t('sched-block-reason')} value={reason} onValue={setReason} maxLength={200} />
          <AffectedList affected={affected} decided={decided} onDecide={setDecided} style={style} />
          <Button look="danger" writes busy={busy} onClick={() => open(false)}>
            {t('sched-block-open')}
          </Button>
          {block.series && (
            <Button look="danger" writes busy={busy} onClick={() => open(true)}>
              {t('sched-block-open-series')}
            </Button>
          )}
          <ActionBar text={t('sched-block-change')} busy={busy} onPress={() => from < to && change()} />
        </>
      ) : (
        <>
          {one.reason && <p>{one.reason}</p>}
          <ActionBar text={t('sched-off-open')} busy={busy} onPress={() => open(false)} />
        </>
      )}
    </>
  )
}

/** What makes a removed block again; whom it came upon was decided about before. */
function restored(was: Block, style: Style, zone: string) {
  const date = dateAt(was.from, zone)
  const minutes = (at: string) => {
    const [hours = 0, rest = 0] = time(at, { ...style, zone })
      .split(':')
      .map(Number)
    return hours * 60 + rest
  }
  const to = dateAt(was.to, zone) === date ? minutes(was.to) : 1440
  const body = { resources: [was.resource], from: date, span: { from: minutes(was.from), to }, reason: was.reason }
  return { path: '/api/blocks', body }
}

function absence(off: TimeOff, zone: string) {
  const last = dateAt(new Date(Date.parse(off.to) - 1), zone)
  const body = { resources: [off.resource], from: dateAt(off.from, zone), to: last, reason: off.reason }
  return { path: '/api/time-off', body }
}
