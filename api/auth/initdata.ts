import { validate } from '@telegram-apps/init-data-node/web'
import * as z from 'zod'

/** Older init data signs nobody in. */
const MOST_AGE_MS = 3_600_000
/** Clocks differ by a little. */
const MOST_AHEAD_MS = 60_000
const LONGEST = 8_000

const user = z.object({
  id: z.number().int().positive(),
  first_name: z.string().max(200).catch(''),
  last_name: z.string().max(200).optional().catch(undefined),
  language_code: z.string().max(35).optional().catch(undefined),
})

export type TelegramPerson = { externalId: string; name: string; language: string | null; until: Date }

export type InitData =
  | { ok: true; person: TelegramPerson }
  /** `forged`: not signed by this bot; `stale`: too old, or from the future. */
  | { ok: false; reason: 'forged' | 'stale' }

const FORGED: InitData = { ok: false, reason: 'forged' }

/**
 * Checks init data of a Mini App against a bot's token (https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app):
 * signed by this bot, of a person, not older than an hour, not from the future. `until`: when it would be too old.
 */
export async function checkInitData(initData: string, token: string, now: Date): Promise<InitData> {
  if (initData.length > LONGEST) return FORGED
  // The age is ours to judge, by the clock that is given: the library asks the machine's, and lets the future pass.
  const signed = await validate(initData, token, { expiresIn: 0 }).then(
    () => true,
    () => false,
  )
  if (!signed) return FORGED
  const fields = new URLSearchParams(initData)
  const at = Number(fields.get('auth_date')) * 1000
  const age = now.getTime() - at
  if (!(age <= MOST_AGE_MS && age >= -MOST_AHEAD_MS)) return { ok: false, reason: 'stale' }
  const parsed = user.safeParse(jsonOf(fields.get('user')))
  if (!parsed.success) return FORGED
  const { id, first_name, last_name, language_code } = parsed.data
  return {
    ok: true,
    person: {
      externalId: String(id),
      name: [first_name, last_name].filter(Boolean).join(' '),
      language: language_code ?? null,
      until: new Date(at + MOST_AGE_MS),
    },
  }
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
