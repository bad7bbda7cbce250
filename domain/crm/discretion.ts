/** Beginnings of words by which people speak of their health; whole words where a beginning would say too much. */
const HEALTH =
  /(?<!\p{L})(беремен|аллерг|диабет|давлени|онколог|онко(?!\p{L})|рака?(?!\p{L})|вич(?!\p{L})|спид(?!\p{L})|гепатит|инфекц|операци|бол(ит|ят|ею|еет|ел[аи]?|ь|и|ью|ей|ям?)(?!\p{L})|болезн|диагноз|лекарств|антибиотик|кровотеч|кровь|температур|сып[ьи]|воспал|эпилеп|астм|сердечн|инсульт|инфаркт|психи|депресс|гинеколог|уролог|венеролог|проктолог|нарколог|онихомикоз|анализы?(?!\p{L})|симптом|хрони|противопоказ|таблет|травм|перелом|заболе|герпес|гриб(ок|к)|псориаз|экзем|дермат|лишай|акне|лактац|кормлю|варикоз|гастрит|инвалид|импланта?т|кардиостим|протез|узи(?!\p{L})|приём|прием|лечени|лечу|врач|pregnan|allerg|diabet|hiv|cancer|diagnos|disease|illness|infect|surgery|pain)/iu

/** Digits that belong together: a document, a card, a policy, a phone. Dates, times and prices have fewer. */
const NUMBER = /\d(?:[\s\-–().]{0,2}\d){5,}/gu

const HIDDEN = '•••'

/** Whether a text speaks of somebody's health. */
export const isAboutHealth = (text: string): boolean => HEALTH.test(text)

/** A text without numbers of documents, cards and phones. */
export const withoutNumbers = (text: string): string => text.replace(NUMBER, HIDDEN)

/** A line of a dialogue as it may be read in the CRM: `complaint` as the assistant understood it. */
export function discreetLine(line: { text: string; complaint: boolean }, sensitive: boolean): string {
  if (sensitive) return line.text
  if (line.complaint) return '[жалоба: текст — в Okoshko]'
  if (isAboutHealth(line.text)) return '[о здоровье: текст — в Okoshko]'
  return withoutNumbers(line.text)
}

/** A short text that is left out where it says too much. */
export const discreetWord = (text: string | null, sensitive: boolean): string | null =>
  text !== null && !sensitive && (isAboutHealth(text) || withoutNumbers(text) !== text) ? null : text
