import type { Refusal, Trouble } from './client.ts'

/** Codes that say the same whatever the status they come with. */
const BY_CODE: Record<string, Trouble> = {
  QUERY_LIMIT_EXCEEDED: 'busy',
  OPERATION_TIME_LIMIT: 'busy',
  OVERLOAD_LIMIT: 'asleep',
  INTERNAL_SERVER_ERROR: 'asleep',
  ERROR_UNEXPECTED_ANSWER: 'asleep',
  PORTAL_DELETED: 'asleep',
  NO_PORTAL: 'expired',
  NO_AUTH_FOUND: 'expired',
  expired_token: 'expired',
  invalid_token: 'expired',
  insufficient_scope: 'rights',
  INVALID_CREDENTIALS: 'rights',
  user_access_error: 'rights',
  allowed_only_intranet_user: 'rights',
  ERROR_METHOD_NOT_FOUND: 'refused',
  OWNER_NOT_FOUND: 'missing',
  NOT_FOUND: 'missing',
  1019: 'missing',
  1021: 'missing',
}

/**
 * What a refusal means. `status` null: it came inside a batch, whose own status is always 200. Some methods put their words
 * where the code belongs, some give an empty code: then the words tell.
 */
export function troubleOf(status: number | null, code: string, description: string): Trouble {
  // Who isn't known isn't told which right is missing, whatever the code says.
  if (status === 401) return 'expired'
  const known = BY_CODE[code]
  if (known) return known
  if (/commercial plans|коммерческ/i.test(description)) return 'plan'
  if (code === 'ACCESS_DENIED' || /^access denied|доступ запрещен/i.test(code || description))
    return status === 403 && code === 'ACCESS_DENIED' ? 'plan' : 'rights'
  if (/not found|не найден/i.test(code || description)) return 'missing'
  if (status === null) return 'refused'
  if (status >= 300 && status < 400) return 'expired'
  if (status === 403) return 'rights'
  if (status === 429) return 'busy'
  return status >= 500 ? 'asleep' : 'refused'
}

/** Nobody knows whether it was done: before a creation is tried again, its origin is looked up. */
export function mayBeDone({ trouble, code }: Refusal): boolean {
  return trouble === 'broken' || (trouble === 'asleep' && code !== 'OVERLOAD_LIMIT')
}

/** The webhook's address without its secret, for logs and screens. */
export function masked(root: string): string {
  return root.replace(/(\/rest\/\d+\/)[^/?#]+/, '$1…')
}
