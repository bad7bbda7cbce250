import type { Style } from '../../format.ts'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { ClosedTime } from './closedtime.tsx'
import { ClosingForm } from './closingform.tsx'
import { type DaySchedule, useDays } from './data.ts'

/** Closing time: a new block or absence, or one that stands already. */
export function BlockSheet({ date, style, own }: { date: string; style: Style; own: boolean }) {
  const t = useText()
  const sheet = useSheet('block')
  const arg = sheet.arg ?? 'new'
  const title = arg.startsWith('b') ? 'sched-block-edit' : arg.startsWith('o') ? 'sched-absence' : 'sched-block'
  return (
    <Sheet open={sheet.open} onClose={sheet.close} title={t(title)}>
      {sheet.open && <Inside key={arg} arg={arg} date={date} style={style} own={own} onDone={sheet.close} />}
    </Sheet>
  )
}

type InsideProps = { arg: string; date: string; style: Style; own: boolean; onDone: () => void }

function Inside({ arg, date, style, own, onDone }: InsideProps) {
  const t = useText()
  const { data } = useDays(date)
  if (!data) return <Skeleton label={t('sched-loading')} rows={4} />
  const standing = standingOf(data, arg)
  if (standing) return <ClosedTime {...standing} data={data} style={style} onDone={onDone} />
  const [, resource, minute] = arg.split('.')
  return (
    <ClosingForm
      data={data}
      date={date}
      style={style}
      resource={Number(resource) || null}
      minute={minute === undefined ? null : Number(minute)}
      own={own}
      onDone={onDone}
    />
  )
}

/** The block or absence that the address names. */
function standingOf(data: DaySchedule, arg: string) {
  const block = data.blocks.find(({ id }) => arg === `b${id}`)
  if (block) return { block }
  const off = data.timeOff.find(({ id }) => arg === `o${id}`)
  return off ? { off } : null
}
