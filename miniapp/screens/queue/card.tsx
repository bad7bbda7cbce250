import { type ReactNode, useRef } from 'react'
import { dayTime, time } from '../../format.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { SIGNS } from '../../kit/list.tsx'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type ChatCard, clientName, closedWords, lateness, type Sla, waitMark } from './data.ts'

const LONG_PRESS_MS = 500
const MOVED = 10

/** A dialogue in the queue: since when it waits, who, from where, why, and what was said last. */
export function QueueCard({
  card,
  now,
  sla,
  current,
  taken,
  onTake,
  onMenu,
}: {
  card: ChatCard
  now: number
  sla: Sla
  current: boolean
  /** It left the list: where it went, in words. */
  taken?: ReactNode
  onTake: () => void
  onMenu: () => void
}) {
  const t = useText()
  const style = useStyle()
  const press = useLongPress(onMenu)
  const { waitingSince, reason, channel, campaign, source, words, watching, leader, id } = card
  const name = clientName(t, card.client)
  const wait = waitingSince && waitMark(t, waitingSince, now, style.language)
  const state = waitingSince ? lateness(waitingSince, now, sla) : undefined
  // The site is what the website's chat is called already.
  const same = source === channel.kind || (source === 'site' && channel.kind === 'web')
  const from = [t(`channel-${channel.kind}`), campaign ?? (same ? null : source)].filter(Boolean)
  const typing = watching.find((one) => one.typing)
  const looking = watching.find((one) => !one.typing)
  return (
    <li className="chat-card" data-state={state} data-current={current || undefined} data-gone={taken ? '' : undefined}>
      <GoLink to={`/queue/${id}`} className="chat-card-main" aria-current={current ? 'true' : undefined} {...press}>
        <span className="chat-card-line">
          {state && wait && (
            <span className="status" data-state={state}>
              {!sla.opensAt && <span aria-hidden="true">{SIGNS[state]} </span>}
              {sla.opensAt ? t('wait-closed', { time: time(sla.opensAt, style) }) : wait}
            </span>
          )}
          <span className="chat-card-name">{name}</span>
          <span className="chat-card-from">{from.join(' · ')}</span>
        </span>
        {reason && <span className="chat-card-reason">{t(`reason-${reason}`)}</span>}
        {card.closedThere && <span className="note">{closedWords(t, card.closedThere.by)}</span>}
        {leader && !reason && <span className="note">{t('leads', { name: leader.name })}</span>}
        {words && <span className="chat-card-words">«{words}»</span>}
        {card.draft && <span className="chat-card-draft">{draftWords(t, card.draft, style)}</span>}
        {(typing || looking) && (
          <span className="chat-card-watch">
            {typing ? t('types', { name: typing.name }) : t('watches', { name: looking!.name })}
          </span>
        )}
      </GoLink>
      {taken ? (
        <p className="chat-card-taken">{taken}</p>
      ) : (
        card.owner === 'queue' && (
          <Button look="main" writes onClick={onTake}>
            {t('take')}
            <span className="unseen"> {name}</span>
          </Button>
        )
      )}
    </li>
  )
}

/** «Стрижка, чт 19 ноября, 12:30, Дмитрий» */
export function draftWords(t: Text, draft: NonNullable<ChatCard['draft']>, style: ReturnType<typeof useStyle>): string {
  const { kind, services, masters, start, zone } = draft
  const what = [
    services.map((one) => one.name).join(' + '),
    start && dayTime(start, { ...style, zone }),
    masters.map((one) => one.name).join(', '),
  ].filter(Boolean)
  return [kind === 'book' ? null : t(`draft-kind-${kind}`), what.join(', ')].filter(Boolean).join(': ')
}

/** Holding a card, or the right button, opens its menu; the tap that ends the hold opens nothing. */
function useLongPress(act: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const from = useRef({ x: 0, y: 0 })
  const held = useRef(false)
  const stop = () => clearTimeout(timer.current)
  return {
    onPointerDown: (event: React.PointerEvent) => {
      held.current = false
      from.current = { x: event.clientX, y: event.clientY }
      stop()
      if (event.pointerType === 'mouse') return
      timer.current = setTimeout(() => {
        held.current = true
        feel('press')
        act()
      }, LONG_PRESS_MS)
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > MOVED) stop()
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onContextMenu: (event: React.MouseEvent) => {
      event.preventDefault()
      if (!held.current) act()
    },
    onClick: (event: React.MouseEvent) => {
      if (held.current) event.preventDefault()
    },
  }
}
