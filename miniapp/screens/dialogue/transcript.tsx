import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { dateAt, dateDay, time } from '../../format.ts'
import { Button, GoLink, IconButton } from '../../kit/button.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { closedWords } from '../queue/data.ts'
import type { Line, Mark } from './data.ts'

const SIGNS: Record<string, string> = {
  waiting: '·',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
  skipped: '–',
}

type Item = { at: string; line: Line; mark?: undefined } | { at: string; mark: Mark; line?: undefined }

/** All that was said, with what happened between; it keeps to its end while somebody is there. */
export function TranscriptView({
  lines,
  marks,
  client,
  onEarlier,
  onRetry,
  onMenu,
}: {
  lines: Line[]
  marks: Mark[]
  client: string
  /** Null: there is nothing earlier. */
  onEarlier: (() => Promise<unknown>) | null
  onRetry: (line: Line) => void
  onMenu: (line: Line) => void
}) {
  const t = useText()
  const style = useStyle()
  const end = useRef<HTMLDivElement>(null)
  const { fresh, toEnd, kept } = useEnd(end, lines)
  const items: Item[] = [
    ...lines.map((line): Item => ({ at: line.at, line })),
    ...marks.map((mark): Item => ({ at: mark.at, mark })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(!a.line) - Number(!b.line))
  let date = ''
  return (
    <div className="transcript">
      {onEarlier && (
        <Button
          onClick={async () => {
            const back = kept()
            await onEarlier()
            back()
          }}
        >
          {t('earlier')}
        </Button>
      )}
      {lines.length === 0 && <Empty text={t('no-messages')} />}
      <div role="log" aria-label={t('transcript')} className="lines">
        {items.map((item) => {
          const own = dateAt(item.at, style.zone)
          const head = own === date ? null : <p className="line-day">{dateDay(own, style)}</p>
          date = own
          return (
            <Fragment key={item.line ? `line ${item.line.id}` : `mark ${item.mark.id}`}>
              {head}
              {item.line ? (
                <LineView line={item.line} client={client} onRetry={onRetry} onMenu={onMenu} />
              ) : (
                <p className="line-mark">
                  <MarkWords mark={item.mark} at={time(item.at, style)} />
                </p>
              )}
            </Fragment>
          )
        })}
      </div>
      <div ref={end} />
      {fresh > 0 && (
        <div className="lines-fresh">
          <Button look="main" onClick={toEnd}>
            {t('new-below', { count: fresh })}
          </Button>
        </div>
      )}
    </div>
  )
}

/** What happened between the lines; where the dialogue goes on in another chat, the way there. */
function MarkWords({ mark: { kind, member, chatId, by }, at }: { mark: Mark; at: string }) {
  const t = useText()
  const words =
    kind === 'todo_closed' ? `${closedWords(t, by)} ${at}` : t(`mark-${kind}`, { time: at, name: member?.name ?? '' })
  return chatId === null ? words : <GoLink to={`/queue/${chatId}`}>{words}</GoLink>
}

function LineView({
  line,
  client,
  onRetry,
  onMenu,
}: {
  line: Line
  client: string
  onRetry: (line: Line) => void
  onMenu: (line: Line) => void
}) {
  const t = useText()
  const style = useStyle()
  const { author, member, text, note, state, reason, at, understood, deleted, buttons } = line
  const who = author === 'client' ? client : author === 'member' ? (member?.name ?? '') : t(`said-by-${author}`)
  const canDelete = !deleted && author !== 'client' && !note && ['sent', 'delivered', 'read'].includes(state ?? '')
  return (
    <article
      className="line"
      data-author={author}
      data-note={note || undefined}
      data-failed={state === 'failed' || undefined}
    >
      <p className="line-head">
        <span>{note ? `${t('note-mark')} · ${who}` : who}</span>
        <time dateTime={at}>{time(at, style)}</time>
        {state && (
          <span title={reason ?? undefined}>
            <span aria-hidden="true">{SIGNS[state] ?? ''} </span>
            <span className={state === 'failed' || state === 'skipped' ? undefined : 'unseen'}>
              {t(`state-${state}`)}
            </span>
          </span>
        )}
        {canDelete && (
          <IconButton label={`${t('message-actions')}, ${time(at, style)}`} onClick={() => onMenu(line)}>
            <span aria-hidden="true">⋯</span>
          </IconButton>
        )}
      </p>
      <p className="line-text" data-deleted={deleted || undefined}>
        {text}
      </p>
      {deleted && <p className="note">{t('deleted-there')}</p>}
      {buttons.length > 0 && author !== 'client' && (
        <p className="line-buttons">
          {buttons.map((caption) => (
            <span key={caption}>{caption}</span>
          ))}
        </p>
      )}
      {state === 'failed' && author === 'member' && (
        <Button writes onClick={() => onRetry(line)}>
          {t('retry-send')}
        </Button>
      )}
      {understood && understood.source !== 'button' && author === 'client' && (
        <p className="line-understood">
          <GoLink to={`/unclear?message=${line.id}`} title={t('understood-wrong')}>
            {understoodWords(t, understood)}
          </GoLink>
        </p>
      )}
    </article>
  )
}

function understoodWords(t: Text, { intent, confidence, answered, label }: NonNullable<Line['understood']>): string {
  const what = t(`heard-${label ?? intent}`)
  return answered || label
    ? t('understood-as', { what, percent: Math.round(confidence * 100) })
    : `${t('understood-unsure')}: ${what} ${Math.round(confidence * 100)}%`
}

/** The scroller of a transcript: the panel's own on a wide screen, else the document. */
const scrollerOf = (element: Element | null): Element =>
  element?.closest('.panel .dialogue-column') ?? document.scrollingElement ?? document.documentElement

const NEAR = 160

/** Keeps the end in sight while it is; else counts what came below. */
function useEnd(end: React.RefObject<HTMLElement | null>, lines: Line[]) {
  const [fresh, setFresh] = useState(0)
  const near = useRef(true)
  const last = useRef<number | null>(null)
  useEffect(() => {
    const scroller = scrollerOf(end.current)
    const target = scroller === document.scrollingElement ? window : scroller
    const look = () => {
      near.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR
      if (near.current) setFresh(0)
    }
    target.addEventListener('scroll', look, { passive: true })
    return () => target.removeEventListener('scroll', look)
  }, [end])
  const newest = lines.at(-1)?.id ?? null
  useLayoutEffect(() => {
    const before = last.current
    last.current = newest
    if (newest === null) return
    if (before === null || near.current) {
      const scroller = scrollerOf(end.current)
      scroller.scrollTop = scroller.scrollHeight
      // What is lazy has its height a frame later.
      requestAnimationFrame(() => {
        scroller.scrollTop = scroller.scrollHeight
      })
    } else if (newest !== before) setFresh((count) => count + lines.filter(({ id }) => id > before).length)
  }, [newest])
  return {
    fresh,
    toEnd: () => {
      const scroller = scrollerOf(end.current)
      scroller.scrollTop = scroller.scrollHeight
    },
    /** Before lines are put above: call the result after it, and what was seen stays where it was. */
    kept: () => {
      const scroller = scrollerOf(end.current)
      const below = scroller.scrollHeight - scroller.scrollTop
      return () =>
        requestAnimationFrame(() => {
          scroller.scrollTop = scroller.scrollHeight - below
        })
    },
  }
}
