import { startCluster } from '../../db/testing/cluster.ts'
import type { Settings } from './dialogue/answers.ts'
import { type Server, startServer } from './dialogue/child.ts'
import { type Crowd, gather, productSteps, type Script, sameSteps } from './dialogue/people.ts'
import { startTelegram, type Telegram } from './dialogue/telegram.ts'

type Contender = { name: 'stock' | 'ours' | 'product'; server: Server; script: (steps: number) => Script }
type Sample = { cpuUs: number; perS: number; p50: number; p99: number }

/** `api/node.ts` opens as many; postgres.js does so by default too. */
const CONNECTIONS = 10
const LENGTHS = [
  { steps: 6, people: 256, rounds: 7, budget: 0.85 },
  { steps: 24, people: 128, rounds: 3, budget: 0.4 },
  { steps: 48, people: 96, rounds: 1, budget: undefined },
]
const WARM_UP = { people: 256, steps: 6 }

/**
 * A dialogue by webhook on a durable PostgreSQL, 64 connections, from the update to the message at a stub of the Bot API:
 * ours (every message a row, each send marked) against grammY + conversations with their state in PostgreSQL, giving the
 * same answers; `product` walks the product's own screens. CPU is the server process's, per update; medians of rounds in turn.
 */
export async function benchDialogue(): Promise<object[]> {
  const cluster = await startCluster({ durable: true })
  const telegram = await startTelegram()
  const contenders: Contender[] = []
  const contend = async (name: Contender['name'], module: string, script: Contender['script']) => {
    const settings: Settings = {
      databaseUrl: await cluster.createDatabase(),
      apiRoot: telegram.root,
      token: `1:${name}`,
      connections: CONNECTIONS,
      dialogue: name === 'product' ? 'product' : 'same',
    }
    contenders.push({ name, server: await startServer(module, settings), script })
  }
  try {
    await contend('stock', './stock.ts', sameSteps)
    await contend('ours', './ours.ts', sameSteps)
    await contend('product', './ours.ts', productSteps)
    for (const contender of contenders) await measure(contender, telegram, WARM_UP)
    const lines: object[] = []
    for (const length of LENGTHS) lines.push(...(await compare(contenders, telegram, length)))
    lines.push(...(await lateSteps(contenders, telegram)))
    return lines
  } finally {
    for (const { server } of contenders) await server.stop()
    telegram.close()
    await cluster.stop()
  }
}

async function compare(
  contenders: readonly Contender[],
  telegram: Telegram,
  length: (typeof LENGTHS)[number],
): Promise<object[]> {
  const samples = new Map(contenders.map(({ name }) => [name, [] as Sample[]]))
  for (let round = 0; round < length.rounds; round++)
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(round + i) % contenders.length]!
      samples.get(contender.name)!.push(await measure(contender, telegram, length))
    }
  const of = (name: Contender['name'], field: keyof Sample) => median(samples.get(name)!.map((sample) => sample[field]))
  return (['ours', 'product'] as const).map((name) => ({
    measure: `dialogue.${length.steps}${name === 'product' ? '.product' : ''}`,
    ours_cpu_us: Math.round(of(name, 'cpuUs')),
    stock_cpu_us: Math.round(of('stock', 'cpuUs')),
    ratio: rounded(of(name, 'cpuUs') / of('stock', 'cpuUs')),
    ...(name === 'ours' && { budget: length.budget }),
    ours_per_s: Math.round(of(name, 'perS')),
    stock_per_s: Math.round(of('stock', 'perS')),
    ratio_per_s: rounded(of(name, 'perS') / of('stock', 'perS')),
    ...(name === 'ours' && { budget_per_s: 0.9 }),
    p50_ms: rounded(of(name, 'p50')),
    p99_ms: rounded(of(name, 'p99')),
    stock_p50_ms: rounded(of('stock', 'p50')),
    stock_p99_ms: rounded(of('stock', 'p99')),
  }))
}

async function measure(
  { server, script }: Contender,
  telegram: Telegram,
  { steps, people }: { steps: number; people: number },
): Promise<Sample> {
  const crowd = gather(server, telegram, script(steps), people)
  try {
    return await sampled(server, crowd, 1, steps)
  } finally {
    await crowd.close()
  }
}

/** CPU of the steps around the 48th against those around the 6th, of the same dialogues. */
async function lateSteps(contenders: readonly Contender[], telegram: Telegram): Promise<object[]> {
  const lines: object[] = []
  for (const { name, server, script } of contenders.filter((one) => one.name !== 'stock')) {
    const ratios: number[] = []
    const crowds = { early: [] as number[], late: [] as number[] }
    for (let round = 0; round < 3; round++) {
      const crowd = gather(server, telegram, script(50), 128)
      try {
        await crowd.walk(1, 3)
        const early = await sampled(server, crowd, 4, 8)
        await crowd.walk(9, 45)
        const late = await sampled(server, crowd, 46, 50)
        crowds.early.push(early.cpuUs)
        crowds.late.push(late.cpuUs)
        ratios.push(late.cpuUs / early.cpuUs)
      } finally {
        await crowd.close()
      }
    }
    lines.push({
      measure: `dialogue.48th${name === 'product' ? '.product' : ''}`,
      sixth_cpu_us: Math.round(median(crowds.early)),
      cpu_us: Math.round(median(crowds.late)),
      ratio: rounded(median(ratios)),
      budget: 1.2,
    })
  }
  return lines
}

async function sampled(server: Server, crowd: Crowd, from: number, to: number): Promise<Sample> {
  const before = await server.usage()
  const began = performance.now()
  const times = (await crowd.walk(from, to)).sort((a, b) => a - b)
  const after = await server.usage()
  const seconds = (performance.now() - began) / 1000
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / times.length,
    perS: times.length / seconds,
    p50: times[Math.floor(times.length * 0.5)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

const rounded = (value: number): number => Number(value.toPrecision(3))
