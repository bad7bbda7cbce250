import { useRight } from '../../api/session.ts'
import { dateDay } from '../../format.ts'
import { GoLink } from '../../kit/button.tsx'
import { Empty } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import type { Asked } from './asked.ts'
import { ChannelCard } from './channelcard.tsx'
import { rowsAt, type Section, useSection } from './data.ts'
import { Answer, Counted } from './frame.tsx'
import { Block } from './parts.tsx'
import { sourceWords } from './sources.ts'
import { count, rubles, UNKNOWN, whyWords } from './words.ts'

/** Which channel earns: the price of a client against what a visit gives, with the verdict and its arithmetic. */
export function ChannelsSection({ asked }: { asked: Asked }) {
  const channels = useSection('channels', asked)
  return (
    <Answer of={channels}>
      {(data) => (
        <>
          <Counted {...data} />
          <Cards data={data} />
        </>
      )}
    </Answer>
  )
}

function Cards({ data }: { data: Section }) {
  const t = useText()
  const style = useStyle()
  const spends = useRight('spend') === 'all'
  const { channels, campaigns, organic, told } = data.now.channels!
  const ends = channels.flatMap(({ verdict: { cost, gives } }) => [
    cost.value?.to ?? (cost.value ? cost.value.kopecks * 1.5 : 0),
    gives.value ?? 0,
  ])
  const max = Math.max(100, ...ends)
  const money = (value: number | null) => (value === null ? UNKNOWN : rubles(value, style))
  const stoppedNow = new Set(channels.flatMap(({ key, stop }) => (stop ? [key] : [])))
  const name = `${data.period.from} – ${data.period.to}`
  return (
    <>
      {channels.length === 0 ? (
        <Empty text={t('num-channels-none')} />
      ) : (
        <div className="num-cards">
          {channels.map((channel) => (
            <ChannelCard key={channel.key} channel={channel} max={max} period={data.period} />
          ))}
        </div>
      )}
      {spends && (
        <GoLink to="/numbers/spend" className="button quiet num-alone">
          {t('num-spend-enter')}
        </GoLink>
      )}
      {channels.length > 0 && (
        <Block
          question={t('num-q-channels')}
          table={{
            name,
            caption: t('num-q-channels'),
            heading: [
              t('num-channel'),
              t('num-verdict'),
              t('num-f-spend'),
              t('num-f-leads'),
              t('num-f-newClients'),
              t('num-f-cac'),
              t('num-gives'),
            ],
            kinds: ['text', 'text', 'money', 'number', 'number', 'money', 'money'],
            rows: channels.map(({ key, spend, leads, newClients, cac, verdict, stop }) => ({
              key,
              to: rowsAt(data.period, { fact: 'leads', column: 'source', value: key }),
              cells: [
                { words: sourceWords(t, key), raw: key },
                stop ? t('num-stopped', { day: dateDay(stop.day, style) }) : t(`num-verdict-${verdict.word}`),
                { words: money(spend), raw: rub(spend) },
                { words: count(leads, style), raw: leads },
                { words: count(newClients, style), raw: newClients },
                { words: cac.value === null ? whyWords(t, cac) : money(cac.value), raw: rub(cac.value) },
                { words: money(verdict.gives.value), raw: rub(verdict.gives.value) },
              ],
            })),
          }}
        />
      )}
      {campaigns.some(({ campaign }) => campaign !== null) && (
        <Block
          question={t('num-q-campaigns')}
          table={{
            name,
            caption: t('num-q-campaigns'),
            heading: [t('num-campaign'), t('num-verdict'), t('num-f-spend'), t('num-f-leads'), t('num-f-newClients')],
            kinds: ['text', 'text', 'money', 'number', 'number'],
            rows: campaigns.map(({ key, source, campaign, spend, leads, newClients, verdict }) => ({
              key,
              to: rowsAt(data.period, { fact: 'leads', column: 'campaign', value: campaign }),
              cells: [
                [sourceWords(t, source), campaign ?? t('num-no-campaign')].join(' / '),
                t(stoppedNow.has(source) ? 'num-stopped-word' : `num-verdict-${verdict.word}`),
                { words: money(spend), raw: rub(spend) },
                { words: count(leads, style), raw: leads },
                { words: count(newClients, style), raw: newClients },
              ],
            })),
          }}
        />
      )}
      {told.length > 0 && (
        <Block
          question={t('num-q-told')}
          summary={t('num-told')}
          table={{
            name,
            caption: t('num-q-told'),
            heading: [t('num-source'), t('num-f-leads'), t('num-f-newClients'), t('num-f-revenue')],
            kinds: ['text', 'number', 'number', 'money'],
            rows: told.map(({ source, leads, newClients, revenue }) => ({
              key: source,
              to: rowsAt(data.period, { fact: 'told', column: 'told_source', value: source }),
              cells: [
                sourceWords(t, source),
                { words: count(leads, style), raw: leads },
                { words: count(newClients, style), raw: newClients },
                { words: money(revenue), raw: rub(revenue) },
              ],
            })),
          }}
        />
      )}
      {organic.length > 0 && (
        <Block
          question={t('num-q-organic')}
          summary={t('num-organic')}
          table={{
            name,
            caption: t('num-q-organic'),
            heading: [t('num-source'), t('num-f-leads'), t('num-f-newClients'), t('num-f-revenue')],
            kinds: ['text', 'number', 'number', 'money'],
            rows: organic.map(({ source, leads, newClients, revenue }) => ({
              key: source,
              to: rowsAt(data.period, { fact: 'leads', column: 'source', value: source }),
              cells: [
                { words: sourceWords(t, source), raw: source },
                { words: count(leads, style), raw: leads },
                { words: count(newClients, style), raw: newClients },
                { words: money(revenue), raw: rub(revenue) },
              ],
            })),
          }}
        />
      )}
    </>
  )
}

const rub = (kopecks: number | null) => (kopecks === null ? null : kopecks / 100)
