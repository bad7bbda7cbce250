import type { Page } from 'playwright-core'

/**
 * Controls on the screen that a finger would miss: lower than 48 px (44 in the grid of a day), or closer than 8 px to another one.
 * Said in words, with the sizes. Visits that follow each other in the grid have no room between them, as in life.
 */
export const crampedOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const CONTROLS = 'a[href], button, select, textarea, input, [role="switch"], [role="tab"], label:has(> input)'
    const ROUNDING = 0.6
    type Control = { name: string; box: DOMRect; layer: Element | null; grid: boolean; element: Element }
    const layerOf = (element: Element): Element | null => {
      for (let at: Element | null = element; at; at = at.parentElement)
        if (/fixed|sticky/.test(getComputedStyle(at).position)) return at
      return null
    }
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !element.closest('[aria-hidden="true"], [inert], .unseen, .skip') &&
      !(element instanceof HTMLInputElement && (element.type === 'hidden' || element.closest('label')))
    const controls: Control[] = [...document.querySelectorAll(CONTROLS)].filter(shown).flatMap((element) => {
      const box = element.getBoundingClientRect()
      if (box.width < 2 || box.height < 2) return []
      const words = element.getAttribute('aria-label') || element.textContent || element.getAttribute('type') || ''
      const name = `${element.tagName.toLowerCase()}.${element.className} «${words.trim().slice(0, 40)}»`
      return [{ name, box, layer: layerOf(element), grid: element.closest('.grid') !== null, element }]
    })
    const found: string[] = []
    for (const { name, box, grid } of controls) {
      const least = grid ? 44 : 48
      if (box.height < least - ROUNDING || (grid && box.width < least - ROUNDING))
        found.push(`${name}: ${Math.round(box.width)}×${Math.round(box.height)}`)
    }
    for (const [i, one] of controls.entries())
      for (const other of controls.slice(i + 1)) {
        if (one.layer !== other.layer || (one.grid && other.grid)) continue
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue
        const across = Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right)
        const down = Math.max(one.box.top, other.box.top) - Math.min(one.box.bottom, other.box.bottom)
        if (Math.max(across, down) < 8 - ROUNDING)
          found.push(`${one.name} and ${other.name}: ${Math.round(Math.max(across, down))} px apart`)
      }
    return found
  })
