import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dateDay, money } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { Button, IconButton } from '../../kit/button.tsx'
import { MoneyField, showFirstError, TextField } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Empty, Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { feel } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Spend, type SpendLine, useSpent } from './data.ts'
import { sourceWords } from './sources.ts'
import { SpendImport } from './spendimport.tsx'
import { count } from './words.ts'

/** What advertising cost, by day, channel and campaign: typed in, or from a table. */
export function SpendPage() {
  const t = useText()
  const style = useStyle()
  const spent = useSpent()
  const writes = useRight('spend') === 'all'
  const typed = useSheet('spend')
  const table = useSheet('table')
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['numbers', 'spend'],
    queryFn: ({ pageParam }) => call<Spend>('GET', `/api/spend${pageParam ? `?cursor=${pageParam}` : ''}`),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: writes,
  })
  const lines = data?.pages.flatMap(({ items }) => items) ?? []
  const remove = useMutation({
    mutationFn: (line: SpendLine) => call('DELETE', `/api/spend/${line.id}`),
    onSuccess: (_, line) => {
      spent()
      const { day: from, channel, campaign, amount, clicks } = line
      const back = () =>
        call('POST', '/api/spend', { from, channel, campaign, amount, clicks }).then(spent, (trouble: unknown) =>
          say({ text: troubleOf(t, trouble) }),
        )
      say({ text: t('num-spend-removed'), undo: () => void back() })
    },
  })
  return (
    <Page title={t('num-spend')}>
      <div className="numbers">
        <div className="num-buttons">
          <Button look="main" onClick={() => typed.show()}>
            {t('num-spend-add')}
          </Button>
          <Button onClick={() => table.show()}>{t('num-spend-table')}</Button>
        </div>
        {error && <Trouble error={error} onAgain={() => void refetch()} />}
        {!data && !error && <Skeleton label={t('num-loading')} />}
        {data && lines.length === 0 && <Empty text={t('num-spend-none')} />}
        {lines.length > 0 && (
          <List label={t('num-spend')}>
            {lines.map((line) => (
              <ListRow
                key={line.id}
                title={[sourceWords(t, line.channel), line.campaign].filter(Boolean).join(' / ')}
                note={[
                  dateDay(line.day, style, true),
                  line.clicks !== null && t('num-clicks', { clicks: count(line.clicks, style) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                side={money(line.amount, style)}
                action={
                  <IconButton
                    label={t('num-spend-remove', { day: dateDay(line.day, style, true), channel: line.channel })}
                    onClick={() => remove.mutate(line)}
                  >
                    <Trash2 size={20} aria-hidden="true" />
                  </IconButton>
                }
              />
            ))}
          </List>
        )}
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('num-more')}
          </Button>
        )}
      </div>
      {typed.open && <SpendForm onClose={typed.close} />}
      {table.open && <SpendImport onClose={table.close} />}
    </Page>
  )
}

/** Spend of a day, or of a range: then it lies on its days evenly, and what stood there is replaced. */
function SpendForm({ onClose }: { onClose: () => void }) {
  const t = useText()
  const spent = useSpent()
  const [form, setForm] = useState({ channel: '', campaign: '', from: '', to: '', clicks: '' })
  const [amount, setAmount] = useState<number | null>(null)
  const [tried, setTried] = useState(false)
  const set = (change: Partial<typeof form>) => setForm((now) => ({ ...now, ...change }))
  const wrong = {
    channel: form.channel.trim() === '',
    from: form.from === '',
    to: form.to !== '' && form.to < form.from,
    amount: amount === null,
    clicks: form.clicks !== '' && !/^\d{1,9}$/.test(form.clicks),
  }
  const save = useMutation({
    mutationFn: () =>
      call('POST', '/api/spend', {
        channel: form.channel.trim(),
        campaign: form.campaign.trim() || null,
        from: form.from,
        ...(form.to && { to: form.to }),
        amount,
        clicks: form.clicks === '' ? null : Number(form.clicks),
      }),
    onSuccess: () => {
      feel('saved')
      spent()
      say({ text: t('num-spend-saved') })
      onClose()
    },
  })
  const press = () => {
    setTried(true)
    if (Object.values(wrong).some(Boolean)) requestAnimationFrame(() => showFirstError())
    else save.mutate()
  }
  const error = (is: boolean, text = 'required') => (tried && is ? t(text) : null)
  return (
    <Sheet open onClose={onClose} title={t('num-spend-add')}>
      <div className="form">
        <TextField
          label={t('num-channel')}
          hint={t('num-channel-hint')}
          value={form.channel}
          maxLength={100}
          onValue={(channel) => set({ channel })}
          error={error(wrong.channel)}
        />
        <TextField
          label={t('num-campaign')}
          hint={t('num-campaign-hint')}
          value={form.campaign}
          maxLength={100}
          onValue={(campaign) => set({ campaign })}
        />
        <TextField
          label={t('num-from')}
          type="date"
          value={form.from}
          onValue={(from) => set({ from })}
          error={error(wrong.from)}
        />
        <TextField
          label={t('num-to')}
          hint={t('num-to-hint')}
          type="date"
          value={form.to}
          onValue={(to) => set({ to })}
          error={error(wrong.to, 'num-turned')}
        />
        <MoneyField label={t('num-amount')} kopecks={amount} onKopecks={setAmount} error={error(wrong.amount)} />
        <TextField
          label={t('num-clicks-field')}
          hint={t('num-clicks-hint')}
          inputMode="numeric"
          value={form.clicks}
          onValue={(clicks) => set({ clicks })}
          error={error(wrong.clicks, 'num-clicks-wrong')}
        />
      </div>
      <ActionBar text={t('num-spend-save')} busy={save.isPending} writes onPress={press} />
    </Sheet>
  )
}
