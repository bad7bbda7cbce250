import { Plus } from 'lucide-react'
import { type Style, span, time } from '../../format.ts'
import { List, ListRow, StatusMark } from '../../kit/list.tsx'
import { type MenuItem, MenuSheet, Sheet } from '../../kit/sheet.tsx'
import { go, useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useVisitActions } from './actions.ts'
import { markOf, nameOf } from './columns.ts'
import type { DaySchedule } from './data.ts'

/** What a long press or a right click on a visit offers; the same is on its card. */
export function QuickMenu({
  data,
  style,
  now,
  mayMove,
  date,
}: {
  data: DaySchedule
  style: Style
  now: number
  mayMove: boolean
  date: string | undefined
}) {
  const t = useText()
  const sheet = useSheet('menu')
  const actions = useVisitActions(style)
  const visit = data.visits.find(({ id }) => String(id) === sheet.arg)
  if (!visit) return null
  const client = nameOf(t, visit)
  const awaited = visit.state === 'planned' || visit.state === 'confirmed'
  const begun = Date.parse(visit.start) <= now
  const items: (MenuItem | false)[] = [
    { label: t('sched-menu-open'), act: () => go(`/visit/${visit.id}`) },
    awaited && { label: t('sched-menu-here'), writes: true, act: () => void actions.arrived(visit, client) },
    awaited && {
      label: t('sched-menu-noshow'),
      writes: true,
      why: begun ? null : t('sched-menu-noshow-from', { time: time(visit.start, style) }),
      act: () => void actions.noShow(visit),
    },
    awaited && mayMove && { label: t('sched-menu-move'), act: () => go(`/day/${date}?move=${visit.id}`) },
    mayMove && {
      label: t('sched-menu-write'),
      why: visit.chat === null ? t('sched-menu-no-chat') : null,
      act: () => go(`/queue/${visit.chat}`),
    },
  ]
  return (
    <MenuSheet
      open={sheet.open}
      onClose={sheet.close}
      title={t('sched-menu', { client })}
      items={items.filter((item) => item !== false)}
    />
  )
}

/** Who has a seat in a class. */
export function ClassSheet({ data, style }: { data: DaySchedule; style: Style }) {
  const t = useText()
  const sheet = useSheet('class')
  const session = data.classes.find(({ id }) => String(id) === sheet.arg)
  if (!session) return null
  const { name, taken, capacity } = session
  return (
    <Sheet open={sheet.open} onClose={sheet.close} title={t('sched-class', { name, taken, capacity })}>
      <p className="note">{span(session.from, session.to, style)}</p>
      <List label={name}>
        {data.visits
          .filter((visit) => visit.session === session.id && visit.state !== 'cancelled')
          .map((visit) => {
            const mark = markOf(visit)
            return (
              <ListRow
                key={visit.id}
                title={nameOf(t, visit)}
                side={mark && <StatusMark state={mark} />}
                to={`/visit/${visit.id}`}
              />
            )
          })}
      </List>
    </Sheet>
  )
}

/** «＋»: a visit, or closed time. */
export function AddMenu() {
  const t = useText()
  const sheet = useSheet('add')
  const block = useSheet('block')
  return (
    <>
      <button
        type="button"
        className="add"
        aria-label={t('sched-add')}
        title={t('sched-add')}
        onClick={() => sheet.show()}
      >
        <Plus size={28} aria-hidden="true" />
      </button>
      <MenuSheet
        open={sheet.open}
        onClose={sheet.close}
        title={t('sched-add')}
        items={[
          { label: t('sched-book'), act: () => go('/new') },
          { label: t('sched-block'), act: () => block.show('new') },
        ]}
      />
    </>
  )
}
