/** A file inside a ZIP, where its packed bytes lie. */
type Entry = { name: string; method: number; from: number; length: number }

const END = 0x06054b50
const LISTED = 0x02014b50
const LOCAL = 0x04034b50

/**
 * A ZIP with the same files, those that are `wanted`, unpacked: who reads it has no packing to undo, which some readers do by threads that
 * not every host has. Null: it is broken, encrypted, or becomes more than `most` bytes.
 */
export async function unpackedZip(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: (name: string) => boolean,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const entries = entriesOf(bytes)?.filter(({ name }) => wanted(name))
  if (!entries) return null
  const files: { name: string; data: Uint8Array<ArrayBuffer> }[] = []
  let left = most
  for (const { name, method, from, length } of entries) {
    const packed = bytes.subarray(from, from + length)
    const data = method === 0 ? packed : method === 8 ? await inflated(packed, left) : null
    if (!data || data.length > left) return null
    left -= data.length
    files.push({ name, data })
  }
  return zipOf(files)
}

function entriesOf(bytes: Uint8Array): Entry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) return null
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== LISTED) return null
    const [named, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ]
    const local = view.getUint32(at + 42, true)
    if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) return null
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const length = view.getUint32(at + 20, true)
    if (from + length > bytes.length) return null
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + named))
    entries.push({ name, method: view.getUint16(at + 10, true), from, length })
    at += 46 + named + extra + comment
  }
  return entries
}

/** What packed bytes become; null as soon as it is more than `most`, or nonsense. */
async function inflated(packed: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))) {
      size += chunk.length
      if (size > most) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** A ZIP of files as they are. Its readers here don't look at check sums. */
function zipOf(files: readonly { name: string; data: Uint8Array }[]): Uint8Array<ArrayBuffer> {
  const names = files.map(({ name }) => new TextEncoder().encode(name))
  const size = files.reduce((sum, { data }, i) => sum + 76 + 2 * names[i]!.length + data.length, 22)
  const zip = new Uint8Array(size)
  const view = new DataView(zip.buffer)
  const offsets: number[] = []
  let at = 0
  for (const [i, { data }] of files.entries()) {
    offsets.push(at)
    view.setUint32(at, LOCAL, true)
    view.setUint16(at + 4, 20, true)
    view.setUint32(at + 18, data.length, true)
    view.setUint32(at + 22, data.length, true)
    view.setUint16(at + 26, names[i]!.length, true)
    zip.set(names[i]!, at + 30)
    zip.set(data, at + 30 + names[i]!.length)
    at += 30 + names[i]!.length + data.length
  }
  const listed = at
  for (const [i, { data }] of files.entries()) {
    view.setUint32(at, LISTED, true)
    view.setUint16(at + 4, 20, true)
    view.setUint16(at + 6, 20, true)
    view.setUint32(at + 20, data.length, true)
    view.setUint32(at + 24, data.length, true)
    view.setUint16(at + 28, names[i]!.length, true)
    view.setUint32(at + 42, offsets[i]!, true)
    zip.set(names[i]!, at + 46)
    at += 46 + names[i]!.length
  }
  view.setUint32(at, END, true)
  view.setUint16(at + 8, files.length, true)
  view.setUint16(at + 10, files.length, true)
  view.setUint32(at + 12, at - listed, true)
  view.setUint32(at + 16, listed, true)
  return zip
}
