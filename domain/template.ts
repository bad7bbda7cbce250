import type { BookingRules, Kopecks } from './catalog.ts'

/** Hours in a form that a person writes: `{ 'пн-пт': '10:00-14:00, 15:00-20:00', сб: '10:00-18:00' }`; a day left out is closed. */
export type WrittenWeek = Record<string, string>

/** A ready business to begin with. Names tie the parts together; ids appear when it is loaded into a database. */
export type Template = {
  key: 'salon' | 'barbershop' | 'clinic' | 'fitness' | 'autoservice'
  /** Name of the demo business. */
  name: string
  timezone: string
  rules: Partial<BookingRules>
  location: {
    name: string
    district: string
    address: string
    directions: string
    phone: string
    hours: WrittenWeek
  }
  /** Rooms, chairs, lifts: `kind` is what services name in `needs`. */
  resources: readonly { kind: string; name: string }[]
  masters: readonly {
    name: string
    /** Short line for the client: «топ-стилист, 8 лет». */
    about: string
    /** Left out: the branch's hours. */
    hours?: WrittenWeek
  }[]
  services: readonly {
    category: string
    name: string
    /** Minutes of work, or work-pause-work: `[40, 30, 20]`. */
    minutes: number | readonly number[]
    bufferBefore?: number
    bufferAfter?: number
    price: Kopecks
    priceFrom?: boolean
    variableCost: Kopecks
    capacity?: number
    needs?: readonly string[]
    /** Names of masters; own minutes or price where they differ. */
    masters: readonly (string | { name: string; minutes?: number | readonly number[]; price?: Kopecks })[]
    rules?: Partial<BookingRules>
    /** Days after which its clients are asked back; 0: never, left out: as usual. */
    cycleDays?: number
    /** A first try, after which a second visit is offered: the first of `goesWith`. */
    trial?: boolean
    /** Names of services that are offered besides it, the best first. */
    goesWith?: readonly string[]
    /** For a group class: when it takes place each week, as «пн 19:00», with its master. */
    timetable?: readonly { at: string; master: string }[]
  }[]
  /** `topic`: address, hours, payment, parking, rules, … */
  faq: readonly { topic: string; question: string; answer: string }[]
  /** Greeting for those who came by a campaign (deep link `ad_<source>-<campaign>`). */
  promos: readonly { campaign: string; text: string }[]
  /** Canned replies of the staff; `{name}`, `{service}`, `{time}`, `{address}`, `{phone}` are filled in. */
  replies: readonly { title: string; text: string }[]
  /** Texts of the assistant that this trade must word in its own way. */
  wordings?: readonly { language: 'ru' | 'en'; key: string; text: string }[]
}
