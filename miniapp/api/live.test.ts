import { expect, test } from 'vitest'
import { linesOf } from './live.ts'

/** A body that comes in pieces which know nothing of lines or letters. */
function pieces(text: string, size: number): Response {
  const bytes = new TextEncoder().encode(text)
  return new Response(
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
        controller.close()
      },
    }),
  )
}

test.each([1, 3, 7, 1000])('events are read whole from pieces of %i bytes, signs of life in between', async (size) => {
  const lines: string[] = []
  for await (const line of linesOf(pieces('{"kind":"визит"}\n\n{"kind":"chat"}\n{"half', size))) lines.push(line)
  expect(lines).toEqual(['{"kind":"визит"}', '', '{"kind":"chat"}'])
})
