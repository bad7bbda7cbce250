import type { Visit } from '../db/visits.ts'
import type { Catalog, Minute } from '../domain/catalog.ts'

/** A visit as an iCalendar file (RFC 5545), in UTC, so that every calendar shows its own zone's time. */
export function calendarOf(catalog: Catalog, visit: Visit, now: Date): { name: string; type: string; body: string } {
  const location = catalog.locations.find((known) => known.id === visit.locationId)
  const services = visit.parts.map((part) => catalog.services.find((service) => service.id === part.serviceId)?.name)
  const masters = visit.parts.map((part) => catalog.resources.find((master) => master.id === part.masterId)?.name)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Okoshko//Booking//RU',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:visit-${visit.businessId}-${visit.id}@okoshko`,
    `SEQUENCE:${visit.version}`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART:${stamp(iso(visit.start))}`,
    `DTEND:${stamp(iso(visit.end))}`,
    `SUMMARY:${escaped(`${services.filter(Boolean).join(' + ')}, ${catalog.name}`)}`,
    `DESCRIPTION:${escaped([...new Set(masters.filter(Boolean))].join(', '))}`,
    ...(location ? [`LOCATION:${escaped(location.address)}`] : []),
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(catalog.name)}`,
    'TRIGGER:-PT2H',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return { name: 'visit.ics', type: 'text/calendar; charset=utf-8', body: `${lines.flatMap(folded).join('\r\n')}\r\n` }
}

const iso = (minute: Minute) => new Date(minute * 60_000).toISOString()
const stamp = (text: string) => `${text.replace(/[-:]/g, '').slice(0, 15)}Z`
const escaped = (text: string) => text.replace(/[\\;,]/g, (char) => `\\${char}`).replaceAll('\n', '\\n')

/** Lines of at most 75 octets; the rest goes on in lines that begin with a space. */
function folded(line: string): string[] {
  const result: string[] = []
  let part = ''
  let octets = 0
  for (const char of line) {
    const size = new TextEncoder().encode(char).length
    if (octets + size > (result.length === 0 ? 75 : 74)) {
      result.push(part)
      part = ''
      octets = 0
    }
    part += char
    octets += size
  }
  return [...result, part].map((text, index) => (index === 0 ? text : ` ${text}`))
}
