/** Where a payload of a link leads: an address over its tab's root, in a business; or an invitation to accept. */
export type DeepLink = { business: string; to: string; over: string } | { invite: string }

const GRAMMAR = /^[a-z](_[A-Za-z0-9-]{1,36}){0,3}$/
const SECTIONS = ['overview', 'funnel', 'channels', 'cohorts', 'speed', 'assistant', 'masters', 'services', 'tests']

/** Reads `startapp=<payload>` and `?to=<payload>`; null for whatever is no link of ours. */
export function readLink(payload: string): DeepLink | null {
  if (payload.length > 64 || !GRAMMAR.test(payload)) return null
  const [letter, business, id, more] = payload.split('_')
  if (!business) return null
  if (letter === 'i') return id ? null : { invite: business }
  const at = (to: string, over: string): DeepLink => ({ business, to, over })
  if (!id) {
    if (letter === 'q') return at('/queue', '/queue')
    if (letter === 'p') return at('/unclear', '/more')
    if (letter === 'g') return at('/guide', '/more')
    return null
  }
  if (letter === 'k') return readNumbers(id, more, at)
  if (more) return null
  if (letter === 'v') return at(`/visit/${id}`, '/day')
  if (letter === 'h') return at(`/queue/${id}`, '/queue')
  if (letter === 'l') return at(`/queue/lead-${id}`, '/queue')
  if (letter === 'c') return at(`/clients/${id}`, '/clients')
  if (letter === 's') return at(`/settings/${id}`, '/more')
  const date = letter === 'd' && dateOf(id)
  return date ? at(`/day/${date}`, `/day/${date}`) : null
}

function readNumbers(section: string, period: string | undefined, at: (to: string, over: string) => DeepLink) {
  if (section === 'day') {
    const date = period && dateOf(period)
    return date ? at(`/numbers/day?date=${date}`, '/more') : null
  }
  if (!SECTIONS.includes(section)) return null
  return at(`/numbers/${section}${period ? `?period=${period}` : ''}`, '/more')
}

/** '2026-11-18' of '20261118'; null for another shape. */
function dateOf(compact: string): string | null {
  const [, year, month, day] = /^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.exec(compact) ?? []
  return year ? `${year}-${month}-${day}` : null
}
