import { type Measure, type Share, shareOf, unknown } from './measure.ts'

/**
 * First response, seed 003: FRT = time_first_reply − time_lead_created, in seconds, from the platform's time of the client's message to
 * the platform's acceptance of ours. The clock starts anew with a handover to a person and with a dialogue that begins again after
 * twelve hours of silence. An answer later than `LATEST_ANSWER_DAYS` is none.
 */
const OPENINGS = ['lead', 'handover', 'reopened'] as const
export type Opening = (typeof OPENINGS)[number]

export const LATEST_ANSWER_DAYS = 7

/** Ratio of neighbouring bounds of the histogram: a quantile read from it is at most 2.5% off. */
const RATIO = 1.05
const LEAST_SECONDS = 0.1
const STEP = Math.log(RATIO)

/** The histogram's bucket of a time; `db/kpi` counts with the same numbers. */
export const BUCKET = { ratio: RATIO, least: LEAST_SECONDS }
export const bucketOf = (seconds: number): number =>
  seconds < LEAST_SECONDS ? 0 : Math.floor(Math.log(seconds / LEAST_SECONDS) / STEP) + 1

/** The middle of a bucket, seconds. */
export const secondsOf = (bucket: number): number =>
  bucket === 0 ? 0 : LEAST_SECONDS * Math.exp((bucket - 0.5) * STEP)

/** What is kept of many answers: exact counts, and times by bucket. */
export type Answers = {
  /** All who waited for a first answer, those without one too. */
  asked: number
  unanswered: number
  within10: number
  within30: number
  within60: number
  /** How many by bucket. */
  times: Readonly<Record<number, number>>
}

export const NO_ANSWERS: Answers = { asked: 0, unanswered: 0, within10: 0, within30: 0, within60: 0, times: {} }

/** Times of answers (null: there was none) as they are kept. */
export function answersOf(seconds: readonly (number | null)[]): Answers {
  return seconds.reduce<Answers>((kept, time) => together(kept, one(time)), NO_ANSWERS)
}

function one(time: number | null): Answers {
  if (time === null) return { ...NO_ANSWERS, asked: 1, unanswered: 1 }
  const within = (limit: number) => (time <= limit ? 1 : 0)
  return {
    asked: 1,
    unanswered: 0,
    within10: within(10),
    within30: within(30),
    within60: within(60),
    times: { [bucketOf(time)]: 1 },
  }
}

/** Answers as tables keep them: bucket, how many times fell into it, bucket, … */
export type KeptAnswers = Omit<Answers, 'times'> & { times: readonly number[] }

/** Lots of kept answers as one. */
export function sumOfKept(lots: Iterable<KeptAnswers>): Answers {
  const times: Record<number, number> = {}
  const sum = { ...NO_ANSWERS, times }
  for (const lot of lots) {
    sum.asked += lot.asked
    sum.unanswered += lot.unanswered
    sum.within10 += lot.within10
    sum.within30 += lot.within30
    sum.within60 += lot.within60
    for (let i = 0; i < lot.times.length; i += 2) times[lot.times[i]!] = (times[lot.times[i]!] ?? 0) + lot.times[i + 1]!
  }
  return sum
}

/** Two lots of answers as one. */
export function together(a: Answers, b: Answers): Answers {
  const times = { ...a.times }
  for (const [bucket, count] of Object.entries(b.times)) times[Number(bucket)] = (times[Number(bucket)] ?? 0) + count
  return {
    asked: a.asked + b.asked,
    unanswered: a.unanswered + b.unanswered,
    within10: a.within10 + b.within10,
    within30: a.within30 + b.within30,
    within60: a.within60 + b.within60,
    times,
  }
}

/** The speed of answers as it is shown. Times in seconds. */
export type Speed = {
  asked: number
  unanswered: number
  median: Measure
  p90: Measure
  within10: Measure<Share>
  within30: Measure<Share>
  within60: Measure<Share>
}

/**
 * Median, p90 and shares over all who asked. Who got no answer waits longest of all, so that answering nobody slow does not look fast:
 * a quantile that falls among them is `unanswered`.
 */
export function speedOf(answers: Answers): Speed {
  const { asked, unanswered } = answers
  return {
    asked,
    unanswered,
    median: quantile(answers, 0.5),
    p90: quantile(answers, 0.9),
    within10: shareOf(answers.within10, asked),
    within30: shareOf(answers.within30, asked),
    within60: shareOf(answers.within60, asked),
  }
}

/** The time by which a part of those who asked had their answer: nearest rank, within 2.5% of the exact one. */
export function quantile({ asked, times }: Answers, part: number): Measure {
  if (asked === 0) return unknown('no_data')
  let left = Math.ceil(asked * part)
  const buckets = Object.keys(times)
    .map(Number)
    .toSorted((a, b) => a - b)
  for (const bucket of buckets) {
    left -= times[bucket]!
    if (left <= 0) return { value: secondsOf(bucket) }
  }
  return unknown('unanswered')
}
