import { lazy, Suspense } from 'react'
import type { Colours, Options } from './canvas.tsx'

// The code of charts is loaded with the first of them.
const Canvas = lazy(() => import('./canvas.tsx'))

/** A picture of numbers: `label` says in a sentence what it shows, the table beside it says it all. */
export function Chart({
  label,
  height,
  options,
}: {
  label: string
  height: number
  options: (colours: Colours, width: number) => Options
}) {
  return (
    <div role="img" aria-label={label} style={{ height }}>
      <Suspense fallback={null}>
        <Canvas options={options} />
      </Suspense>
    </div>
  )
}
