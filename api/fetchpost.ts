import { isClosedHost } from '../domain/addresses.ts'
import { type HookPost, HookTrouble } from '../jobs/webhooks.ts'

/** Requests to addresses that people have typed in, on a host whose `fetch` reaches the open network only. */
export const fetchPost: HookPost = async (url, { headers, body, timeoutMs, mostBytes }) => {
  if (isClosedHost(new URL(url).hostname)) throw new HookTrouble('closed')
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    const { status } = answer
    const text = answer.ok ? '' : await beginning(answer, mostBytes)
    if (answer.ok) await answer.body?.cancel()
    return { status, retryAfter: answer.headers.get('retry-after'), text }
  } catch (error) {
    throw signal.aborted ? new HookTrouble('timeout', { cause: error }) : error
  }
}

async function beginning(answer: Response, mostBytes: number): Promise<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (reader && text.length < mostBytes) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
  }
  await reader?.cancel()
  return text.slice(0, mostBytes)
}
