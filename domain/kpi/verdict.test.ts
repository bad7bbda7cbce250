import { describe, expect, test } from 'vitest'
import { type ChannelFacts, channelVerdict } from './verdict.ts'

const rub = (rubles: number) => rubles * 100
const NEW = { losingDays: 0, worked: false }
/** 180 leads, 36 of whom came: the screen’s own example. */
const facts = (change: Partial<ChannelFacts> = {}): ChannelFacts => ({
  spend: rub(50_400),
  leads: 180,
  newClients: 36,
  paidVisits: 36,
  gave: rub(900) * 36,
  ...change,
})

describe('the verdict of a channel', () => {
  test('a client at 1 400 ₽ (1 060–1 890) against 900 ₽ of a visit: stop, and 500 ₽ are lost on each', () => {
    const verdict = channelVerdict(facts(), { losingDays: 2, worked: false })
    expect(verdict).toMatchObject({ word: 'stop', loss: rub(500), gives: { value: rub(900) } })
    const { kopecks, from, to } = verdict.cost.value!
    expect(kopecks).toBe(rub(1400))
    expect([from, to].map((one) => Math.round(one! / 1000) * 10)).toEqual([1060, 1890])
  })

  test('one bad day stops nothing: it takes three in a row', () => {
    expect(channelVerdict(facts(), NEW)).toMatchObject({ word: 'early', losing: true })
    expect(channelVerdict(facts(), { losingDays: 1, worked: true })).toMatchObject({ word: 'watch', losing: true })
  })

  test('a client at 210 ₽ against 900 ₽: it works, by its highest price too', () => {
    expect(channelVerdict(facts({ spend: rub(7560) }), NEW)).toMatchObject({ word: 'works', loss: null, losing: false })
  })

  test('few cases: too early, with how many leads are missing; with these it can be told', () => {
    const few = facts({ spend: rub(11_200), leads: 40, newClients: 8, paidVisits: 8, gave: rub(900) * 8 })
    const verdict = channelVerdict(few, { losingDays: 9, worked: false })
    expect(verdict).toMatchObject({ word: 'early', missingVisits: 2, losing: false })
    const times = (40 + verdict.missingLeads!) / 40
    const more = (count: number) => count * times
    const then = channelVerdict(
      {
        spend: more(few.spend!),
        leads: more(few.leads),
        newClients: more(few.newClients),
        paidVisits: more(few.paidVisits),
        gave: more(few.gave),
      },
      { losingDays: 9, worked: false },
    )
    expect(then.word).toBe('stop')
  })

  test('what worked before and can’t be told now is to be watched', () => {
    expect(channelVerdict(facts({ spend: rub(32_400) }), { losingDays: 0, worked: true }).word).toBe('watch')
  })

  test('a price that equals what a visit gives can never be told apart', () => {
    expect(channelVerdict(facts({ spend: rub(900) * 36 }), NEW)).toMatchObject({ word: 'early', missingLeads: null })
  })

  test('nothing spent is free; spent and nobody came has no price; more came than wrote contradicts', () => {
    expect(channelVerdict(facts({ spend: null }), NEW)).toMatchObject({ word: 'free', cost: { reason: 'no_spend' } })
    const nobody = channelVerdict(facts({ newClients: 0, paidVisits: 0, gave: 0 }), NEW)
    expect(nobody).toMatchObject({ word: 'early', cost: { reason: 'no_clients' }, gives: { reason: 'no_data' } })
    expect(channelVerdict(facts({ newClients: 200 }), NEW).cost).toMatchObject({ reason: 'contradiction' })
    expect(channelVerdict(facts({ leads: 0, newClients: 0 }), NEW).cost).toMatchObject({ reason: 'no_clients' })
  })
})
