import { CSPProvider } from '@base-ui/react/csp-provider'
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { ApiError } from './api/client.ts'
import { startLive } from './api/live.ts'
import { useSession } from './api/session.ts'
import type { Language } from './format.ts'
import { say } from './kit/bar.ts'
import { Bars } from './kit/bars.tsx'
import { troubleOf } from './kit/states.tsx'
import { readLink } from './nav/deeplink.ts'
import { Door } from './nav/door.tsx'
import { enter, go, wasHere } from './nav/go.ts'
import { spotOf } from './nav/layers.ts'
import { Shell } from './nav/shell.tsx'
import { lastTab, useTabs } from './nav/tabs.tsx'
import { rootOf } from './routes.tsx'
import { feel } from './telegram/telegram.ts'
import { loadTexts, type Text, useWords, WordsContext } from './texts/texts.ts'

/** Tries that make sense to repeat by themselves: a refusal stays a refusal. */
const again = (tries: number, error: Error) =>
  tries < 2 && (!(error instanceof ApiError) || error.kind === 'server' || error.kind === 'offline')

export function App({ first, words }: { first: Language; words: Text }) {
  const [said, setSaid] = useState({ language: first, t: words })
  const chosen = useMemo(
    () => ({
      ...said,
      choose: (language: Language) => {
        document.documentElement.lang = language
        void loadTexts(language).then((t) => setSaid({ language, t }))
      },
    }),
    [said],
  )
  const business = useSession().session?.business.id
  // Another business has a memory of its own: nothing of the former may be seen for a moment.
  const queries = useMemo(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: 10_000, retry: again, refetchOnWindowFocus: false } },
        // A write that fails and whose screen says nothing is said here.
        mutationCache: new MutationCache({
          onError: (error, _variables, _context, mutation) => {
            if (mutation.options.onError) return
            feel('refused')
            say({ text: troubleOf(words, error) })
          },
        }),
      }),
    [business],
  )
  return (
    <WordsContext value={chosen}>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <Inside key={business} queries={queries} />
        </QueryClientProvider>
      </CSPProvider>
    </WordsContext>
  )
}

function Inside({ queries }: { queries: QueryClient }) {
  const { entry, session } = useSession()
  const words = useWords()
  const language = session?.member.language
  useEffect(() => {
    if (language && language !== words.language) words.choose(language)
    // Only the server's word changes the language here; a choice of the person comes back as one.
  }, [language])
  const signedIn = session !== null
  const business = session?.business.id
  useEffect(() => {
    if (business === undefined) return
    const stop = startLive(queries)
    return () => {
      stop()
      queries.clear()
    }
  }, [business, queries])
  if (!signedIn) return <Door entry={entry} />
  return <Placed />
}

/** Puts the first address in place (a link, a tab, what was open before), then shows the shell. */
function Placed() {
  const tabs = useTabs()
  const [placed, setPlaced] = useState(false)
  useEffect(() => {
    if (placed) return
    place(rootOf(lastTab(tabs)))
    setPlaced(true)
  }, [placed, tabs])
  return placed ? <Shell /> : <Bars />
}

/** The payload that opened the app; read once, by main.tsx, before the address is cleaned. */
let opened: string | null = null
export const openWith = (payload: string | null) => {
  opened = payload
}

function place(home: string): void {
  const link = opened ? readLink(opened) : null
  opened = null
  if (link && 'to' in link) {
    enter(link.to, link.over)
    return
  }
  if (wasHere()) return
  const address = location.pathname.replace(/^\/app/, '') + location.search
  const spot = spotOf(address)
  if (!spot) enter(home, home)
  else enter(address, spot.route.kind === 'root' ? address : rootOf(spot.route.tab))
}

/** What a deep link leads to is gone, foreign or forbidden: the tab's root and the one sentence for all three. */
export function linkGone(t: Text): void {
  go('/day')
  say({ text: t('link-gone') })
}
