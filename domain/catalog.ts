import type { ChannelKind } from './channel.ts'
import type { Trial } from './experiments.ts'
import { LEAST_VISITS, STOP_DAYS, type Targets } from './kpi/thresholds.ts'
import type { AfterNoShows } from './offers.ts'

/** Money: integer kopecks. */
export type Kopecks = number

/** Instant: whole minutes since 1970-01-01T00:00Z. All slot arithmetic runs on these. */
export type Minute = number

/** A stretch of a local day: minutes from local midnight, `to` exclusive; `to` above 1440 runs past midnight. */
export type Span = { from: number; to: number }

/** Opening or working time by ISO weekday: index 0 is Monday, 6 is Sunday; breaks are the gaps between spans. */
export type Week = readonly (readonly Span[])[]

/** What replaces the weekly hours on one local date; no spans means closed. */
export type DayException = { date: string; hours: readonly Span[] }

export type Location = {
  id: number
  name: string
  timezone: string
  district: string | null
  address: string
  directions: string | null
  phone: string | null
  /** Where content clients are asked to write a review. */
  reviewUrl?: string | null
  hours: Week
  exceptions: readonly DayException[]
}

/** A master, or what a service needs besides: room, chair, lift, … */
export type Resource = {
  id: number
  locationId: number
  kind: string
  name: string
  /** Of a master, a short line for the client. */
  about?: string | null
  /** Other names by which clients call a master. */
  synonyms?: readonly string[]
  /** null: the branch's hours. */
  hours: Week | null
  exceptions: readonly DayException[]
  timeOff: readonly { from: Minute; to: Minute }[]
}

export const MASTER = 'master'

/** A master who does a service; own duration or price where they differ from the service's. */
export type Skill = { resourceId: number; segments: readonly number[] | null; price: Kopecks | null }

export type Service = {
  id: number
  category: string | null
  name: string
  /** Minutes: work, pause, work, …; in a pause the master is free, the other resources are not. */
  segments: readonly number[]
  bufferBefore: number
  bufferAfter: number
  price: Kopecks
  /** True: the price is the lowest possible one («от»). */
  priceFrom: boolean
  variableCost: Kopecks
  /** Seats; above 1 the service is a group class, booked into sessions. */
  capacity: number
  /** Kinds of resources needed besides the master, one of each. */
  needs: readonly string[]
  masters: readonly Skill[]
  rules: Partial<BookingRules>
  /** Other words by which clients ask for it. */
  synonyms?: readonly string[]
  /** After so many days its clients are asked back; 0: never, left out: after the usual time. */
  cycleDays?: number | null
  /** Ids of services that go well with it, the best first. */
  goesWith?: readonly number[]
  /** A first try of a newcomer. */
  trial?: boolean
}

/** When and how clients may book; a service may override each. */
export type BookingRules = {
  /** Clock grid of starts, minutes. */
  stepMinutes: number
  /** Least time between now and the start, minutes. */
  noticeMinutes: number
  /** How many days ahead, counted in local dates with today as the first. */
  windowDays: number
  /** How long a place is held while the client confirms, minutes. */
  holdMinutes: number
  /** Clients may move or cancel by themselves until this many hours before the start. */
  cancelHours: number
  /** How many hours before a visit its client is reminded of it; none: never. */
  remindHours: readonly number[]
}

export const DEFAULT_RULES: BookingRules = {
  stepMinutes: 30,
  noticeMinutes: 60,
  windowDays: 30,
  holdMinutes: 10,
  cancelHours: 3,
  remindHours: [24, 2],
}

export type Faq = { id: number; topic: string; question: string; answer: string }

/** What a client who came by a campaign is greeted with. */
export type Promo = { campaign: string; text: string }

/** A phrase that staff put right, with what it means. */
export type Phrase = { text: string; intent: string }

/** A question of the business's own on the way to a booking; `options` are answers to tap. */
export type Question = {
  id: number
  key: string
  text: string
  textEn: string | null
  options: readonly string[]
}

/** Everything that the offer of one business is made from; `version` grows with each change of it. */
export type Catalog = {
  businessId: number
  name: string
  /** Business's own zone: for what has no branch (digest, default). */
  timezone: string
  currency: string
  version: number
  rules: BookingRules
  locations: readonly Location[]
  resources: readonly Resource[]
  services: readonly Service[]
  faq: readonly Faq[]
  promos: readonly Promo[]
  phrases: readonly Phrase[]
  questions: readonly Question[]
  settings: AssistantSettings
  /** Names of the chains of messages that are switched on. */
  chains?: readonly string[]
  /** Texts of the assistant as the owner words them. */
  wordings?: readonly { language: 'ru' | 'en'; key: string; text: string }[]
  /** Experiments that run. */
  trials?: readonly Trial[]
  /** The owner tries the booking out: what they book is no visit of a client. */
  rehearsal?: boolean
}

/** The rules that hold for a service: its own over the business's. */
export function rulesOf(catalog: Catalog, service: Service): BookingRules {
  return { ...catalog.rules, ...service.rules }
}

/** How long after its start staff may still write a visit down, minutes. */
const STAFF_LATE = 720
const STAFF_WINDOW_DAYS = 400

/** The catalog as it binds staff: hours and grid hold, but not the notice and the window that clients have. */
export function forStaff(catalog: Catalog): Catalog {
  const unbound = { noticeMinutes: -STAFF_LATE, windowDays: STAFF_WINDOW_DAYS }
  return {
    ...catalog,
    rules: { ...catalog.rules, ...unbound },
    services: catalog.services.map((service) => ({ ...service, rules: { ...service.rules, ...unbound } })),
  }
}

/** What the owner sets for the assistant. */
export type AssistantSettings = {
  /** How the language model words its answers; the rules are not editable. */
  tone: string
  /** Facts beyond the catalog that the model may use. */
  facts: string
  /** Tokens of the language model a day. */
  tokensPerDay: number
  /** After so many minutes without an answer the next person is called. */
  callMinutes: number
  /** After so many minutes of silence a dialogue returns from a person to the assistant. */
  returnMinutes: number
  /** Who of the staff answers first in a channel: ids of members by those of channels. */
  responsible: Readonly<Record<string, number>>
  /** From so many minutes of waiting on a dialogue is shown as late, and as much too late. */
  sla: { amber: number; red: number }
  /** Who did not come is offered so much off the next visit, for so many days; 0 percent: nothing. */
  noShowPercent: number
  noShowDays: number
  /** From so many missed visits within a year on: what a client who books by themselves meets. */
  noShowsFrom: number
  afterNoShows: AfterNoShows
  /** Staff are asked about visits that ended without a mark. */
  askMarks: boolean
  /** Who answers somebody new first. */
  first: 'assistant' | 'people'
  /** Messages with an offer inside that a client gets in a month at most. */
  marketingPerMonth: number
  /** Own bounds of numbers, over those that come with the product. */
  targets: Targets
  /** Hours of the business's clock in which nobody is told of numbers out of bounds; equal: there are none. */
  alarmQuiet: { from: number; to: number }
  /** A channel is judged with so many paid first visits, and told to be stopped after so many days running. */
  stopVisits: number
  stopDays: number
  /** What an hour of manual work costs, kopecks (0: not told), and how many minutes a dialogue takes a person. */
  hourPrice: number
  manualMinutes: number
  /** Whether somebody of whom nothing shows where they came from is asked, once. */
  askSource: 'off' | 'booked'
  /** Kinds of channels in the order in which a notice tries them, after the one that the client prefers. */
  channelOrder: ChannelKind[]
}

export const DEFAULT_SETTINGS: AssistantSettings = {
  tone: '',
  facts: '',
  tokensPerDay: 200_000,
  callMinutes: 5,
  returnMinutes: 12 * 60,
  responsible: {},
  sla: { amber: 2, red: 5 },
  noShowPercent: 10,
  noShowDays: 14,
  noShowsFrom: 2,
  afterNoShows: 'person',
  askMarks: true,
  first: 'assistant',
  marketingPerMonth: 2,
  targets: {},
  alarmQuiet: { from: 21, to: 9 },
  stopVisits: LEAST_VISITS,
  stopDays: STOP_DAYS,
  hourPrice: 0,
  manualMinutes: 5,
  askSource: 'off',
  channelOrder: [],
}
