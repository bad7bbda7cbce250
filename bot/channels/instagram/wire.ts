/** Credentials of an Instagram professional account, before encryption. `accountId`: as webhooks name it. */
export type InstagramCredentials = {
  token: string
  accountId: string
  appSecret: string
  verifyToken: string
  /** The token that was entered: the one in use is renewed from it. */
  given: string
  /** When the token was entered or renewed last, ISO. */
  renewedAt: string
}

/** What is entered to connect an account. */
export type InstagramAccount = Omit<InstagramCredentials, 'given' | 'renewedAt'>

/** Most bytes, characters and pieces that the platform takes. */
export const LIMITS = {
  /** Bytes of UTF-8: half as many letters in Russian. */
  textBytes: 1000,
  quickReplies: 13,
  title: 20,
  payload: 1000,
} as const

export type QuickReply =
  | { content_type: 'text'; title: string; payload: string }
  | { content_type: 'user_phone_number' }

/** What is said, as the platform takes it. */
export type Content = { text: string; quick_replies?: QuickReply[] }

/** To whom and as what: an answer, or what a person wrote after the day was over. */
export type Sending = {
  recipient: { id: string }
  messaging_type: 'RESPONSE' | 'MESSAGE_TAG'
  tag?: 'HUMAN_AGENT'
  message: Content
}

/** An id that Instagram gives a person for this business, or the business itself. */
export const isAddress = (id: string): boolean => /^\d{5,30}$/.test(id)
