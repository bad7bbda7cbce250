import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { VisitJson } from '../../../api/desk/card.ts'
import { ApiError, call } from '../../api/client.ts'
import { time } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import type { State } from '../../kit/list.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'

export type Visit = VisitJson
export type Notice = { id: number; kind: string; dueAt: string } | null
/** What marks and undos answer. */
export type Marked = { visit: Visit; changeId: number | null; notice: Notice }

const STATES: Record<Visit['status'], State> = {
  held: 'planned',
  booked: 'planned',
  confirmed: 'confirmed',
  arrived: 'here',
  paid: 'paid',
  no_show: 'noshow',
  cancelled: 'cancelled',
}

/** Colour, sign and word of a visit's status. */
export const stateOf = (status: string): State => STATES[status as Visit['status']]

/** The card of a visit, kept fresh by the stream. */
export const useVisit = (id: string) =>
  useQuery({
    queryKey: ['visit', id],
    queryFn: () => call<Visit>('GET', `/api/appointments/${id}`),
    // What becomes of a message is no event of the visit.
    refetchInterval: ({ state }) => (state.data && underWay(state.data) ? 5000 : false),
  })

/** True while a message is on its way, or will be in a moment. */
const underWay = ({ notices, reminders, now }: Visit) =>
  [...notices, ...reminders].some(
    ({ status, dueAt }) => status === 'planned' && Date.parse(dueAt) < Date.parse(now) + SOON_MS,
  )
const SOON_MS = 600_000

/** What changed a visit made old, and the visit itself as it is now. */
export function useFreshVisit() {
  const queries = useQueryClient()
  return (visit: Visit | null) => {
    if (visit) queries.setQueryData(['visit', String(visit.id)], visit)
    for (const queryKey of [['day'], ['today'], ['clients'], ['client']]) void queries.invalidateQueries({ queryKey })
  }
}

/** The visit of a 409 as it is now; null for any other error. */
export const conflictOf = (error: unknown): Visit | null =>
  error instanceof ApiError && error.code === 'changed' ? ((error.details.now as Visit | undefined) ?? null) : null

/** Says what was done, when the client hears of it, and offers to take it back. */
export function useDoneBar() {
  const t = useText()
  const style = useStyle()
  const bar = useBar()
  const fresh = useFreshVisit()

  const failed = (error: unknown) => {
    const now = conflictOf(error)
    if (now) fresh(now)
    feel(now ? 'conflict' : 'refused')
    bar.say({ text: now ? t('visit-changed') : troubleOf(t, error) })
  }
  const again = (id: number) => call<Visit>('GET', `/api/appointments/${id}`)
  const undo = async (id: number, change: number) => {
    try {
      const { version } = await again(id)
      const { visit } = await call<Marked>('POST', `/api/appointments/${id}/undo`, { version, change })
      fresh(visit)
      feel('saved')
      bar.say({ text: t('visit-done-undone') })
    } catch (error) {
      failed(error)
    }
  }
  const silence = async (id: number) => {
    try {
      fresh((await call<Marked>('POST', `/api/appointments/${id}/notify-never`)).visit)
      bar.say({ text: t('visit-silent') })
    } catch (error) {
      failed(error)
    }
  }

  return {
    failed,
    undo,
    /** `text`: what was done. */
    done(text: string, { id, changeId, notice }: { id: number; changeId: number | null; notice: Notice }) {
      feel('saved')
      const word = notice && whenTold(notice)
      bar.say({
        text: [text, word].filter(Boolean).join(' '),
        undo: changeId === null ? undefined : () => void undo(id, changeId),
        extra: notice ? { label: t('visit-silence'), act: () => void silence(id) } : undefined,
      })
    },
  }

  function whenTold({ kind, dueAt }: NonNullable<Notice>) {
    return kind === 'no_show' ? t('visit-will-tell-at', { time: time(dueAt, style) }) : t('visit-will-tell')
  }
}

/** Marks a visit and says so: arrived, no-show, unmark, restore. */
export function useMark() {
  const t = useText()
  const bar = useDoneBar()
  const fresh = useFreshVisit()
  return async (visit: { id: number; version: number }, verb: keyof typeof SAID) => {
    try {
      const { id, version } = visit
      const marked = await call<Marked>('POST', `/api/appointments/${id}/${verb}`, { version })
      fresh(marked.visit)
      bar.done(t(SAID[verb]), { id, ...marked, ...(verb === 'unmark' && { changeId: null }) })
    } catch (error) {
      bar.failed(error)
    }
  }
}

const SAID = {
  arrived: 'visit-arrived-bar',
  'no-show': 'visit-noshow-bar',
  unmark: 'visit-done-undone',
  restore: 'visit-restored-bar',
} as const

/** «Telegram», «чат на сайте». */
export const channelWord = (t: ReturnType<typeof useText>, kind: string) => {
  const word = t(`channel-${kind}`)
  return word === `channel-${kind}` ? kind : word
}
