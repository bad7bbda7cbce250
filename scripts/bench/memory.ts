import { startCluster } from '../../db/testing/cluster.ts'
import { startServer } from './dialogue/child.ts'
import { gather, productSteps } from './dialogue/people.ts'
import { startTelegram } from './dialogue/telegram.ts'

const TURNS = 100_000
const PEOPLE = 256
const STEPS = 20

/** Resident memory of the product's process on PostgreSQL over 100,000 turns of its own dialogue, MB after every 5,120. */
export async function benchMemory(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const telegram = await startTelegram()
  const server = await startServer('./ours.ts', {
    databaseUrl: await cluster.createDatabase(),
    apiRoot: telegram.root,
    token: '1:memory',
    connections: 10,
    dialogue: 'product',
  })
  try {
    const samples: number[] = []
    for (let turns = 0; turns < TURNS; turns += PEOPLE * STEPS) {
      const crowd = gather(server, telegram, productSteps(), PEOPLE)
      await crowd.walk(1, STEPS)
      await crowd.close()
      samples.push(Math.round((await server.usage()).rss / 1e6))
    }
    const quarter = Math.floor(samples.length / 4)
    const ratio = mean(samples.slice(-quarter)) / mean(samples.slice(quarter, 2 * quarter))
    return [
      {
        measure: 'memory',
        turns: samples.length * PEOPLE * STEPS,
        mb: Math.max(...samples),
        budget_mb: 250,
        // Flat: the last quarter of the run against the second.
        ratio: Number(ratio.toPrecision(3)),
        budget: 1.1,
        samples,
      },
    ]
  } finally {
    await server.stop()
    telegram.close()
    await cluster.stop()
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
