import { Activity, lazy, Suspense, useCallback, useEffect, useLayoutEffect } from 'react'
import { undoSaid } from '../kit/bar.ts'
import { Bars } from '../kit/bars.tsx'
import { LayerContext, type LayerKind } from '../kit/layer.ts'
import { Skeleton } from '../kit/states.tsx'
import { setBack, setSettings } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { back, go, keepScroll, scrollOf, usePlace, useSheet, useWide } from './go.ts'
import { useKeyboardWatch } from './keyboard.ts'
import { KeyList } from './keylist.tsx'
import { startKeys, useKey } from './keys.ts'
import { isSheet, type Layers, layersOf, type Spot, spotOf } from './layers.ts'
import { TabBar } from './tabs.tsx'

/** Counts who waits, on whatever screen; loaded after the first paint. */
const QueueWatch = lazy(() => import('../screens/queue/watch.tsx'))

/** The frame of every screen: tabs, the tab's root, a page over or beside it, a sheet over both, the bars. */
export function Shell() {
  const t = useText()
  const place = usePlace()
  const wide = useWide()
  const layers = layersOf(place.address, place.under)
  const top = spotOf(place.address)
  const deep = place.under.length > 0
  useKeyboardWatch()
  useEffect(startKeys, [])
  useEffect(() => setBack(deep ? back : null), [deep])
  useEffect(() => setSettings(() => go('/more')), [])
  const help = useSheet('keys')
  // Under a sheet nothing is to be opened but what the sheet itself offers.
  const free = top !== null && !isSheet(top)
  useKey('Shift+Slash', 'key-help', () => free && help.show())
  useKey('KeyN', 'key-new', () => free && go('/new'))
  useKey('KeyT', 'key-today', () => free && go('/day'))
  useKey('Mod+KeyZ', 'key-undo', undoSaid)
  // A sheet closes itself on Esc; a page is closed here.
  useKey('Escape', 'key-back', deep && free ? back : null)
  // An address that is none: the tabs, not a blank screen.
  useEffect(() => {
    if (!top) go('/day')
  }, [top])
  if (!layers || !top) return null

  const arrangement = arrange(layers, wide)
  return (
    <div className="shell" data-layout={arrangement}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      {(wide || !layers.page) && <TabBar current={layers.root.route.tab} atRoot={top.route.kind === 'root'} />}
      <main id="content" tabIndex={-1}>
        <Activity mode={arrangement === 'page' ? 'hidden' : 'visible'}>
          <Screen key={layers.root.route.pattern} spot={layers.root} kind="root" keepFocus={place.keepFocus} />
        </Activity>
        {arrangement === 'page' && layers.page && (
          <Screen key={layers.page.path} spot={layers.page} kind="page" keepFocus={place.keepFocus} />
        )}
      </main>
      {(arrangement === 'panel' || arrangement === 'beside') && layers.page && (
        <aside className="panel" aria-label={t(nameOf(layers.page))}>
          <Screen key={layers.page.path} spot={layers.page} kind="panel" keepFocus={place.keepFocus} />
        </aside>
      )}
      {layers.sheet && (
        <Suspense fallback={null}>
          <layers.sheet.route.screen params={layers.sheet.params} search={layers.sheet.search} />
        </Suspense>
      )}
      <KeyList open={help.open} onClose={help.close} />
      <Suspense fallback={null}>
        <QueueWatch />
      </Suspense>
      <Bars />
    </div>
  )
}

type Arrangement = 'root' | 'page' | 'panel' | 'beside'

function arrange(layers: Layers, wide: boolean): Arrangement {
  if (!layers.page) return 'root'
  const { wide: how = 'panel', tab } = layers.page.route
  if (!wide || how === 'area') return 'page'
  // Beside its own list only; over another tab it is a panel like any other.
  return how === 'beside' && tab === layers.root.route.tab ? 'beside' : 'panel'
}

const NAMES: Record<string, string> = { '/visit/:id': 'visit', '/queue/:chat': 'dialogue', '/clients/:id': 'client' }
const nameOf = (spot: Spot) => NAMES[spot.route.pattern] ?? 'more'

function Screen({ spot, kind, keepFocus }: { spot: Spot; kind: LayerKind; keepFocus: boolean }) {
  const { screen: Content } = spot.route
  return (
    <LayerContext value={{ kind, key: spot.key, keepFocus }}>
      {kind !== 'panel' && <Scroll at={spot.key} />}
      <Suspense fallback={<Waiting />}>
        <Content params={spot.params} search={spot.search} />
      </Suspense>
    </LayerContext>
  )
}

function Waiting() {
  const t = useText()
  return <Skeleton label={t('loading')} />
}

/** Keeps how far the document was scrolled for this address, and brings it back. */
function Scroll({ at }: { at: string }) {
  const keep = useCallback(() => keepScroll(at), [at])
  useLayoutEffect(() => {
    const target = scrollOf(at)
    window.scrollTo(0, target)
    // What is lazy or comes from memory has its height one frame later.
    const frame = requestAnimationFrame(() => {
      if (target > 0) window.scrollTo(0, target)
      window.addEventListener('scroll', keep, { passive: true })
    })
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', keep)
    }
  }, [at, keep])
  return null
}
