import { useMemo } from 'react'
import type { Measure, Share } from '../../../domain/kpi/measure.ts'
import { GoLink } from '../../kit/button.tsx'
import { Tiles } from '../../kit/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { Chart } from './chart.tsx'
import { type Behind, rowsAt, type Section, type Speeds, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { columns } from './options.ts'
import { Block, Fact, type Row } from './parts.tsx'
import { sourceWords } from './sources.ts'
import { count, percent, seconds, shareChange, shareParts, shareWords, told, UNKNOWN, whyWords } from './words.ts'

type Speed = Speeds['all']

/** How soon the first answer comes: its distribution, by who answers, by hours, by channels. */
export function SpeedSection({ asked }: { asked: Asked }) {
  const speed = useSection('speed', asked)
  return (
    <Answer of={speed}>
      {(data) => (
        <>
          <Counted {...data} />
          <Speeding data={data} />
        </>
      )}
    </Answer>
  )
}

/** How many waited so long: bands that do not overlap and add up to all who asked. */
function bandsOf({
  asked,
  within10,
  within30,
  within60,
}: Speed): [ten: number, thirty: number, sixty: number, longer: number] {
  const hits = (share: Measure<Share>) => share.value?.hits ?? 0
  const [ten, thirty, sixty] = [hits(within10), hits(within30), hits(within60)]
  return [ten, thirty - ten, sixty - thirty, asked - sixty]
}

/** Steps of an axis of time that people count in, seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800]
const timeStep = (most: number) => STEPS.find((step) => step * 4 >= most) ?? STEPS.at(-1)!

const BANDS = ['10', '30', '60', 'more'] as const

function Speeding({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const { all, waits, byAnswerer, byOpen, byOpening, byChannel, byDistrict, byHour } = data.now.speed!
  const before = data.compared?.numbers.speed?.all
  const at = (behind: Behind) => rowsAt(data.period, behind)
  const leads = { fact: 'answers', column: 'opening', value: 'lead' }
  const time = (measure: Measure) => told(measure, (value) => seconds(value, t))
  const hours = useMemo(
    () =>
      Array.from({ length: 24 }, (_, hour) => {
        const p90 = byHour.find(({ key }) => Number(key) === hour)?.p90.value ?? null
        return { label: String(hour), value: p90, words: p90 === null ? '—' : seconds(p90, t) }
      }),
    [byHour, t],
  )
  const options = useMemo(
    () =>
      columns(hours, {
        interval: timeStep(Math.max(0, ...hours.map(({ value }) => value ?? 0))),
        axis: (value) => (value === 0 ? '0' : seconds(value, t)),
      }),
    [hours, t],
  )
  if (waits.asked === 0) return <Empty text={t('num-speed-none')} />
  const groups: { key: string; label: string; speed: Speed; behind: Behind }[] = [
    { key: 'all', label: t('num-answers-new'), speed: all, behind: leads },
    ...byAnswerer
      .filter(({ key }) => key !== 'nobody')
      .map((speed) => ({
        key: `who-${speed.key}`,
        label: t(`num-answerer-${speed.key}`),
        speed,
        behind: { fact: 'answers', column: 'answered_by', value: String(speed.key) },
      })),
    ...byOpen.map((speed) => ({
      key: `open-${speed.key}`,
      label: t(`num-open-${speed.key}`),
      speed,
      behind: { fact: 'answers', column: 'open', value: String(speed.key) },
    })),
  ]
  const rows: Row[] = [
    ...groups,
    ...byOpening
      .filter(({ key }) => key !== 'lead')
      .map((speed) => ({
        key: `opening-${speed.key}`,
        label: t(`num-opening-${speed.key}`),
        speed,
        behind: { fact: 'answers', column: 'opening', value: String(speed.key) },
      })),
    ...byChannel.map((speed) => ({
      key: `channel-${speed.key}`,
      label: sourceWords(t, String(speed.key)),
      speed,
      behind: { fact: 'answers', column: 'channel', value: String(speed.key) },
    })),
    ...byDistrict
      .filter(({ key }) => key !== null)
      .map((speed) => ({
        key: `district-${speed.key}`,
        label: String(speed.key),
        speed,
        behind: { fact: 'answers', column: 'district', value: String(speed.key) },
      })),
  ].map(({ key, label, speed, behind }) => ({
    key,
    to: at(behind),
    cells: [
      label,
      { words: count(speed.asked, style), raw: speed.asked },
      { words: time(speed.median), raw: speed.median.value },
      { words: time(speed.p90), raw: speed.p90.value },
      { words: told(speed.within60, (share) => shareWords(t, style, share)), raw: speed.within60.value?.share ?? null },
      { words: count(speed.unanswered, style), raw: speed.unanswered },
    ],
  }))
  const share = (key: 'within10' | 'within30' | 'within60') => (
    <Fact
      label={t(`num-f-${key}`)}
      {...(all[key].value ? shareParts(t, style, all[key].value) : { value: UNKNOWN })}
      why={whyWords(t, all[key])}
      changed={before && shareChange(t, style, before[key], all[key], 'good')}
      to={at(leads)}
    />
  )
  const slow = hours.filter(({ value }) => value !== null).toSorted((a, b) => b.value! - a.value!)[0]
  const hourly = slow ? t('num-hour-slow', { hour: slow.label, time: slow.words }) : t('num-why-p90')
  return (
    <>
      <Tiles>
        <Fact
          label={t('num-f-median')}
          value={time(all.median)}
          note={t('num-asked', { count: count(all.asked, style) })}
          why={whyWords(t, all.median)}
          to={at(leads)}
        />
        <Fact
          label={t('num-f-p90')}
          value={time(all.p90)}
          note={t('num-p90')}
          why={all.p90.value === null ? t('num-why-p90') : undefined}
          to={at(leads)}
        />
        {share('within10')}
        {share('within30')}
        {share('within60')}
        <Fact
          label={t('num-f-unanswered')}
          value={count(all.unanswered, style)}
          note={t('num-asked', { count: count(all.asked, style) })}
          to={at({ fact: 'answers', column: 'answered_by', value: 'nobody' })}
        />
      </Tiles>
      <Block
        question={t('num-q-speed')}
        table={{
          name: `${data.period.from} – ${data.period.to}`,
          caption: t('num-q-speed'),
          heading: [
            t('num-who'),
            t('num-count'),
            t('num-f-median'),
            t('num-f-p90'),
            t('num-f-within60'),
            t('num-f-unanswered'),
          ],
          kinds: ['text', 'number', 'number', 'number', 'share', 'number'],
          rows,
        }}
      >
        <div className="num-bands">
          {groups.map(({ key, label, speed, behind }) => (
            <Bands key={key} label={label} speed={speed} to={at(behind)} />
          ))}
        </div>
        <ul className="num-key" aria-label={t('num-key')}>
          {BANDS.map((band, i) => (
            <li key={band}>
              <span className="num-band" data-band={i} aria-hidden="true" /> {t(`num-band-${band}`)}
            </li>
          ))}
        </ul>
      </Block>
      <Block
        question={t('num-q-hours')}
        summary={hourly}
        table={{
          name: `${data.period.from} – ${data.period.to}`,
          caption: t('num-q-hours'),
          heading: [t('num-hour'), t('num-count'), t('num-f-median'), t('num-f-p90')],
          kinds: ['text', 'number', 'number', 'number'],
          rows: byHour.map((speed) => ({
            key: String(speed.key),
            to: at({ fact: 'answers', column: 'hour', value: String(speed.key) }),
            cells: [
              `${speed.key}:00`,
              { words: count(speed.asked, style), raw: speed.asked },
              { words: time(speed.median), raw: speed.median.value },
              { words: time(speed.p90), raw: speed.p90.value },
            ],
          })),
        }}
      >
        <Chart label={hourly} height={220} options={options} />
      </Block>
    </>
  )
}

/** One bar of 100%: how many waited how long; below 30 of them counts and no percent. */
function Bands({ label, speed, to }: { label: string; speed: Speed; to: string }) {
  const t = useText()
  const style = useStyle()
  const { asked } = speed
  if (asked === 0) return null
  const bands = bandsOf(speed)
  const words = (hits: number) => (asked < 30 ? count(hits, style) : percent(hits / asked, style))
  const all = bands.map((hits, i) => `${t(`num-band-${BANDS[i]}`)}: ${words(hits)}`).join(', ')
  return (
    <div className="num-bandrow">
      <GoLink to={to} className="num-behind">
        {t('num-group', { name: label, count: count(asked, style) })}
      </GoLink>
      <div className="num-band-bar" role="img" aria-label={all}>
        {bands.map((hits, i) =>
          hits === 0 ? null : (
            <span key={BANDS[i]} className="num-band" data-band={i} style={{ flexGrow: hits }}>
              {hits / asked >= 0.12 && words(hits)}
            </span>
          ),
        )}
      </div>
    </div>
  )
}
