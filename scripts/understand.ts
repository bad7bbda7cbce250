import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readLine } from './understanding/line.ts'
import { offerOf } from './understanding/offer.ts'

const USAGE = `npm run understand [-- --business barbershop]
Reads JSON lines {text, now, tz, pending?} and prints for each what the assistant understands. --business: a template's key
or the id of a business; without it the salon.`

const { values } = parseArgs({ options: { business: { type: 'string', default: 'salon' } } })
const offer = await offerOf(values.business).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return null
})
if (!offer) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(1)
}
for await (const line of createInterface({ input: process.stdin }))
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(readLine(line, offer, Date.now))}\n`)
