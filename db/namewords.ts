/**
 * The words of a client's name as their search index has them: lower case, «е» for «ё». `lower` knows Latin letters only in some locales,
 * so the Russian ones are named. A query must say it letter for letter.
 */
export const NAME_WORDS = `array_to_tsvector(array_remove(string_to_array(translate(lower(name),
  'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё-.,', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе   '), ' '), ''))`

/** A query over `NAME_WORDS` for names that have a word beginning with each of the given ones; null when there is no word. */
export function nameQuery(typed: string): string | null {
  const words =
    typed
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ')
}
