import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { ApiError, call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dayTime } from '../../format.ts'
import { useBar } from '../../kit/bar.ts'
import { IconButton } from '../../kit/button.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { MenuSheet } from '../../kit/sheet.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Visit } from './data.ts'

export type Line = Visit['notices'][number]
type Verb = Line['verbs'][number]

/** Which channels could not bring it, each with its reason, and which does. */
const wayOf = (t: Text, { hops, channel, reason }: Line): string[] => {
  const others = hops.filter((hop) => channel !== null || hop.reason !== reason)
  const named = others.map((hop) => `${t(`client-kind-${hop.kind}`)}: ${hop.reason}`)
  return named.length > 0 && channel ? [...named, t(`client-kind-${channel}`)] : named
}

/** Rows of what a client is told, with what may be done about each. `links`: each leads to its visit. */
export function Ledger({ lines, zone, links = false }: { lines: readonly Line[]; zone?: string; links?: boolean }) {
  const t = useText()
  const mine = useStyle()
  const style = zone ? { ...mine, zone } : mine
  const mayTouch = useRight('visits.mark') !== 'none'
  const menu = useSheet('notice')
  const bar = useBar()
  const queries = useQueryClient()
  const chosen = lines.find(({ id }) => String(id) === menu.arg)

  const touch = async (id: number, verb: Verb) => {
    try {
      await call('POST', `/api/notices/${id}/${verb}`)
      feel('saved')
      bar.say({ text: t(`ledger-did-${verb}`), undo: verb === 'never' ? () => void touch(id, 'back') : undefined })
    } catch (error) {
      feel(error instanceof ApiError && error.code === 'changed' ? 'conflict' : 'refused')
      bar.say({ text: troubleOf(t, error) })
    }
    for (const queryKey of [['visit'], ['client']]) void queries.invalidateQueries({ queryKey })
  }

  return (
    <>
      <List label={t('visit-notices')}>
        {lines.map((line) => (
          <ListRow
            key={line.id}
            to={links && line.visitId !== null ? `/visit/${line.visitId}` : undefined}
            title={titleOf(t, line.kind)}
            note={[
              [t(`notice-is-${line.status}`, { time: dayTime(line.sentAt ?? line.dueAt, style) }), line.reason]
                .filter(Boolean)
                .join(': '),
              ...wayOf(t, line),
            ].join(' · ')}
            action={
              mayTouch && line.verbs.length > 0 ? (
                <IconButton
                  label={`${titleOf(t, line.kind)}: ${t('visit-more')}`}
                  onClick={() => menu.show(String(line.id))}
                >
                  <Ellipsis size={24} aria-hidden="true" />
                </IconButton>
              ) : undefined
            }
          />
        ))}
      </List>
      <MenuSheet
        open={menu.open && chosen !== undefined}
        onClose={menu.close}
        title={chosen ? titleOf(t, chosen.kind) : t('visit-notices')}
        items={(chosen?.verbs ?? []).map((verb) => ({
          label: t(`ledger-${verb}`),
          act: () => void touch(chosen!.id, verb),
          writes: true,
        }))}
      />
    </>
  )
}

/** What a row is about: by its kind, else by the first word of it. */
function titleOf(t: Text, kind: string): string {
  const [family = kind] = kind.split('_')
  if (/^remind_\d+h$/.test(kind)) return t('notice-remind', { hours: Number.parseInt(kind.slice(7), 10) })
  const known = [`notice-${kind}`, `notice-${family}`].find((id) => t(id) !== id)
  return t(known ?? 'notice-other')
}
