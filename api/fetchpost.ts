import { isClosedHost } from '../domain/addresses.ts'
import { type HookPost, HookTrouble } from '../jobs/webhooks.ts'

/** Requests to addresses that people have typed in, on a host whose `fetch` by itself reaches the open network only. `closed`: closed ones too. */
export const fetchPost =
  ({ closed }: { closed: boolean }): HookPost =>
  async (url, { headers, body, timeoutMs, mostBytes }) => {
    if (!closed && isClosedHost(new URL(url).hostname)) throw new HookTrouble('closed')
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
      const { status, ok } = answer
      const retryAfter = answer.headers.get('retry-after')
      if (!ok) return { status, retryAfter, text: await beginning(answer, mostBytes) }
      // Who says 2xx has it; how the sentence ends does not matter.
      await answer.body?.cancel()
      return { status, retryAfter, text: '' }
    } catch (error) {
      throw signal.aborted ? new HookTrouble('timeout', { cause: error }) : error
    }
  }

/** The beginning of an answer; what breaks off says as much as it said. */
async function beginning(answer: Response, mostBytes: number): Promise<string> {
  const reader = answer.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (reader && text.length < mostBytes) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
    await reader?.cancel()
  } catch {}
  return text.slice(0, mostBytes)
}
