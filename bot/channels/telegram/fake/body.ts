import type { IncomingMessage } from 'node:http'
import { badRequest, type Refusal } from './refusal.ts'

/** A file that came with a call. */
export type Upload = { file_name: string; type: string; bytes: Uint8Array }

/** A call's parameters. `textual`: they came as form fields, so numbers and objects are still strings. */
export type Body = { fields: Record<string, unknown>; files: Map<string, Upload>; textual: boolean }

/** The real server takes 50 MB of file and a little around it. */
const LARGEST_BODY = 51 * 1024 * 1024

/** Reads a request of any kind the Bot API takes: query string, JSON, urlencoded or multipart/form-data. */
export async function readBody(request: IncomingMessage, query: URLSearchParams): Promise<Body | Refusal> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= LARGEST_BODY) chunks.push(chunk)
  }
  if (size > LARGEST_BODY) return { code: 413, description: 'Request Entity Too Large' }
  const asked = Object.fromEntries(query)
  if (size === 0) return { fields: asked, files: new Map(), textual: true }

  const bytes = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) return jsonBody(bytes, asked)
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const fields = Object.fromEntries(new URLSearchParams(bytes.toString('utf8')))
    return { fields: { ...asked, ...fields }, files: new Map(), textual: true }
  }
  if (type.startsWith('multipart/form-data')) return multipartBody(bytes, type, asked)
  return badRequest(`unsupported content type "${type}"`)
}

function jsonBody(bytes: Buffer, asked: Record<string, string>): Body | Refusal {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return badRequest("can't parse JSON object")
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return badRequest('expected an Object')
  return { fields: { ...asked, ...value }, files: new Map(), textual: false }
}

/** Read by hand: clients leave file names unquoted and spaces out, which the server forgives and stock parsers do not. */
function multipartBody(bytes: Buffer, type: string, asked: Record<string, string>): Body | Refusal {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  const broken = badRequest("can't parse multipart/form-data")
  if (!boundary) return broken
  const fields: Record<string, unknown> = asked
  const files = new Map<string, Upload>()
  const opening = `--${boundary}\r\n`
  const separator = `\r\n--${boundary}`
  let at = bytes.indexOf(opening)
  while (at >= 0) {
    at += opening.length
    const words = bytes.indexOf('\r\n\r\n', at)
    const end = bytes.indexOf(separator, Math.max(words, at))
    if (words < 0 || end < 0) return broken
    const header = bytes.toString('utf8', at, words)
    const content = bytes.subarray(words + 4, end)
    const name = /[;\s]name="([^"]*)"/i.exec(header)?.[1]
    const file_name = /[;\s]filename="?([^"\r\n]*)"?/i.exec(header)?.[1]
    if (name === undefined) return broken
    if (file_name === undefined) fields[name] = content.toString('utf8')
    else {
      const kind = /content-type:\s*([^\r\n]+)/i.exec(header)?.[1] ?? ''
      files.set(name, { file_name, type: kind, bytes: new Uint8Array(content) })
    }
    at = bytes.toString('latin1', end + separator.length, end + separator.length + 2) === '--' ? -1 : end + 2
  }
  return { fields, files, textual: true }
}
