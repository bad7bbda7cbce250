/** Kinds of channels that there are, or will be. */
export const CHANNEL_KINDS = ['telegram', 'whatsapp', 'instagram', 'max', 'vk', 'sms', 'email', 'web'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** How a connected bot or account does: the app says it in words, with the cure. */
export type ChannelState =
  /** Messages come and go. */
  | 'works'
  /** Disconnected: nothing comes or goes. */
  | 'off'
  /** The platform does not know the token any more. */
  | 'revoked'
  /** The platform has stopped the account, or the number is not registered there. */
  | 'stopped'
  /** Another program takes this bot's messages. */
  | 'busy'
  /** The platform can't deliver to our address. */
  | 'silent'
  /** The platform does not answer us. */
  | 'unreachable'

/** The state of a channel by its last error. */
export function stateOf({ connected, lastError }: { connected: boolean; lastError: string | null }): ChannelState {
  if (!connected) return 'off'
  if (lastError === null) return 'works'
  if (/unauthorized|\b401\b|not found|has no token|\b190\b|oauth/i.test(lastError)) return 'revoked'
  if (lastError === 'account') return 'stopped'
  if (/conflict|terminated by other|webhook is active/i.test(lastError)) return 'busy'
  return /webhook/i.test(lastError) ? 'silent' : 'unreachable'
}

/** A bot's token anywhere in a text, as in the whole answer of @BotFather. */
export const tokenIn = (text: string): string | null =>
  /(?<!\d)(\d{5,15}:[\w-]{20,64})(?![\w-])/.exec(text)?.[1] ?? null
