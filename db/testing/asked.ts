import { createServer } from 'node:http'

/** Serves what is made once per run, or by one process for all: each path answers with what its maker says. */
export async function answering(
  makers: Record<string, () => Promise<string>>,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    // A worker asks again at any time: a connection that is kept could be closed just then.
    response.setHeader('Connection', 'close')
    const made = makers[request.url ?? '']?.() ?? Promise.reject(new Error(`nobody makes ${request.url}`))
    made.then(
      (answer) => response.end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('who makes things for tests has no port')
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}

/** What stands behind an address of `answering`; throws what went wrong there. */
export async function asked(address: string): Promise<string> {
  const response = await fetch(address)
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}
