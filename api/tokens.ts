import { renewedToken } from '../bot/channels/instagram/account.ts'
import type { InstagramCredentials } from '../bot/channels/instagram/wire.ts'
import { channelsOf, replaceCredentials } from '../db/channels.ts'
import { decrypt, encrypt } from '../db/secrets.ts'
import type { System } from './system.ts'

/** A token of Instagram lives sixty days and may be renewed once it is a day old. */
const RENEW_MS = 7 * 86_400_000

/** Renews Instagram's tokens that are a week old; one that is refused now is tried again in an hour, and there are weeks for it. */
export async function renewTokens(
  system: Pick<System, 'db' | 'instagram' | 'secretKey' | 'clock' | 'log' | 'forgetToken'>,
): Promise<void> {
  const { db, instagram, secretKey, clock, log, forgetToken } = system
  for (const { id, credentials } of await channelsOf(db, 'instagram')) {
    if (!credentials) continue
    const known = await decrypt<InstagramCredentials>(secretKey, credentials)
    if (clock().getTime() - Date.parse(known.renewedAt) < RENEW_MS) continue
    const answer = await renewedToken(instagram, known.token).catch(() => null)
    if (!answer?.ok) {
      log('warn', 'instagram.token', { channelId: id, code: answer?.code ?? 0 })
      continue
    }
    const renewed = { ...known, token: answer.result, renewedAt: clock().toISOString() }
    // Another was given meanwhile: that one stays.
    await replaceCredentials(db, id, credentials, await encrypt(secretKey, renewed))
    forgetToken(id)
  }
}
