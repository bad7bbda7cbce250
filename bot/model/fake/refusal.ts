/** An error as the API words it: `{"error": {message, type, param, code}}` with a status. */
export type Refusal = {
  status: number
  error: { message: string; type: string; param: string | null; code: string | null }
  headers?: Record<string, string>
}

export const isRefusal = (value: object): value is Refusal => 'error' in value && 'status' in value

export const refusal = (
  status: number,
  message: string,
  { type = 'invalid_request_error', param = null, code = null }: Partial<Refusal['error']> = {},
): Refusal => ({ status, error: { message, type, param, code } })

export const badRequest = (message: string, param: string | null = null, code: string | null = null): Refusal =>
  refusal(400, message, { param, code })

/** What the service says by itself under a status. */
export function usualRefusal(status: number): Refusal {
  if (status === 401) return refusal(401, 'Incorrect API key provided.', { code: 'invalid_api_key' })
  if (status === 403)
    return refusal(403, 'Country, region, or territory not supported', {
      type: 'request_forbidden',
      code: 'unsupported_country_region_territory',
    })
  if (status === 404) return refusal(404, 'The model does not exist.', { param: 'model', code: 'model_not_found' })
  if (status === 429)
    return refusal(429, 'Rate limit reached for requests per minute.', {
      type: 'requests',
      code: 'rate_limit_exceeded',
    })
  if (status === 503)
    return refusal(503, 'The engine is currently overloaded, please try again later.', { type: 'server_error' })
  return refusal(status, 'The server had an error while processing your request.', { type: 'server_error' })
}

/** 429 that no waiting heals: the account has no money left. */
export const outOfQuota: Refusal = refusal(429, 'You exceeded your current quota, please check your plan.', {
  type: 'insufficient_quota',
  code: 'insufficient_quota',
})
