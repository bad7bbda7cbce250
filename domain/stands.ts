import { type Location, MASTER, type Minute, type Resource } from './catalog.ts'
import { firstEndingAfter, merged, openHours } from './hours.ts'
import { type Candidate, type Part, resourcesIn, type Visit } from './visit.ts'

/** When each resource of a visit works and when it is taken: sorted disjoint pairs. `open` null: hours do not matter. */
export type Diary = ReadonlyMap<number, { open: readonly number[] | null; busy: readonly number[] }>

/** The diary of all resources that a visit with its start in `range` may take. */
export function diaryOf(
  visit: Visit,
  busy: ReadonlyMap<number, ArrayLike<number>>,
  range: { from: Minute; to: Minute },
  heedHours: boolean,
): Diary {
  const hoursOf = (location: Location, resource: Resource) =>
    openHours(location, resource, range.from, range.to + visit.longest)
  return new Map(
    resourcesIn(visit).map((resource) => [
      resource.id,
      { open: heedHours ? hoursOf(visit.location, resource) : null, busy: merged(busy.get(resource.id) ?? []) },
    ]),
  )
}

/**
 * Resources that can take one role of a part together: a master with those who help, or the rooms of one kind. Their time is open and
 * free; whether the buffers around it are free too stands beside, because next to another part of theirs they fall away.
 */
export type Stand = {
  master: Candidate | null
  resources: readonly Resource[]
  freeBefore: readonly boolean[]
  freeAfter: readonly boolean[]
}

/** The part of a visit at a certain time. */
export type Slice = { part: Part; start: Minute; end: Minute }

/** All stands for the masters of a part, or for its rooms of a kind; a part without such a need has the one empty stand. */
export function standsOf(diary: Diary, kind: string, slice: Slice): readonly Stand[] {
  const { part, start, end } = slice
  const count = part.service.needs.filter((need) => need === kind).length
  if (kind !== MASTER && count === 0) return NOBODY
  const fits = ({ id }: Resource) => isOpen(diary, id, start, end) && isFree(diary, id, start, end)
  const sets = count === 0 ? [[]] : choices(part.needs[part.service.needs.indexOf(kind)]!.filter(fits), count)
  if (kind !== MASTER) return sets.map((set) => standOf(diary, slice, null, set))
  const masters = part.candidates.filter((master) => master.minutes === end - start && canWork(diary, master, start))
  return masters.flatMap((master) =>
    sets
      .filter((helpers) => !helpers.includes(master.resource))
      .map((helpers) => standOf(diary, slice, master, [master.resource, ...helpers])),
  )
}

const NOBODY: readonly Stand[] = [{ master: null, resources: [], freeBefore: [], freeAfter: [] }]

function standOf(
  diary: Diary,
  { part, start, end }: Slice,
  master: Candidate | null,
  resources: readonly Resource[],
): Stand {
  const { bufferBefore, bufferAfter } = part.service
  return {
    master,
    resources,
    freeBefore: resources.map(({ id }) => isFree(diary, id, start - bufferBefore, start)),
    freeAfter: resources.map(({ id }) => isFree(diary, id, end, end + bufferAfter)),
  }
}

/** All ways to choose `count` of the items, one at least, order aside. */
function choices<T>(items: readonly T[], count: number): T[][] {
  if (count === 1) return items.map((item) => [item])
  return items.flatMap((item, i) => choices(items.slice(i + 1), count - 1).map((others) => [item, ...others]))
}

function canWork(diary: Diary, { resource: { id }, work }: Candidate, start: Minute): boolean {
  if (!isOpen(diary, id, start + work[0]!, start + work.at(-1)!)) return false
  for (let i = 0; i < work.length; i += 2) {
    if (!isFree(diary, id, start + work[i]!, start + work[i + 1]!)) return false
  }
  return true
}

function isOpen(diary: Diary, id: number, from: Minute, to: Minute): boolean {
  const { open } = diary.get(id)!
  if (open === null) return true
  const i = firstEndingAfter(open, from)
  return i < open.length && open[i]! <= from && open[i + 1]! >= to
}

function isFree(diary: Diary, id: number, from: Minute, to: Minute): boolean {
  if (from >= to) return true
  const { busy } = diary.get(id)!
  const i = firstEndingAfter(busy, from)
  return i >= busy.length || busy[i]! >= to
}
