import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { type Style, time } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'

type Seen = { id: number; version: number }
type Notice = { id: number; kind: string; dueAt: string } | null
/** What a change of a visit answers; marks give the whole visit. */
type Changed = { changeId: number | null; notice: Notice } & ({ version: number } | { visit: { version: number } })

/** A place that was refused: who stands there, and the nearest that are free. */
export type Refused = { message: string; nearest: string[] }
export type Target = { start: string; master?: number; minutes?: number }

const versionOf = (changed: Changed) => ('visit' in changed ? changed.visit.version : changed.version)

/** What the schedule does with visits; each says what happened and how to take it back. */
export function useVisitActions(style: Style) {
  const t = useText()
  const queries = useQueryClient()
  const refresh = (id: number) => {
    void queries.invalidateQueries({ queryKey: ['day'] })
    void queries.invalidateQueries({ queryKey: ['visit', String(id)] })
  }
  const failed = (error: unknown) => {
    feel('refused')
    say({ text: troubleOf(t, error) })
  }
  const tell = (id: number, changed: Changed, text: string) => {
    feel('saved')
    const { changeId, notice } = changed
    say({
      text,
      undo:
        changeId === null
          ? undefined
          : () => {
              const body = { version: versionOf(changed), change: changeId }
              call('POST', `/api/appointments/${id}/undo`, body)
                .then(() => say({ text: t('sched-undone') }), failed)
                .finally(() => refresh(id))
            },
      extra: notice
        ? {
            label: t('sched-dont-write'),
            act: () => {
              call('POST', `/api/appointments/${id}/notify-never`)
                .then(() => say({ text: t('sched-wont-write') }), failed)
                .finally(() => refresh(id))
            },
          }
        : undefined,
    })
  }
  const marked = async (path: string, { id, version }: Seen, say: (notice: Notice) => string) => {
    try {
      const changed = await call<Changed>('POST', `/api/appointments/${id}/${path}`, { version })
      tell(id, changed, say(changed.notice))
    } catch (error) {
      failed(error)
    } finally {
      refresh(id)
    }
  }
  return {
    arrived: (visit: Seen, client: string) => marked('arrived', visit, () => t('sched-marked-here', { client })),
    noShow: (visit: Seen) =>
      marked('no-show', visit, (notice) =>
        notice ? t('sched-marked-noshow', { time: time(notice.dueAt, style) }) : t('sched-marked-noshow-quiet'),
      ),
    /** Moves a visit or gives it another length; a refusal of the place comes back, other trouble is said. */
    move: async ({ id, version }: Seen, target: Target, notify: boolean): Promise<'moved' | 'failed' | Refused> => {
      try {
        const body = { version, ...target, notify }
        const changed = await call<Changed>('PATCH', `/api/appointments/${id}`, body)
        const at = { time: time(target.start, style) }
        const end = target.minutes && Date.parse(target.start) + target.minutes * 60_000
        const text = end
          ? t('sched-resized', { time: time(new Date(end), style) })
          : t(changed.notice ? 'sched-moved-told' : 'sched-moved', at)
        tell(id, changed, text)
        return 'moved'
      } catch (error) {
        const nearest = error instanceof ApiError && error.details.nearest
        if (error instanceof ApiError && Array.isArray(nearest)) {
          feel('conflict')
          return { message: error.message, nearest: nearest.map((start) => new Date(String(start)).toISOString()) }
        }
        failed(error)
        return 'failed'
      } finally {
        refresh(id)
      }
    },
  }
}

/** One move on its way: whether it is being written, and the place that was refused. */
export function useMoving(style: Style, onMoved: () => void) {
  const { move } = useVisitActions(style)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  return {
    busy,
    refused,
    clear: () => setRefused(null),
    move: async (visit: Seen, target: Target, notify: boolean) => {
      if (busy) return
      setBusy(true)
      const done = await move(visit, target, notify)
      setBusy(false)
      if (done === 'moved') onMoved()
      else if (done !== 'failed') setRefused(done)
    },
  }
}
