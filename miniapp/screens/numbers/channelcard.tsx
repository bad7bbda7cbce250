import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dateDay } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { feel } from '../../telegram/telegram.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Asked, searchOf } from './asked.ts'
import { type Channel, rowsAt, type Section } from './data.ts'
import { sourceWords } from './sources.ts'
import { count, rubles, UNKNOWN, whyWords } from './words.ts'

const SIGNS: Record<Channel['verdict']['word'], string> = { stop: '■', works: '▲', early: '…', watch: '!', free: '○' }

const STATES = { stop: 'noshow', works: 'confirmed', watch: 'unpaid', early: 'paid', free: 'paid' } as const

/** One channel: the word, the arithmetic, the interval on the axis that all channels share, the next step. */
export function ChannelCard({ channel, max, period }: { channel: Channel; max: number; period: Section['period'] }) {
  const t = useText()
  const style = useStyle()
  const { key, verdict, spend, leads, newClients } = channel
  const { word, cost, gives } = verdict
  const at = (kopecks: number) => `${Math.min(100, (kopecks / max) * 100)}%`
  const money = (value: number) => rubles(value, style)
  const rows = rowsAt(period, { fact: 'leads', column: 'source', value: key })
  return (
    <section className="card num-channel" aria-label={sourceWords(t, key)}>
      <div className="card-head">
        <h2>{sourceWords(t, key)}</h2>
        <span className="status" data-state={channel.stop ? 'paid' : STATES[word]}>
          <span aria-hidden="true">{channel.stop ? '■' : SIGNS[word]}</span> {wordOf(t, channel)}
        </span>
      </div>
      <p>{arithmetic(t, money, channel)}</p>
      {cost.value && (
        <div
          className="num-range"
          role="img"
          aria-label={t('num-range', {
            price: money(cost.value.kopecks),
            from: money(cost.value.from),
            to: cost.value.to === null ? '∞' : money(cost.value.to),
            gives: gives.value === null ? UNKNOWN : money(gives.value),
          })}
        >
          <div className="num-axis">
            <span
              className="num-whisker"
              data-open={cost.value.to === null || undefined}
              style={{ left: at(cost.value.from), right: `calc(100% - ${at(cost.value.to ?? max)})` }}
            />
            <span className="num-dot" style={{ left: at(cost.value.kopecks) }} />
            {gives.value !== null && gives.value >= 0 && (
              <span className="num-gives" style={{ left: at(gives.value) }} />
            )}
          </div>
          <div className="num-ends">
            <span>0</span>
            <span>{t('num-range-key')}</span>
            <span>{money(max)}</span>
          </div>
        </div>
      )}
      {!channel.stop && nextWords(t, channel) && <p>{nextWords(t, channel)}</p>}
      <StopMark channel={channel} />
      <GoLink to={rows} className="num-behind">
        {t('num-leads-visits', { leads: count(leads, style), clients: count(newClients, style) })}
      </GoLink>
      <details>
        <summary className="button quiet">{t('num-how')}</summary>
        <div className="num-how">
          <p>
            {t('num-formula', {
              spend: spend === null ? UNKNOWN : money(spend),
              leads: count(leads, style),
              clients: count(newClients, style),
              price: cost.value ? money(cost.value.kopecks) : UNKNOWN,
            })}
          </p>
          <p>{t('num-formula-gives', { gives: gives.value === null ? UNKNOWN : money(gives.value) })}</p>
          <p>{t('num-formula-rule')}</p>
        </div>
      </details>
    </section>
  )
}

const wordOf = (t: Text, { stop, verdict }: Channel) => t(stop ? 'num-stopped-word' : `num-verdict-${verdict.word}`)

/** The owner's own mark that a channel is stopped, and taking it back; the app stops nothing itself. */
function StopMark({ channel: { key: source, spend, stop } }: { channel: Channel }) {
  const t = useText()
  const style = useStyle()
  const queries = useQueryClient()
  const writes = useRight('spend') === 'all'
  const told = () => queries.invalidateQueries({ queryKey: ['numbers'] })
  const resume = useMutation({
    mutationFn: ({ id, version }: { id: number; version: number }) =>
      call('POST', `/api/stops/${id}/resume`, { version }),
    onSettled: told,
  })
  const mark = useMutation({
    mutationFn: () => call<{ id: number; version: number }>('POST', '/api/stops', { source }),
    onSuccess: (made) => {
      feel('saved')
      say({ text: t('num-stop-marked', { channel: sourceWords(t, source) }), undo: () => resume.mutate(made) })
    },
    onSettled: told,
  })
  if (!stop)
    return writes && spend !== null ? (
      <div className="num-files">
        <Button writes busy={mark.isPending} onClick={() => mark.mutate()}>
          {t('num-stop-mark')}
        </Button>
      </div>
    ) : null
  return (
    <>
      <p>
        {[
          t('num-stopped-since', { day: dateDay(stop.day, style) }),
          stop.by && t('num-stopped-by', { by: stop.by }),
          stop.spentSince > 0 && t('num-stop-spent', { amount: rubles(stop.spentSince, style) }),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <div className="num-files">
        <GoLink to={`/numbers/overview${searchOf({ ...MARKED, mark: stop.day })}`} className="button quiet num-alone">
          {t('num-stop-around')}
        </GoLink>
        {writes && (
          <Button writes busy={resume.isPending} onClick={() => resume.mutate(stop)}>
            {t('num-stop-resume')}
          </Button>
        )}
      </div>
    </>
  )
}

/** What «before and after» asks for, but for the day. */
const MARKED: Asked = { days: 30, from: '', to: '', versus: 'mark', mark: '' }

function arithmetic(t: Text, money: (kopecks: number) => string, { verdict }: Channel): string {
  const { cost, gives, loss, word } = verdict
  if (word === 'free') return t('num-free-channel')
  if (cost.value === null) return whyWords(t, cost)!
  const { kopecks, from, to } = cost.value
  const bounds = { price: money(kopecks), from: money(from), to: to === null ? '∞' : money(to) }
  if (gives.value === null) return t('num-cost-only', bounds)
  const words = t('num-cost-gives', { ...bounds, gives: money(gives.value) })
  return loss !== null && verdict.losing ? `${words} ${t('num-loss', { loss: money(loss) })}` : words
}

/** What is still missing before it may be told, or what to do now. */
function nextWords(t: Text, { verdict }: Channel): string | null {
  const { word, missingLeads, missingVisits, losing } = verdict
  if (word === 'stop') return t('num-next-stop')
  if (word === 'works') return t('num-next-works')
  if (word === 'free') return null
  if (losing) return t('num-next-losing')
  if (missingLeads !== null) return t('num-missing-leads', { leads: missingLeads })
  return missingVisits > 0 ? t('num-missing-visits', { visits: missingVisits }) : t('num-next-unknown')
}
