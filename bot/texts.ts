import { FluentBundle, FluentResource } from '@fluent/bundle'
import { type Entry, entriesOf, sourceOf } from './wording.ts'

export type Language = 'ru' | 'en'

/** Says a text by its key; numbers stay numbers, so that plurals come right. */
export type Say = ((key: string, values?: Record<string, string | number>) => string) & { readonly language: Language }

/** A business whose owner may have worded texts anew; `version` grows with every change. */
export type Worded = {
  businessId: number
  version: number
  wordings?: readonly { language: Language; key: string; text: string }[]
}

export type Texts = {
  in(language: Language): Say
  /** The same with a business's own wordings over them; kept until its catalog has another version. */
  of(business: Worded): Texts
  /** All texts as they were shipped. */
  entries(language: Language): readonly Entry[]
}

/**
 * Texts from the sources of the two Fluent files. A key that English lacks is said in Russian; one that Russian lacks
 * throws, and so does a source that does not parse.
 */
export function createTexts(sources: Record<Language, string>): Texts {
  const shipped = { ru: bundleOf('ru', sources.ru), en: bundleOf('en', sources.en) }
  const says = { ru: sayFrom('ru', [shipped.ru]), en: sayFrom('en', [shipped.en, shipped.ru]) }
  const entries = new Map<Language, readonly Entry[]>()
  const worded = new Map<number, { version: number; texts: Texts }>()
  const plain: Texts = {
    in: (language) => says[language],
    of({ businessId, version, wordings = [] }) {
      if (wordings.length === 0) return plain
      const known = worded.get(businessId)
      if (known?.version === version) return known.texts
      const own = (language: Language) => {
        const source = sourceOf(wordings.filter((wording) => wording.language === language))
        const others = language === 'ru' ? [shipped.ru] : [shipped.en, shipped.ru]
        return sayFrom(language, [ownBundle(language, source), ...others], others)
      }
      const owns = { ru: own('ru'), en: own('en') }
      const texts: Texts = { ...plain, in: (language) => owns[language] }
      worded.set(businessId, { version, texts })
      return texts
    },
    entries(language) {
      const known = entries.get(language) ?? entriesOf(sources[language])
      entries.set(language, known)
      return known
    },
  }
  return plain
}

function bundleOf(language: Language, source: string): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false })
  const errors = bundle.addResource(new FluentResource(source))
  if (errors.length > 0) throw new Error(`${language}.ftl: ${errors.map((error) => error.message).join('; ')}`)
  return bundle
}

function ownBundle(language: Language, source: string): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false })
  bundle.addResource(new FluentResource(source))
  return bundle
}

/** `fallback`: said when a wording cannot be, since an update may have taken away a variable that it names. */
function sayFrom(language: Language, bundles: FluentBundle[], fallback: FluentBundle[] = []): Say {
  const say = (key: string, values?: Record<string, string | number>): string => {
    for (const [index, bundle] of bundles.entries()) {
      const message = bundle.getMessage(key)
      if (!message?.value) continue
      const errors: Error[] = []
      const text = bundle.formatPattern(message.value, values, errors)
      if (errors.length > 0) {
        if (index === 0 && fallback.length > 0) continue
        throw new Error(`text ${key}: ${errors.map((error) => error.message).join('; ')}`)
      }
      return text
    }
    throw new Error(`no text ${key}`)
  }
  return Object.assign(say, { language })
}

/** The same with one text worded otherwise; said as it stands where the wording can't be. */
export function reworded(say: Say, key: string, wording: string): Say {
  const bundle = ownBundle(say.language, sourceOf([{ key, text: wording }]))
  const pattern = bundle.getMessage(key)?.value
  const other = (asked: string, values?: Record<string, string | number>): string => {
    if (asked !== key || !pattern) return say(asked, values)
    const errors: Error[] = []
    const text = bundle.formatPattern(pattern, values, errors)
    return errors.length > 0 ? say(asked, values) : text
  }
  return Object.assign(other, { language: say.language })
}

/** The language in which to begin with a person, by what their app says; Russian unless it is English. */
export function languageOf(code: string | undefined): Language {
  return code?.toLowerCase().startsWith('en') ? 'en' : 'ru'
}
