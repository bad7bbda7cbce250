import type { ReactNode, UIEvent } from 'react'

/** More columns than the screen is wide: the names and what stands under them go sideways together, the page does not. */
export const Sideways = ({ children }: { children: ReactNode }) => (
  <div className="sideways" onScroll={together}>
    {children}
  </div>
)

function together({ currentTarget: moved }: UIEvent<HTMLElement>): void {
  for (const one of document.querySelectorAll('.sideways'))
    if (one.scrollLeft !== moved.scrollLeft) one.scrollLeft = moved.scrollLeft
}
