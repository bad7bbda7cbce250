import type { ServerOptions } from 'node:http'

/**
 * How long a server on Node keeps a connection that is idle: longer than those who keep them too (reverse proxies a minute, `fetch` four seconds).
 * Whoever is closed upon in the moment of a request gets an error and can't know whether it was done.
 */
export const CONNECTIONS: ServerOptions = { keepAliveTimeout: 75_000 }
