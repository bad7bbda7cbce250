import { useInfiniteQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import type { Format, Raw, Sheet } from '../../../domain/sheet.ts'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dateDay, dayTime, money } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { Check } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Skeleton, Trouble } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { inTelegram } from '../../telegram/telegram.ts'
import { type Text, useText, useWords } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { FeedCard } from './feeds.tsx'
import { saveTable } from './file.ts'
import { FileButtons } from './files.tsx'
import { periodWords } from './frame.tsx'
import { sourceWords } from './sources.ts'
import { TouchSheet } from './touch.tsx'
import { seconds } from './words.ts'

type FactRow = Record<string, Raw>
type Lines = { items: FactRow[]; cursor: string | null }
/** Facts whose rows are about a client. */
const WITH_PEOPLE = ['leads', 'visits', 'services', 'payments', 'told', 'dialogues']

/** What a number is made of: its rows, each of them leads to the visit or the dialogue; and all of them as a file. */
export function Rows({ fact, search }: { fact: string; search: URLSearchParams }) {
  const { t, language } = useWords()
  const style = useStyle()
  const sees = useRight('clients.read') === 'all' && WITH_PEOPLE.includes(fact)
  const writes = useRight('clients.write') === 'all'
  const touch = useSheet('touch')
  const [people, setPeople] = useState(false)
  const query = new URLSearchParams()
  for (const [name, given] of [
    ['from', 'from'],
    ['to', 'till'],
    ['column', 'column'],
    ['value', 'value'],
  ] as const) {
    const value = search.get(given)
    if (value !== null) query.set(name, value)
  }
  const [from, to] = [query.get('from'), query.get('to')]
  const page = (cursor: string | null) => {
    const asked = new URLSearchParams(query)
    if (cursor) asked.set('cursor', cursor)
    asked.set('limit', '100')
    return call<Lines>('GET', `/api/kpi/rows/${encodeURIComponent(fact)}?${asked}`)
  }
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['numbers', 'rows', fact, query.toString()],
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
  })
  const rows = data?.pages.flatMap(({ items }) => items) ?? []
  const give = async (format: Format) => {
    const [column, value] = [query.get('column'), query.get('value')]
    const asked = { ...(from && { from }), ...(to && { to }), column, value, people: people && sees }
    const path = `/api/kpi/rows/${encodeURIComponent(fact)}`
    if (inTelegram()) {
      await call('POST', `${path}/send`, { ...asked, format })
      say({ text: t('num-file-sent') })
      return
    }
    const sheet = await call<Sheet & { cut: boolean }>('POST', `${path}/sheet`, asked)
    await saveTable(t, sheet, format, language)
    if (sheet.cut) say({ text: t('num-file-cut', { count: sheet.rows.length }) })
  }
  return (
    <Page title={t('num-rows')}>
      <div className="numbers">
        <p className="note">
          {t(`num-fact-${fact}`)}
          {from && to && `, ${periodWords(t, style, { from, to })}`}
          {data && `. ${t('num-shown', { count: rows.length, more: hasNextPage ? 'yes' : 'no' })}`}
        </p>
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('num-loading')} />}
        {data && rows.length === 0 && <Empty text={t('num-rows-none')} />}
        {rows.length > 0 && (
          <>
            {sees && <Check label={t('num-people')} hint={t('num-people-hint')} on={people} onChange={setPeople} />}
            <FileButtons give={give} />
            <FeedCard fact={fact} />
            <List label={t(`num-fact-${fact}`)}>
              {rows.map((row, at) => (
                <FactLine
                  key={`${row[Object.keys(row)[0]!]}-${at}`}
                  fact={fact}
                  row={row}
                  onTouch={
                    writes && row.lead_id && fact === 'leads' ? () => touch.show(String(row.lead_id)) : undefined
                  }
                />
              ))}
            </List>
          </>
        )}
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('num-more')}
          </Button>
        )}
      </div>
      {touch.open && touch.arg && <TouchSheet key={touch.arg} id={touch.arg} onClose={touch.close} />}
    </Page>
  )
}

/** Where a row leads: its visit, its dialogue, its client. */
function placeOf(fact: string, row: FactRow): string | null {
  if (fact === 'spend') return '/numbers/spend'
  if (row.visit_id) return `/visit/${row.visit_id}`
  if (row.chat_id) return `/queue/${row.chat_id}`
  return row.client_id ? `/clients/${row.client_id}` : null
}

function FactLine({ fact, row, onTouch }: { fact: string; row: FactRow; onTouch?: () => void }) {
  const t = useText()
  const style = useStyle()
  const at = row.starts_at ?? row.asked_at ?? row.created_at ?? row.at
  const title = typeof at === 'string' ? dayTime(at, style) : dateDay(String(row.day), style)
  const amount = row.revenue ?? row.amount ?? row.price
  const side =
    typeof amount === 'number' && (!['leads', 'dialogues'].includes(fact) || amount !== 0)
      ? money(amount, style)
      : undefined
  const to = placeOf(fact, row)
  const action = onTouch && (
    <IconButton label={t('num-touch')} onClick={onTouch}>
      <Pencil size={20} aria-hidden="true" />
    </IconButton>
  )
  const words = { title, note: noteOf(t, fact, row), side, action }
  return to ? <ListRow {...words} to={to} /> : <ListRow {...words} />
}

/** What a row says of itself, in words. */
function noteOf(t: Text, fact: string, row: FactRow): string {
  const flag = (name: string) => row[name] === true && t(`num-flag-${name}`)
  const parts: (string | false | null)[] = (() => {
    switch (fact) {
      case 'leads':
        return [
          sourceWords(t, String(row.source)),
          typeof row.campaign === 'string' && row.campaign,
          flag('paid'),
          ...['booked', 'visited', 'paid_visit', 'new_client', 'imported'].map(flag),
        ]
      case 'visits':
        return [
          t(`num-status-${row.status}`),
          typeof row.branch === 'string' && row.branch,
          flag('first_visit'),
          flag('free'),
        ]
      case 'services':
        return [String(row.service), String(row.master), t(`num-status-${row.status}`)]
      case 'answers':
        return [
          typeof row.seconds === 'number' ? seconds(row.seconds, t) : t('num-answerer-nobody'),
          row.answered_by !== 'nobody' && t(`num-answerer-${row.answered_by}`),
          t(`num-opening-${row.opening}`),
          t(`num-open-${row.open}`),
        ]
      case 'payments':
        return [t(`num-pay-${row.kind}`), t(`num-method-${row.method}`)]
      case 'dialogues':
        return [
          sourceWords(t, String(row.channel)),
          typeof row.intent === 'string' && t(`heard-${row.intent}`),
          typeof row.seconds === 'number' ? seconds(row.seconds, t) : t('num-answerer-nobody'),
          Number(row.missed) > 0 && t('num-missed'),
          flag('handed_over'),
          t(`num-result-${row.result}`),
        ]
      case 'told':
        return [
          sourceWords(t, String(row.told_source)),
          t('num-came-by', { source: sourceWords(t, String(row.source)) }),
          ...['booked', 'visited', 'new_client'].map(flag),
        ]
      case 'spend':
        return [sourceWords(t, String(row.source)), typeof row.campaign === 'string' && row.campaign]
      default:
        return [
          t(row.missed === true ? 'num-missed' : 'num-understood'),
          ...['handed_over', 'with_person', 'labelled'].map(flag),
        ]
    }
  })()
  return parts.filter(Boolean).join(' · ')
}
