import type { IncomingMessage, ServerResponse } from 'node:http'

/** A call as it came, and what it was answered. */
export type FakeCall = { path: string; body: Record<string, unknown>; status: number; code: number; at: number }

/** A refusal of the Graph API. */
export type Refusal = { status: number; code: number; subcode?: number; details: string }

/** What goes wrong with a call; `times` unset: until it is taken back. */
export type FakeFault = {
  /** A code of the Graph API with its HTTP status (400 unless told). */
  code?: number
  subcode?: number
  status?: number
  /** The connection is cut, before or after the message was accepted. */
  cut?: 'before' | 'after'
  times?: number
}

/** One call of the Graph API, taken apart. */
export type Asked = {
  id: string
  edge: string
  token: string | undefined
  method: string
  body: Record<string, unknown>
}

/** `cut`: the connection is lost. */
export type Outcome = 'cut' | { error: Refusal } | { result: object }

/** Answers a call of the Graph API in its own shape. */
export async function answerGraph(
  request: IncomingMessage,
  response: ServerResponse,
  decide: (asked: Asked) => Outcome,
  /** What has to be over before the answer. */
  before: () => Promise<void> | null = () => null,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const [, version, id = '', edge = ''] = (request.url ?? '').split('?')[0]!.split('/')
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>
  const outcome: Outcome =
    version === 'v24.0'
      ? decide({ id, edge, token, method: request.method ?? '', body })
      : { error: { status: 400, code: 100, details: 'unknown version' } }
  await before()
  if (outcome === 'cut') return void request.socket.destroy()
  const [status, answer] = 'error' in outcome ? [outcome.error.status, shown(outcome.error)] : [200, outcome.result]
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

const shown = ({ code, subcode, details }: Refusal) => ({
  error: {
    message: `(#${code}) ${details}`,
    type: 'OAuthException',
    code,
    ...(subcode && { error_subcode: subcode }),
    error_data: { details },
    fbtrace_id: 'A1',
  },
})

/** The first planned fault that fits; one that was planned for so many times is used up. */
export function takeFault<T extends FakeFault>(faults: T[], fits: (fault: T) => boolean): T | null {
  const fault = faults.find(fits)
  if (!fault) return null
  if (fault.times !== undefined && --fault.times <= 0) faults.splice(faults.indexOf(fault), 1)
  return fault
}

/** What a fault answers with; null: it only cuts. */
export const refusalOf = ({ cut, code, subcode, status }: FakeFault): Refusal | null =>
  !cut && (code !== undefined || status !== undefined)
    ? { status: status ?? 400, code: code ?? 0, subcode, details: 'as planned' }
    : null
