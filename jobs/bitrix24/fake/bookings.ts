import {
  type FakeBooking,
  type FakeResource,
  lacks,
  listOf,
  type Method,
  mapOf,
  numberOf,
  PAGE,
  type Params,
  type Portal,
  type Refused,
  type Reply,
  type Row,
  refuse,
} from './portal.ts'

const NOTICES = ['Info', 'Confirmation', 'Reminder', 'Feedback', 'Delayed'] as const

const fieldsOf = (params: Params): Row | Refused => mapOf(params.fields) ?? lacks('fields')

function addType(portal: Portal, params: Params): Reply {
  const fields = fieldsOf(params)
  if ('error' in fields) return fields as Refused
  if (!fields.name) return refuse(0, 'Required fields: name')
  const id = portal.nextId()
  portal.resourceTypes.push({ id, name: String(fields.name) })
  return { result: { id } }
}

function addResource(portal: Portal, params: Params): Reply {
  const fields = fieldsOf(params)
  if ('error' in fields) return fields as Refused
  if (!fields.name || !fields.typeId) return refuse(0, `Required fields: ${fields.name ? 'typeId' : 'name'}`)
  const typeId = numberOf(fields.typeId) ?? 0
  if (!portal.resourceTypes.some(({ id }) => id === typeId)) return refuse(1015, 'Resource type not found')
  const id = portal.nextId()
  // Clients are written to by Bitrix24 itself unless somebody says no.
  const notices = Object.fromEntries(NOTICES.map((kind) => [`is${kind}NotificationOn`, 'Y']))
  const resource: FakeResource = { id, typeId, name: String(fields.name), fields: notices, slots: [] }
  change(resource, fields)
  portal.resources.set(id, resource)
  portal.fire('ONBOOKINGRESOURCEADD', { ID: String(id) })
  return { result: { id } }
}

function change(resource: FakeResource, fields: Row): void {
  if (fields.name !== undefined) resource.name = String(fields.name)
  if (fields.description !== undefined) resource.fields.description = String(fields.description)
  for (const kind of NOTICES) {
    const name = `is${kind}NotificationOn`
    if (fields[name] === 'Y' || fields[name] === 'N') resource.fields[name] = fields[name]
  }
}

function resourceBy(portal: Portal, value: unknown, name: string): FakeResource | Refused {
  if (value === undefined) return lacks(name)
  return portal.resources.get(numberOf(value) ?? 0) ?? refuse(1013, 'Resource not found')
}

const shownResource = ({ id, typeId, name, fields }: FakeResource): Row => ({
  id,
  typeId,
  name,
  isMain: 'Y',
  description: null,
  ...fields,
})

function period(fields: Row): { from: number; to: number; timezone: string } | Refused {
  const { from, to } = (mapOf(fields.datePeriod) ?? {}) as Record<string, Row | undefined>
  const start = numberOf(from?.timestamp)
  const end = numberOf(to?.timestamp)
  const timezone = String(from?.timezone ?? '')
  if (start === null || end === null || start >= end || !timezone || !to?.timezone)
    return refuse(422, 'Invalid date period')
  return { from: start, to: end, timezone }
}

/** The resources that are asked for, all of them free; otherwise the portal speaks of none. */
function free(
  portal: Portal,
  ids: unknown,
  time: { from: number; to: number },
  but: number | null,
): number[] | Refused {
  const list = (listOf(ids) ?? []).map((id) => numberOf(id) ?? 0)
  const taken = [...portal.bookings.values()].some(
    (other) =>
      other.id !== but &&
      other.from < time.to &&
      other.to > time.from &&
      other.resourceIds.some((id) => list.includes(id)),
  )
  if (list.length === 0 || taken || list.some((id) => !portal.resources.has(id)))
    return refuse(1018, 'Empty resource collection')
  return list
}

export function addBooking(portal: Portal, params: Params): Reply {
  const fields = fieldsOf(params)
  if ('error' in fields) return fields as Refused
  for (const name of ['resourceIds', 'datePeriod'])
    if (fields[name] === undefined) return refuse(0, `Required fields: ${name}`)
  const time = period(fields)
  if ('error' in time) return time
  const resourceIds = free(portal, fields.resourceIds, time, null)
  if ('error' in resourceIds) return resourceIds
  const id = portal.nextId()
  const words = { name: String(fields.name ?? ''), description: String(fields.description ?? '') }
  portal.bookings.set(id, { id, resourceIds, ...words, ...time, externalData: [], clients: [] })
  portal.fire('ONBOOKINGADD', { ID: String(id) })
  return { result: { id } }
}

function bookingBy(portal: Portal, value: unknown, name: string, code = 1021): FakeBooking | Refused {
  if (value === undefined) return lacks(name)
  return portal.bookings.get(numberOf(value) ?? 0) ?? refuse(code, 'Booking not found')
}

export function updateBooking(portal: Portal, params: Params): Reply {
  const booking = bookingBy(portal, params.id, 'id', 1019)
  if ('error' in booking) return booking
  const fields = fieldsOf(params)
  if ('error' in fields) return fields as Refused
  const time = fields.datePeriod === undefined ? booking : period(fields)
  if ('error' in time) return time
  const resourceIds = free(portal, fields.resourceIds ?? booking.resourceIds, time, booking.id)
  if ('error' in resourceIds) return resourceIds
  booking.resourceIds = resourceIds
  booking.from = time.from
  booking.to = time.to
  booking.timezone = time.timezone
  if (fields.name !== undefined) booking.name = String(fields.name)
  if (fields.description !== undefined) booking.description = String(fields.description)
  portal.fire('ONBOOKINGUPDATE', { ID: String(booking.id) })
  return { result: true }
}

export function deleteBooking(portal: Portal, params: Params): Reply {
  const booking = bookingBy(portal, params.id, 'id')
  if ('error' in booking) return booking
  portal.bookings.delete(booking.id)
  portal.fire('ONBOOKINGDELETE', { ID: String(booking.id) })
  return { result: true }
}

const shownBooking = ({ id, resourceIds, name, description, from, to, timezone }: FakeBooking): Row => ({
  id,
  resourceIds,
  name: name || null,
  description: description || null,
  datePeriod: { from: { timestamp: from, timezone }, to: { timestamp: to, timezone } },
})

/** Pages of 50 that say neither how many there are nor whether there are more. */
function listBookings(portal: Portal, params: Params): Reply {
  const filter = mapOf(params.filter ?? params.FILTER) ?? {}
  const within = mapOf(filter.within)
  const from = numberOf(within?.dateFrom)
  const to = numberOf(within?.dateTo)
  if (within && (from === null || to === null)) return refuse('100', 'Could not find value for parameter {within}')
  const start = numberOf(params.start) ?? 0
  const booking = [...portal.bookings.values()]
    .filter((one) => from === null || to === null || (one.from < to && one.to > from))
    .slice(start, start + PAGE)
    .map(shownBooking)
  return { result: { booking } }
}

function setSlots(portal: Portal, params: Params): Reply {
  const resource = resourceBy(portal, params.resourceId, 'resourceId')
  if ('error' in resource) return resource
  const slots = listOf(params.slots) as Row[] | null
  if (!slots) return lacks('slots')
  for (const slot of slots)
    for (const name of ['from', 'to', 'timezone', 'weekDays', 'slotSize'])
      if (slot[name] === undefined) return refuse(0, `Required fields: ${name}`)
  resource.slots = slots
  return { result: true }
}

/** Sets or reads what hangs on a booking. */
function attached(name: 'externalData' | 'clients', required: string[]): Method['run'] {
  return (portal, params) => {
    const booking = bookingBy(portal, params.bookingId, 'bookingId')
    if ('error' in booking) return booking
    const given = listOf(params[name]) as Row[] | null
    if (!given) return lacks(name)
    const missing = required.find((field) => given.some((one) => one[field] === undefined))
    if (missing) return refuse(0, `Required fields: ${missing}`)
    booking[name] = given
    return { result: true }
  }
}

function read(name: 'externalData' | 'clients'): Method['run'] {
  return (portal, params) => {
    const booking = bookingBy(portal, params.bookingId, 'bookingId')
    return 'error' in booking ? booking : { result: { [name]: booking[name] } }
  }
}

const listResources: Method['run'] = (portal, params) => {
  const filter = mapOf(params.filter ?? params.FILTER) ?? {}
  const start = numberOf(params.start) ?? 0
  const resource = [...portal.resources.values()]
    .filter(({ typeId }) => filter.typeId === undefined || typeId === numberOf(filter.typeId))
    .slice(start, start + PAGE)
    .map(shownResource)
  return { result: { resource } }
}

const RUNS: Record<string, Method['run']> = {
  'booking.v1.resourceType.add': addType,
  'booking.v1.resourceType.list': (portal) => ({ result: { resourceType: portal.resourceTypes } }),
  'booking.v1.resource.add': addResource,
  'booking.v1.resource.list': listResources,
  'booking.v1.resource.update': (portal, params) => {
    const resource = resourceBy(portal, params.id, 'id')
    if ('error' in resource) return resource
    change(resource, mapOf(params.fields) ?? {})
    return { result: true }
  },
  'booking.v1.resource.slots.set': setSlots,
  'booking.v1.resource.slots.list': (portal, params) => {
    const resource = resourceBy(portal, params.resourceId, 'resourceId')
    return 'error' in resource ? resource : { result: { slots: resource.slots } }
  },
  'booking.v1.booking.add': addBooking,
  'booking.v1.booking.update': updateBooking,
  'booking.v1.booking.delete': deleteBooking,
  'booking.v1.booking.list': listBookings,
  'booking.v1.booking.get': (portal, params) => {
    const booking = bookingBy(portal, params.id, 'id')
    return 'error' in booking ? booking : { result: { booking: shownBooking(booking) } }
  },
  'booking.v1.booking.externalData.set': attached('externalData', ['moduleId', 'entityTypeId', 'value']),
  'booking.v1.booking.externalData.list': read('externalData'),
  'booking.v1.booking.client.set': attached('clients', ['id', 'type']),
  'booking.v1.booking.client.list': read('clients'),
}

export const BOOKINGS: Record<string, Method> = Object.fromEntries(
  Object.entries(RUNS).map(([name, run]) => [name, { scope: 'booking', run }]),
)
