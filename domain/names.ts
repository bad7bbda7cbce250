/** Stems that change before an ending: «Павел, Павла», «Лев, Льва». */
const FLEETING: Record<string, string> = { павел: 'павл', лев: 'льв' }

/** What people call the bearers of a name, by its full form. */
const SHORT: Record<string, string> = {
  александр: 'саша саня шура',
  александра: 'саша шура',
  алексей: 'леша алеша',
  алена: 'алёнка',
  анастасия: 'настя',
  андрей: 'андрюша',
  анна: 'аня анечка анюта нюта',
  антон: 'антоша',
  валентина: 'валя',
  валерия: 'лера',
  вера: 'верочка',
  вероника: 'ника',
  виктор: 'витя',
  виктория: 'вика',
  владимир: 'вова володя',
  галина: 'галя',
  дарья: 'даша',
  дмитрий: 'дима митя',
  евгений: 'женя',
  евгения: 'женя',
  екатерина: 'катя катюша катерина',
  елена: 'лена леночка',
  елизавета: 'лиза',
  иван: 'ваня',
  игорь: 'игорек',
  ирина: 'ира ириша',
  ксения: 'ксюша',
  людмила: 'люда мила',
  маргарита: 'рита марго',
  мария: 'маша мари машенька',
  михаил: 'миша',
  надежда: 'надя',
  наталья: 'наташа',
  николай: 'коля',
  ольга: 'оля олечка',
  павел: 'паша',
  полина: 'поля',
  роман: 'рома',
  светлана: 'света',
  сергей: 'сережа серега',
  софия: 'соня софья',
  татьяна: 'таня',
  юлия: 'юля',
  юрий: 'юра',
}

/**
 * All forms in which a first name or patronymic is met, in lower case with «е» for «ё»: the six cases, the short names
 * and their cases, and the Latin spelling. A table by declension: a name is looked up, never guessed by likeness.
 */
export function formsOf(name: string): ReadonlySet<string> {
  const known = cache.get(name)
  if (known) return known
  const full = plain(name)
  const also = (SHORT[full] ?? '').split(' ').filter(Boolean).map(plain)
  const forms = new Set([...declined(full), ...also.flatMap(declined), latin(full)])
  cache.set(name, forms)
  return forms
}

const cache = new Map<string, ReadonlySet<string>>()

const plain = (name: string) => name.trim().toLowerCase().replaceAll('ё', 'е')

/** Nominative and the five oblique cases, singular. Forms of both genders where the ending does not tell. */
function declined(name: string): string[] {
  const last = name.slice(-1)
  const stem = FLEETING[name] ?? name.slice(0, -1)
  const all = (base: string, endings: string) => [name, ...endings.split(' ').map((ending) => base + ending)]
  if (last === 'а') return all(stem, `${/[гкхжчшщ]$/.test(stem) ? 'и' : 'ы'} е у ой ою ей`)
  if (last === 'я') return all(stem, stem.endsWith('и') ? 'и ю ей ею е' : 'и е ю ей ею')
  if (last === 'й') return all(stem, stem.endsWith('и') ? 'я ю ем и' : 'я ю ем е')
  if (last === 'ь') return all(stem, 'я ю ем е и ью')
  if (/[бвгджзклмнпрстфхцчшщ]/.test(last)) return all(FLEETING[name] ?? name, 'а у ом ем е')
  return [name]
}

// biome-ignore format: an alphabet
const LATIN: Record<string, string> = { а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ы: 'y', э: 'e', ю: 'yu', я: 'ya' }

/** «Мария» → maria, «Юлия» → yulia, «Дмитрий» → dmitry: as people write them. */
function latin(name: string): string {
  return name
    .replace(/ий$/, 'ы')
    .replace(/ия$/, 'иа')
    .split('')
    .map((letter) => LATIN[letter] ?? '')
    .join('')
}
