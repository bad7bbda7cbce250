import { useMemo, useState } from 'react'
import { type AssistantCounts, assistantQuality } from '../../../domain/kpi/assistant.ts'
import { addDays, weekdayOf } from '../../../domain/time.ts'
import { Chip, ChipRow, GoLink } from '../../kit/button.tsx'
import { Tiles } from '../../kit/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { type Behind, rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { intervals } from './options.ts'
import { Block, Fact } from './parts.tsx'
import { sourceWords } from './sources.ts'
import { count, shareChange, shareParts, shareWords, UNKNOWN, whyWords } from './words.ts'

const MEASURES = ['automatic', 'fallback', 'handover', 'accuracy'] as const
type Measured = (typeof MEASURES)[number]
const HIGHER = { automatic: 'good', fallback: 'bad', handover: 'same', accuracy: 'good' } as const
const BEHIND: Record<Measured, Behind> = {
  automatic: { fact: 'readings', column: 'with_person', value: 'false' },
  fallback: { fact: 'readings', column: 'missed', value: 'true' },
  handover: { fact: 'readings', column: 'handed_over', value: 'true' },
  accuracy: { fact: 'readings', column: 'labelled', value: 'true' },
}

/** How well the assistant understands: four shares, and how they go week by week. */
export function AssistantSection({ asked }: { asked: Asked }) {
  const assistant = useSection('assistant', asked)
  return (
    <Answer of={assistant}>
      {(data) => (
        <>
          <Counted {...data} />
          <Quality data={data} />
        </>
      )}
    </Answer>
  )
}

type Counts = AssistantCounts & { day: string }

/** Days as weeks from Monday on; a week without dialogues is there too, with nothing in it. */
function weeksOf(days: readonly Counts[], { from, to }: Section['period']) {
  const monday = (day: string) => addDays(day, 1 - weekdayOf(day))
  const weeks = new Map<string, AssistantCounts>()
  const none = { dialogues: 0, handedOver: 0, withPerson: 0, read: 0, missed: 0, labelled: 0, right: 0 }
  for (let week = monday(from); week <= to; week = addDays(week, 7)) weeks.set(week, none)
  for (const day of days) {
    const known = weeks.get(monday(day.day)) ?? none
    const sum = Object.fromEntries(
      (Object.keys(none) as (keyof AssistantCounts)[]).map((key) => [key, known[key] + day[key]]),
    ) as AssistantCounts
    weeks.set(monday(day.day), sum)
  }
  return [...weeks].map(([week, counts]) => ({ week, ...assistantQuality(counts) }))
}

function Quality({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const [measure, setMeasure] = useState<Measured>('automatic')
  const { all, byDay, byChannel } = data.now.assistant!
  const before = data.compared?.numbers.assistant?.all
  const weeks = useMemo(() => weeksOf(byDay, data.period), [byDay, data.period])
  const date = (day: string) => `${Number(day.slice(8))}.${day.slice(5, 7)}`
  const options = useMemo(
    () =>
      intervals(
        weeks.map((week) => {
          const share = week[measure].value
          // Fewer than five are numbers, and no point of a picture.
          if (share === null || share.all < 5) return { label: date(week.week), share: null, from: 0, to: 0 }
          return { label: date(week.week), share: share.share, from: share.from, to: share.to }
        }),
      ),
    [weeks, measure],
  )
  if (all.dialogues === 0 && all.read === 0) return <Empty text={t('num-assistant-none')} />
  const words = (of: (typeof weeks)[number][Measured]) =>
    of.value === null ? `— ${whyWords(t, of)}` : shareWords(t, style, of.value)
  const name = `${data.period.from} – ${data.period.to}`
  return (
    <>
      <Tiles>
        {MEASURES.map((one) => {
          const value = all[one]
          return (
            <Fact
              key={one}
              label={t(`num-f-${one}`)}
              {...(value.value ? shareParts(t, style, value.value) : { value: UNKNOWN })}
              why={whyWords(t, value)}
              changed={before && shareChange(t, style, before[one], value, HIGHER[one])}
              to={rowsAt(data.period, BEHIND[one])}
            />
          )
        })}
      </Tiles>
      <Block
        question={t('num-q-assistant')}
        summary={t(`num-about-${measure}`)}
        table={{
          name,
          caption: t('num-q-assistant'),
          heading: [t('num-week'), t('num-dialogues'), ...MEASURES.map((one) => t(`num-f-${one}`))],
          kinds: ['date', 'number', ...MEASURES.map(() => 'share' as const)],
          rows: weeks.map((week) => ({
            key: week.week,
            to: rowsAt({ from: week.week, to: addDays(week.week, 6) }, { fact: 'readings' }),
            cells: [
              { words: date(week.week), raw: week.week },
              { words: count(week.dialogues, style), raw: week.dialogues },
              ...MEASURES.map((one) => ({ words: words(week[one]), raw: week[one].value?.share ?? null })),
            ],
          })),
        }}
      >
        <ChipRow label={t('num-q-assistant')}>
          {MEASURES.map((one) => (
            <Chip key={one} chosen={one === measure} onPress={() => setMeasure(one)}>
              {t(`num-f-${one}`)}
            </Chip>
          ))}
        </ChipRow>
        <Chart label={t(`num-about-${measure}`)} height={220} options={options} />
      </Block>
      <Block
        question={t('num-q-assistant-channels')}
        table={{
          name,
          caption: t('num-q-assistant-channels'),
          heading: [t('num-channel'), t('num-dialogues'), ...MEASURES.map((one) => t(`num-f-${one}`))],
          kinds: ['text', 'number', ...MEASURES.map(() => 'share' as const)],
          rows: byChannel.map((one) => ({
            key: one.channel,
            to: rowsAt(data.period, { fact: 'readings', column: 'channel', value: one.channel }),
            cells: [
              sourceWords(t, one.channel),
              { words: count(one.dialogues, style), raw: one.dialogues },
              ...MEASURES.map((key) => ({ words: words(one[key]), raw: one[key].value?.share ?? null })),
            ],
          })),
        }}
      />
      <GoLink to={rowsAt(data.period, { fact: 'dialogues' })} className="button quiet">
        {t('num-all-dialogues')}
      </GoLink>
    </>
  )
}
