import { formOf } from './body.ts'
import { isRefused, mapOf, type Params, type Refused, type Reply, type Row, refuse } from './portal.ts'

const MOST = 50

/** Runs one method of a batch: its reply, and how long it worked. */
export type Run = (method: string, params: Params) => { reply: Reply; time: Row }

/** The methods inside a batch, in order. */
export const methodsOf = (params: Params): string[] =>
  Object.values(mapOf(params.cmd) ?? {}).map((command) => String(command).split('?')[0]!.toLowerCase())

/** One after another, each seeing what those before it gave; whatever happens, the batch itself goes well. */
export function runBatch(params: Params, run: Run): Row {
  const commands = Object.entries(mapOf(params.cmd) ?? {})
  const maps = {
    result: {} as Row,
    result_error: {} as Row,
    result_total: {} as Row,
    result_next: {} as Row,
    result_time: {} as Row,
  }
  const halt = ['1', 'true'].includes(String(params.halt))
  for (const [i, [key, command]] of commands.entries()) {
    const text = String(command)
    const mark = text.indexOf('?')
    const method = mark < 0 ? text : text.slice(0, mark)
    const error = wrongOf(method, i)
    const given = referred(formOf(mark < 0 ? '' : text.slice(mark + 1)), maps.result) as Params
    const { reply, time } = error ? { reply: error, time: null } : run(method, given)
    if (isRefused(reply)) {
      maps.result_error[key] = { error: String(reply.error), error_description: reply.error_description }
      if (halt) break
      continue
    }
    maps.result[key] = reply.result
    if (reply.total !== undefined) maps.result_total[key] = reply.total
    if (reply.next !== undefined) maps.result_next[key] = reply.next
    maps.result_time[key] = time
  }
  // A map without entries is a list without entries in PHP, and a map whose keys count from nought a list.
  return Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, phpOf(map)]))
}

function wrongOf(method: string, i: number): Refused | null {
  if (i >= MOST) return refuse('ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded')
  if (method.toLowerCase() === 'batch')
    return refuse('ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage')
  return null
}

function phpOf(map: Row): unknown {
  const keys = Object.keys(map)
  return keys.every((key, i) => key === String(i)) ? Object.values(map) : map
}

/** Puts earlier results where `$result[key][field]` stands; nothing where there is none. */
function referred(value: unknown, results: Row): unknown {
  if (typeof value === 'string')
    return value.replace(/\$result((?:\[[^\]]+\])+)/g, (_, path: string) => {
      const keys = [...path.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1]!)
      const found = keys.reduce<unknown>((inner, key) => mapOf(inner)?.[key], results)
      return found === undefined || found === null || typeof found === 'object' ? '' : String(found)
    })
  if (Array.isArray(value)) return value.map((inner) => referred(inner, results))
  const map = mapOf(value)
  return map ? Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, referred(inner, results)])) : value
}
