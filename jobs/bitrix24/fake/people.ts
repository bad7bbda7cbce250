import {
  type FakeUser,
  type FakeWebhook,
  type Method,
  mapOf,
  numberOf,
  type Params,
  type Portal,
  paged,
  type Row,
  refuse,
} from './portal.ts'

const rowOf = (portal: Portal, { id, name, lastName, active, position }: FakeUser): Row => ({
  ID: String(id),
  ACTIVE: active,
  NAME: name,
  LAST_NAME: lastName,
  EMAIL: `user${id}@${portal.domain}`,
  WORK_POSITION: position,
  USER_TYPE: 'employee',
  UF_DEPARTMENT: [1],
})

const me = (portal: Portal, { userId }: FakeWebhook): FakeUser => portal.users.find(({ id }) => id === userId)!

function find(portal: Portal, params: Params) {
  const filter = { ...mapOf(params.filter ?? params.FILTER), ...('ID' in params && { ID: params.ID }) } as Row
  const rows = portal.users
    .filter(({ id, active }) => {
      if (filter.ID !== undefined && id !== numberOf(filter.ID)) return false
      return filter.ACTIVE === undefined || active === ['true', 'Y', '1'].includes(String(filter.ACTIVE))
    })
    .map((user) => rowOf(portal, user))
  const { page, ...rest } = paged(rows, params)
  return { result: page, ...rest }
}

/** Who is who; needs the right `user`, except for what everybody may know of themselves. */
export const PEOPLE: Record<string, Method> = {
  'user.get': { scope: 'user', run: find },
  'user.current': { scope: 'user', run: (portal, _, by) => ({ result: rowOf(portal, me(portal, by)) }) },
  'user.admin': { scope: '', run: (portal, _, by) => ({ result: me(portal, by).admin }) },
  profile: {
    scope: '',
    run: (portal, _, by) => {
      const { id, admin, name, lastName } = me(portal, by)
      return {
        result: { ID: String(id), ADMIN: admin, NAME: name, LAST_NAME: lastName, PERSONAL_GENDER: '', TIME_ZONE: '' },
      }
    },
  },
  scope: { scope: '', run: (_portal, _params, by) => ({ result: [...by.scopes] }) },
  'app.info': {
    scope: '',
    run: () => refuse('WRONG_AUTH_TYPE', 'Current authorization type is denied for this method', 403),
  },
  'server.time': { scope: '', run: (portal) => ({ result: new Date(portal.now()).toISOString() }) },
}
