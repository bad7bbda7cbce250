/** More would make the first wait for the last. */
const MOST = 100

/**
 * Does together what is asked for while the batch before is under way: at rest nothing waits, and under load many share one
 * statement and one commit. `run` answers in the order of its items; when it fails for several, each is tried alone, so
 * that nobody fails for a neighbour.
 */
export function createBatch<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  type Asked = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }
  const line: Asked[] = []
  let busy = false

  const settle = async (batch: readonly Asked[]): Promise<void> => {
    try {
      const answers = await run(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!)
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error)
      else for (const one of batch) await settle([one])
    }
  }

  const work = async () => {
    busy = true
    while (line.length > 0) await settle(line.splice(0, MOST))
    busy = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      line.push({ item, resolve, reject })
      if (!busy) void work()
    })
}
