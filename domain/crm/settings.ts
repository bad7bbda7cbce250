/** The stages of a deal in the order in which it goes through them; `lost` ends it from any of them. */
export const MIRROR_STAGES = ['new', 'confirmed', 'visited', 'paid', 'lost'] as const
export type MirrorStage = (typeof MIRROR_STAGES)[number]

/** What a deal says besides the CRM's own fields; each is written where the owner gave it a field. */
export const MIRROR_FIELDS = [
  'service',
  'master',
  'branch',
  'startsAt',
  'discount',
  'channel',
  'intent',
  'tags',
  'result',
  'firstReply',
  'unclear',
  'handover',
  'link',
] as const
export type MirrorField = (typeof MIRROR_FIELDS)[number]

/** How a visit can have been paid whose deal somebody has moved to «Оплата»: the CRM does not say it. The last one unless told. */
export const PAID_BY = ['cash', 'card', 'transfer'] as const
export type PaidBy = (typeof PAID_BY)[number]

/** How a business is mirrored in its Bitrix24. Ids are the portal's own. */
export type MirrorSettings = {
  /** What becomes a deal: each contact, or only a visit. */
  dealPer: 'lead' | 'appointment'
  /** The pipeline (`categoryId`). */
  pipeline: number
  stages: Record<MirrorStage, string>
  /** `STATUS_ID` of the list SOURCE by our channel or source: `telegram`, `web`, `site`, `manager`, `bot`… */
  sources: Record<string, string>
  /** Name of the portal's field (`ufCrm…`) for each of ours; absent: not written. */
  fields: Partial<Record<MirrorField, string>>
  /** Users of the portal; keys are our ids of branches and masters, the master's first. */
  responsible: { default: number | null; byLocation: Record<string, number>; byResource: Record<string, number> }
  /** How long the responsible person has for a dialogue that was handed over, minutes. */
  handoverMinutes: number
  /** What a payment that was marked there counts as; not said by whoever was connected before it could be. */
  paidBy?: PaidBy
  /** The owner lets health data, documents and complaints into titles and comments. */
  sensitive: boolean
  busy: {
    /** Where times that are taken in the portal are read from. */
    read: 'nothing' | 'resources' | 'calendars' | 'both'
    /** Our visits are written there as bookings. */
    write: boolean
    /** The portal's resource and user by our master's id. */
    resources: Record<string, number>
    users: Record<string, number>
  }
}
