import { ApiError } from '../../api/client.ts'

/** Whether a field of what was sent is the reason of its refusal. */
export const isRefused = (error: unknown, field: 'phone' | 'consent'): boolean =>
  error instanceof ApiError && field in ((error.details.fields as object | undefined) ?? {})
