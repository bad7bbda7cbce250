import { commandsIn } from '../../app.ts'
import type { Texts } from '../../texts.ts'
import type { TelegramApi } from './api.ts'
import { ALLOWED_UPDATES } from './receive.ts'

export type Introduction = { username: string; profile: unknown }

/**
 * Makes a bot ready: who it is, its commands and descriptions in Russian and English, and where its updates go (to
 * `webhook`, or to polling when null). Throws with the platform's words when the token is wrong.
 */
export async function introduce(
  api: TelegramApi,
  token: string,
  options: { texts: Texts; business: string; webhook: { url: string; secret: string } | null },
): Promise<Introduction> {
  const must = async <T>(method: string, params: object = {}) => {
    const answer = await api.call<T>(token, method, params)
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`)
    return answer.result
  }
  const profile = await must<{ username: string }>('getMe')
  for (const language of ['ru', 'en'] as const) {
    const say = options.texts.in(language)
    // Without a code it is for everybody whose language has no words of its own.
    const language_code = language === 'en' ? 'en' : undefined
    const business = options.business
    await must('setMyCommands', { commands: commandsIn(say), language_code })
    await must('setMyDescription', { description: say('bot-description', { business }).slice(0, 512), language_code })
    await must('setMyShortDescription', {
      short_description: say('bot-short', { business }).slice(0, 120),
      language_code,
    })
  }
  if (options.webhook)
    await must('setWebhook', {
      url: options.webhook.url,
      secret_token: options.webhook.secret,
      allowed_updates: ALLOWED_UPDATES,
      max_connections: 40,
    })
  else await must('deleteWebhook')
  return { username: profile.username, profile }
}
