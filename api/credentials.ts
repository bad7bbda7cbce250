import { channelById } from '../db/channels.ts'
import { decrypt } from '../db/secrets.ts'
import type { Sql } from '../db/sql.ts'

/** Credentials of a Telegram channel, before encryption. */
export type TelegramCredentials = { token: string; webhookSecret: string }

/** What each channel is and has to say to its platform, decrypted once. */
export type Credentials = {
  kindOf: (channelId: number) => Promise<string>
  /** What a channel has to say to its platform, decrypted. */
  credentialsOf: <T>(channelId: number) => Promise<T>
  tokenOf: (channelId: number) => Promise<string>
  /** The token of a channel has changed. */
  forgetToken: (channelId: number) => void
}

export function createCredentials(sql: Sql, secretKey: string): Credentials {
  const kinds = new Map<number, string>()
  const secrets = new Map<number, unknown>()
  const credentialsOf = async <T>(id: number): Promise<T> => {
    const known = secrets.get(id)
    if (known) return known as T
    const { credentials } = await channelById(sql, id)
    if (!credentials) throw new Error(`channel ${id} has no token`)
    const found = await decrypt<T>(secretKey, credentials)
    secrets.set(id, found)
    return found
  }
  return {
    credentialsOf,
    kindOf: async (id) => {
      const kind = kinds.get(id) ?? (await channelById(sql, id)).kind
      kinds.set(id, kind)
      return kind
    },
    tokenOf: async (id) => (await credentialsOf<{ token: string }>(id)).token,
    forgetToken: (id) => void secrets.delete(id),
  }
}
