import { type Measure, type Share, shareOf, unknown } from './measure.ts'

/** What the assistant did. A dialogue is a chat on a day on which its client wrote. Seed 002 §2. */
export type AssistantCounts = {
  dialogues: number
  /** Dialogues that were given to a person. */
  handedOver: number
  /** Dialogues in which a person spoke or was called: the rest were led by the assistant alone. */
  withPerson: number
  /** Typed messages that the assistant read. */
  read: number
  /** … and did not understand. */
  missed: number
  /** Messages whose meaning staff told, and how many of these were read right. */
  labelled: number
  right: number
}

export type AssistantQuality = AssistantCounts & {
  /** Led by the assistant alone, of all dialogues. */
  automatic: Measure<Share>
  /** Fallback rate: not understood, of messages read. */
  fallback: Measure<Share>
  /** Handover rate: given to a person, of all dialogues. */
  handover: Measure<Share>
  /** Intent accuracy by staff's labels, with its interval; what was labelled is a sample of what was doubtful, so it errs low. */
  accuracy: Measure<Share>
}

/** Labels from which on accuracy is worth showing. */
const LEAST_LABELS = 30

/** The assistant's quality as an owner reads it; accuracy needs `LEAST_LABELS` labels. */
export function assistantQuality(counts: AssistantCounts): AssistantQuality {
  const { dialogues, handedOver, withPerson, read, missed, labelled, right } = counts
  return {
    ...counts,
    automatic: shareOf(dialogues - withPerson, dialogues),
    fallback: shareOf(missed, read),
    handover: shareOf(handedOver, dialogues),
    accuracy: labelled < LEAST_LABELS ? unknown('too_few', LEAST_LABELS - labelled) : shareOf(right, labelled),
  }
}
