import {
  type BookingRules,
  type Catalog,
  type Kopecks,
  type Location,
  MASTER,
  type Resource,
  rulesOf,
  type Service,
  type Skill,
} from './catalog.ts'

/** A master for a part of a visit, with what differs between masters. Times are minutes from the start of the part. */
export type Candidate = {
  resource: Resource
  /** Length of the part, pauses included. */
  minutes: number
  /** When the master works: flat pairs, sorted, disjoint. */
  work: readonly number[]
  price: Kopecks
}

/** A service that is wished for, with a master or null for any, and the length that staff gave it instead of its usual one. */
export type WishedPart = { serviceId: number; masterId: number | null; minutes?: number }

/** One service of a visit. */
export type Part = {
  service: Service
  /** Its own length, whoever does it. */
  minutes: number | undefined
  /** Who can do it, by rising id. */
  candidates: readonly Candidate[]
  /** How long it may take, depending on the master. */
  lengths: readonly number[]
  /** For each further need of the service the resources that meet it, by rising id. */
  needs: readonly (readonly Resource[])[]
}

/** A wish with its names looked up: services that follow each other at one branch, under the strictest of their rules. */
export type Visit = {
  location: Location
  parts: readonly Part[]
  rules: Pick<BookingRules, 'stepMinutes' | 'noticeMinutes' | 'windowDays'>
  /** What it takes: masters first, then each kind of room that any part needs. */
  kinds: readonly string[]
  /** How long it lasts at most. */
  longest: number
}

/** Services in one visit; a longer wish is no wish. */
const MOST_PARTS = 10

/**
 * Looks the wish up in the catalog. null: there is no such branch, service or master, the master does not do the service or works
 * elsewhere, the branch lacks a needed room, or a service is a group class (those are booked into sessions).
 */
export function visitOf(catalog: Catalog, locationId: number, wished: readonly WishedPart[]): Visit | null {
  const location = catalog.locations.find(({ id }) => id === locationId)
  if (!location || wished.length === 0 || wished.length > MOST_PARTS) return null
  const parts: Part[] = []
  for (const { serviceId, masterId, minutes } of wished) {
    const service = catalog.services.find(({ id }) => id === serviceId)
    const part = service && partOf(catalog, locationId, service, masterId, minutes)
    if (!part) return null
    parts.push(part)
  }
  const kinds = new Set([MASTER, ...parts.flatMap(({ service }) => service.needs)])
  return {
    location,
    parts,
    rules: strictest(catalog, parts),
    kinds: [...kinds],
    longest: parts.reduce((sum, { lengths }) => sum + Math.max(...lengths), 0),
  }
}

/** Every resource that the visit may take, once each, by rising id. */
export function resourcesIn(visit: Visit): Resource[] {
  const all = visit.parts.flatMap(({ candidates, needs }) => [
    ...candidates.map(({ resource }) => resource),
    ...needs.flat(),
  ])
  return [...new Set(all)].sort((a, b) => a.id - b.id)
}

function partOf(
  catalog: Catalog,
  locationId: number,
  service: Service,
  masterId: number | null,
  own: number | undefined,
): Part | null {
  if (service.capacity > 1) return null
  const local = catalog.resources.filter((resource) => resource.locationId === locationId).sort((a, b) => a.id - b.id)
  const candidates: Candidate[] = []
  for (const resource of local) {
    if (resource.kind !== MASTER || (masterId !== null && resource.id !== masterId)) continue
    const skill = service.masters.find(({ resourceId }) => resourceId === resource.id)
    const candidate = skill && candidateOf(service, skill, resource, own)
    if (candidate) candidates.push(candidate)
  }
  const lengths = new Set(candidates.map(({ minutes }) => minutes))
  const needs = service.needs.map((kind) => local.filter((resource) => resource.kind === kind))
  return candidates.length === 0 || needs.some(({ length }) => length === 0)
    ? null
    : { service, minutes: own, candidates, lengths: [...lengths], needs }
}

/** Stretches of work and pauses, ended where the own length says; an end within what comes before the last stretch is none. */
function lengthened(segments: readonly number[], own: number | undefined): readonly number[] {
  if (own === undefined) return segments
  const last = segments.length - 1 - ((segments.length + 1) % 2)
  const before = segments.slice(0, last)
  const rest = own - before.reduce((sum, minutes) => sum + minutes, 0)
  return rest > 0 ? [...before, rest] : []
}

function candidateOf(service: Service, skill: Skill, resource: Resource, own: number | undefined): Candidate | null {
  const segments = lengthened(skill.segments ?? service.segments, own)
  const work: number[] = []
  let minutes = 0
  segments.forEach((length, i) => {
    if (i % 2 === 0 && length > 0) {
      if (work.at(-1) === minutes) work[work.length - 1] = minutes + length
      else work.push(minutes, minutes + length)
    }
    minutes += length
  })
  return work.length === 0 ? null : { resource, minutes, work, price: skill.price ?? service.price }
}

function strictest(catalog: Catalog, parts: readonly Part[]): Visit['rules'] {
  const rules = parts.map(({ service }) => rulesOf(catalog, service))
  return {
    stepMinutes: Math.max(1, Math.floor(rules[0]!.stepMinutes)),
    noticeMinutes: Math.max(...rules.map(({ noticeMinutes }) => noticeMinutes)),
    windowDays: Math.min(...rules.map(({ windowDays }) => windowDays)),
  }
}
