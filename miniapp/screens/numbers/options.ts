import type { Colours, Options } from './canvas.tsx'

/** A bar, or nothing: what is not known leaves a gap. */
export type Point = { label: string; value: number | null; words: string }

const grid = { left: 4, right: 12, top: 24, bottom: 4, containLabel: true }

/** How far above one another the words of marks stand. */
const MARK_LINE = 16

/** The axis that names the points. */
const labelled = (points: readonly { label: string }[], colours: Colours) =>
  ({
    type: 'category',
    data: points.map(({ label }) => label),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.text2 } },
    axisLabel: { color: colours.text2, hideOverlap: true },
  }) as const

/** Columns from zero; each mark is a line at its column, with its word. */
export function columns(
  points: readonly Point[],
  {
    axis,
    marks = [],
    whole = false,
    interval,
  }: {
    axis: (value: number) => string
    marks?: readonly { at: number; word: string }[]
    whole?: boolean
    interval?: number
  },
): (colours: Colours, width: number) => Options {
  return (colours) => ({
    grid: { ...grid, top: grid.top + Math.max(0, marks.length - 1) * MARK_LINE },
    xAxis: labelled(points, colours),
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      ...(interval !== undefined && {
        interval,
        max: Math.max(1, Math.ceil(Math.max(0, ...points.map(({ value }) => value ?? 0)) / interval)) * interval,
      }),
      minInterval: whole ? 1 : 0,
      axisLabel: { color: colours.text2, formatter: axis },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      {
        type: 'bar',
        data: points.map(({ value }) => value),
        itemStyle: { color: colours.accent },
        barMaxWidth: 32,
        ...(marks.length > 0 && {
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: colours.text, type: 'solid' },
            // Words that would lie on one another stand one above the other.
            data: marks.map(({ at, word }, nth) => ({
              xAxis: at,
              label: {
                formatter: word,
                color: colours.text,
                position: 'end',
                // At an end the words lie to the other side, where there is room.
                align: at > points.length * 0.6 ? 'right' : at < points.length * 0.4 ? 'left' : 'center',
                distance: [0, 4 + nth * MARK_LINE],
              },
            })),
          },
        }),
      },
    ],
  })
}

/** Bars that lie, from one zero, each with its words at the end; `max` ends the axis and is labelled. */
export function bars(
  points: readonly Point[],
  { max, maxWords }: { max: number; maxWords: string },
): (colours: Colours, width: number) => Options {
  return (colours, width) => ({
    grid: { ...grid, top: 4, right: 8, bottom: 20 },
    xAxis: {
      type: 'value',
      min: 0,
      max,
      interval: max,
      axisLabel: {
        color: colours.text2,
        formatter: (value: number) => (value === 0 ? '0' : maxWords),
        alignMaxLabel: 'right',
      },
      splitLine: { lineStyle: { color: colours.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: points.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.text2 } },
      axisLabel: { color: colours.text, width: Math.max(80, width * 0.28), overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 24,
        itemStyle: { color: colours.accent },
        data: points.map(({ value, words }) => ({
          value,
          label: {
            show: true,
            formatter: words,
            // Past the middle the words would leave the picture.
            position: (value ?? 0) > max * 0.55 ? 'insideRight' : 'right',
            color: (value ?? 0) > max * 0.55 ? colours.card : colours.text,
          },
        })),
      },
    ],
  })
}

/** A point with what chance leaves of it, 0–1. */
export type Ranged = { label: string; share: number | null; from: number; to: number }

/** Points with whiskers on an axis of 0–100%. */
export function intervals(points: readonly Ranged[]): (colours: Colours, width: number) => Options {
  return (colours) => ({
    grid,
    xAxis: labelled(points, colours),
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.5,
      axisLabel: { color: colours.text2, formatter: (value: number) => `${Math.round(value * 100)}%` },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      {
        type: 'custom',
        data: points.flatMap(({ share, from, to }, at) => (share === null ? [] : [[at, share, from, to]])),
        renderItem: (_: unknown, api: { value: (at: number) => number; coord: (point: number[]) => number[] }) => {
          const [x, y] = api.coord([api.value(0), api.value(1)]) as [number, number]
          const low = api.coord([api.value(0), api.value(2)])[1]!
          const high = api.coord([api.value(0), api.value(3)])[1]!
          const stroke = { stroke: colours.accent, lineWidth: 2 }
          return {
            type: 'group',
            children: [
              { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style: stroke },
              { type: 'line', shape: { x1: x - 5, y1: low, x2: x + 5, y2: low }, style: stroke },
              { type: 'line', shape: { x1: x - 5, y1: high, x2: x + 5, y2: high }, style: stroke },
              { type: 'circle', shape: { cx: x, cy: y, r: 5 }, style: { fill: colours.accent } },
            ],
          }
        },
      },
    ],
  })
}
