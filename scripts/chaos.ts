import { parseArgs } from 'node:util'
import { runNoticeChaos } from './chaos/notices.ts'
import { runChaos } from './chaos/run.ts'

/** `npm run chaos` plays dialogues, `npm run chaos -- notices` lets reminders fall due; nodes are killed at random in both. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    people: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'postgres' },
    count: { type: 'string', default: '20000' },
    nodes: { type: 'string', default: '2' },
  },
})
const seed = Number(values.seed)
const result = positionals[0] === 'notices' ? await notices() : await dialogues()
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(result.broken.length > 0 ? 1 : 0)

function notices() {
  return runNoticeChaos({
    count: Number(values.count),
    nodes: Number(values.nodes),
    kills: Number(values.kills ?? 20),
    seed,
    onKill: (count, left) => void process.stderr.write(`${count} kills, ${left} left\n`),
  })
}

function dialogues() {
  const kills = Number(values.kills ?? 200)
  return runChaos({
    kills,
    people: Number(values.people),
    seed,
    database: values.database === 'pglite' ? 'pglite' : 'postgres',
    onKill: (count) => {
      if (count % 10 === 0) process.stderr.write(`${count} of ${kills} kills\n`)
    },
  })
}
