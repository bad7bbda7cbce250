import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useRight, useSession } from '../../api/session.ts'
import type { Badges } from '../../nav/tabs.tsx'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { actedLately, lateness, useNow, waitWords } from './data.ts'
import { ring, soundChoice } from './sound.ts'

const REPEAT_MS = 30_000
const MOST_RINGS = 5
const SPEAK_EVERY_MS = 15_000

/** Watches the queue on every screen: the badge, the title, the sound, and the words for who does not see. */
export default function QueueWatch() {
  return useRight('queue') === 'none' ? null : <Watching />
}

type Counts = Badges & { mine: number; oldest: string | null; now: string; redAt: number | null }

function Watching() {
  const t = useText()
  const style = useStyle()
  const { session } = useSession()
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['badges'],
    queryFn: async (): Promise<Counts> => {
      const { counts, sla, now } = await read(api.chats.$get({ query: { segment: 'waiting', limit: '1' } }))
      const { waiting, mine, oldest, broken } = counts
      const red = oldest !== null && lateness(oldest, Date.parse(now), sla) === 'noshow'
      return { waiting, mine, oldest, broken, red, now, redAt: sla.opensAt ? null : sla.red }
    },
    refetchInterval: 60_000,
  })
  useTitle(data?.waiting ?? 0)
  useRings(data, soundChoice(session?.member.preferences))
  const now = useNow(data?.now, dataUpdatedAt)
  const { polite, urgent } = useWords(
    data && data.waiting > 0 && data.oldest
      ? t('queue-says', { count: data.waiting, wait: waitWords(t, data.oldest, now, style.language) })
      : '',
    data?.waiting ?? 0,
    data?.red ? t('queue-late', { count: data.waiting }) : '',
  )
  return (
    <>
      <p className="unseen" role="status" data-queue-says="">
        {polite}
      </p>
      <p className="unseen" role="alert">
        {urgent}
      </p>
    </>
  )
}

/** «(2) Очередь»: whatever a screen writes into the title, the count stands before it. */
function useTitle(count: number): void {
  useEffect(() => {
    const title = document.querySelector('title')
    if (!title) return
    const mark = () => {
      const plain = document.title.replace(/^\(\d+\) /, '')
      const wanted = count > 0 ? `(${count}) ${plain}` : plain
      if (document.title !== wanted) document.title = wanted
    }
    mark()
    const watch = new MutationObserver(mark)
    watch.observe(title, { childList: true, characterData: true, subtree: true })
    return () => watch.disconnect()
  }, [count])
}

/** Rings for who comes anew and for what is given to this member, again every half a minute until it is seen. */
function useRings(data: Counts | undefined, choice: 'all' | 'mine' | 'none'): void {
  const before = useRef(data)
  const left = useRef(0)
  const waiting = data?.waiting ?? 0
  const mine = data?.mine ?? 0
  useEffect(() => {
    const was = before.current
    before.current = data
    if (!was || !data || actedLately()) return
    const anew = choice === 'all' && waiting > was.waiting
    const given = choice !== 'none' && mine > was.mine
    if (waiting > was.waiting || given) feel('conflict')
    if (!anew && !given) return
    ring()
    left.current = MOST_RINGS - 1
  }, [data, waiting, mine, choice])
  useEffect(() => {
    const timer = setInterval(() => {
      const seen = document.visibilityState === 'visible' && location.pathname.startsWith('/app/queue')
      if (left.current === 0 || seen || waiting === 0) {
        left.current = 0
        return
      }
      left.current--
      ring()
    }, REPEAT_MS)
    return () => clearInterval(timer)
  }, [waiting])
}

/** What is read out: the queue when it changes, at most once in 15 s; too long waiting once, and at once. */
function useWords(words: string, waiting: number, late: string) {
  const [polite, setPolite] = useState('')
  const [urgent, setUrgent] = useState('')
  const spokenAt = useRef(0)
  const known = useRef<number | null>(null)
  const latest = useRef(words)
  useEffect(() => {
    latest.current = words
  })
  useEffect(() => {
    const first = known.current === null
    known.current = waiting
    if (first && waiting === 0) return
    const speak = () => {
      spokenAt.current = Date.now()
      setPolite(latest.current)
    }
    const timer = setTimeout(speak, Math.max(0, spokenAt.current + SPEAK_EVERY_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [waiting])
  const isLate = late !== ''
  useEffect(() => {
    if (isLate) setUrgent((said) => said || late)
    else setUrgent('')
  }, [isLate, late])
  return { polite, urgent }
}
