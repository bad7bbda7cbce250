import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Draw, Panel } from './digestfile.ts'

/** On a phone about half of this is shown, so that letters of 30 are read as 13. */
const WIDTH = 800
const PANEL = 250
const TOP = 70
const LETTERS = 30
const FONT = 'DejaVu Sans'
// On white in a dark chat as well as in a light one.
const INK = '#1b2430'
const PALE = '#5b6674'
const COLOURS = ['#2a6fdb', '#12805c', '#8a4fbf']

/** Draws panels of columns, each from zero on its own axis, as a PNG. What it takes is loaded with the first picture. */
export const drawPicture: Draw = async (days, panels) => {
  loaded ??= load()
  const { chart, png } = await loaded
  return png(chart(days, panels))
}

let loaded: ReturnType<typeof load> | undefined

async function load() {
  const [core, { BarChart }, { GridComponent, TitleComponent }, { SVGRenderer }, { initWasm, Resvg }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
      import('@resvg/resvg-wasm'),
    ])
  core.use([BarChart, GridComponent, TitleComponent, SVGRenderer])
  const bytes = (name: string) => readFile(fileURLToPath(import.meta.resolve(name)))
  const [, font] = await Promise.all([
    bytes('@resvg/resvg-wasm/index_bg.wasm').then((wasm) => initWasm(wasm)),
    bytes('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  ])
  const chart = (days: readonly string[], panels: readonly Panel[]) => {
    const drawn = core.init(null, null, {
      renderer: 'svg',
      ssr: true,
      width: WIDTH,
      height: TOP / 2 + panels.length * PANEL,
    })
    drawn.setOption(optionOf(days, panels))
    const svg = drawn.renderToSVGString()
    drawn.dispose()
    return svg
  }
  const png = (svg: string) => {
    const picture = new Resvg(svg, {
      background: '#ffffff',
      font: { fontBuffers: [new Uint8Array(font)], defaultFontFamily: FONT, sansSerifFamily: FONT },
    })
    const rendered = picture.render()
    const out = rendered.asPng()
    rendered.free()
    picture.free()
    return out
  }
  return { chart, png }
}

/** Panels one below the other; a gap is a dash over an empty place, a zero is a number without a column. */
function optionOf(days: readonly string[], panels: readonly Panel[]) {
  const text = { fontFamily: FONT, fontSize: LETTERS, color: INK }
  return {
    animation: false,
    title: panels.map(({ name }, index) => ({ text: name, left: 20, top: index * PANEL + 18, textStyle: text })),
    grid: panels.map((_, index) => ({
      left: 20,
      right: 20,
      top: index * PANEL + TOP + 40,
      height: PANEL - TOP - 80,
    })),
    xAxis: panels.map((_, index) => ({
      gridIndex: index,
      type: 'category' as const,
      data: [...days],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: PALE, width: 2 } },
      axisLabel: { interval: 0, fontFamily: FONT, fontSize: LETTERS - 4, color: PALE, margin: 12 },
    })),
    yAxis: panels.map(({ values }, index) => ({
      gridIndex: index,
      show: false,
      min: 0,
      max: Math.max(1, ...values.map((value) => value ?? 0)),
    })),
    series: panels.map(({ values }, index) => ({
      type: 'bar' as const,
      xAxisIndex: index,
      yAxisIndex: index,
      barWidth: '62%',
      itemStyle: { color: COLOURS[index % COLOURS.length]! },
      label: { show: true, position: 'top' as const, fontFamily: FONT, fontSize: LETTERS, color: INK },
      data: values.map((value) => ({
        value: value ?? 0,
        label: { formatter: value === null ? '—' : String(value), color: value === null ? PALE : INK },
      })),
    })),
  }
}
