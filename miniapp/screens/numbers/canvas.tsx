import { BarChart, CustomChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

use([BarChart, CustomChart, GridComponent, MarkLineComponent, CanvasRenderer])

/** The colours of the theme, for what is drawn and has no stylesheet. */
export type Colours = { text: string; text2: string; line: string; accent: string; card: string; warn: string }
export type Options = EChartsCoreOption

/** Draws by ECharts; again when the theme or the room changes. Nothing moves. */
export default function Canvas({ options }: { options: (colours: Colours, width: number) => Options }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = ref.current!
    const chart = init(place)
    const draw = () => {
      const look = getComputedStyle(place)
      const colour = (name: string) => look.getPropertyValue(name).trim()
      const colours = {
        text: colour('--text'),
        text2: colour('--text2'),
        // A mixed colour is computed by the stylesheet only where it is used.
        line: look.borderTopColor,
        accent: colour('--accent'),
        card: colour('--card'),
        warn: colour('--unpaid-edge'),
      }
      const font = { fontFamily: look.fontFamily, fontSize: 13, color: colours.text }
      chart.setOption({ animation: false, textStyle: font, ...options(colours, place.clientWidth) }, true)
    }
    const room = new ResizeObserver(() => {
      chart.resize()
      draw()
    })
    const theme = new MutationObserver(draw)
    room.observe(place)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'data-scheme'] })
    draw()
    return () => {
      room.disconnect()
      theme.disconnect()
      chart.dispose()
    }
  }, [options])
  return <div ref={ref} className="num-canvas" />
}
