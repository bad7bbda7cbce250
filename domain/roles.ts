export const ROLES = ['owner', 'admin', 'manager', 'master'] as const
export type Role = (typeof ROLES)[number]

/** How far a right reaches: over all of the business, over what is one's own, not at all. */
export type Reach = 'all' | 'own' | 'none'

/** Who else acts: a program that has the API key. */
export type Actorship = Role | 'program'

/**
 * Who may do what in the staff app, the one table of it. «own» for a master: own visits, and the clients of these.
 * Everyone may do what concerns only themselves (own drafts, own settings of the app).
 */
// biome-ignore format: a table
export const RIGHTS = {
  //                  owner  admin  manager master program
  'self': /*        */ ['all', 'all', 'all', 'all', 'none'],
  'visits.read': /* */ ['all', 'all', 'all', 'own', 'all'],
  'visits.mark': /* */ ['all', 'all', 'all', 'own', 'all'],
  'visits.write': /**/ ['all', 'all', 'all', 'none', 'all'],
  'visits.force': /**/ ['all', 'all', 'none', 'none', 'none'],
  'money.read': /*  */ ['all', 'all', 'all', 'none', 'none'],
  'money.write': /* */ ['all', 'all', 'all', 'none', 'none'],
  'blocks.write': /**/ ['all', 'all', 'all', 'own', 'none'],
  'clients.read': /**/ ['all', 'all', 'all', 'own', 'none'],
  'clients.write':/**/ ['all', 'all', 'all', 'none', 'none'],
  'clients.erase':/**/ ['all', 'all', 'none', 'none', 'none'],
  'queue': /*       */ ['all', 'all', 'all', 'none', 'none'],
  'catalog.read':/* */ ['all', 'all', 'all', 'all', 'all'],
  'catalog.write':/**/ ['all', 'all', 'none', 'none', 'none'],
  'hours.write': /* */ ['all', 'all', 'none', 'none', 'none'],
  'channels': /*    */ ['all', 'all', 'none', 'none', 'none'],
  'members.read':/* */ ['all', 'all', 'all', 'all', 'none'],
  'members.write':/**/ ['all', 'all', 'none', 'none', 'none'],
  'audit': /*       */ ['all', 'all', 'none', 'none', 'none'],
  'assistant': /*   */ ['all', 'all', 'none', 'none', 'all'],
  'experiments': /* */ ['all', 'all', 'none', 'none', 'none'],
  'numbers': /*     */ ['all', 'all', 'none', 'own', 'all'],
  'spend': /*       */ ['all', 'all', 'none', 'none', 'all'],
  'feeds': /*       */ ['all', 'all', 'none', 'none', 'none'],
  'import': /*      */ ['all', 'all', 'none', 'none', 'none'],
  'ownership': /*   */ ['all', 'none', 'none', 'none', 'none'],
} as const satisfies Record<string, readonly [Reach, Reach, Reach, Reach, Reach]>

export type Right = keyof typeof RIGHTS

const COLUMNS: readonly Actorship[] = [...ROLES, 'program']

/** How far a right of somebody reaches. */
export function reachOf(who: Actorship, right: Right): Reach {
  return RIGHTS[right][COLUMNS.indexOf(who)]!
}
