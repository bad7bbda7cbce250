import { FluentBundle, FluentResource } from '@fluent/bundle'

export type Language = 'ru' | 'en'

/** Says a text by its key; numbers stay numbers, so that plurals come right. */
export type Say = ((key: string, values?: Record<string, string | number>) => string) & { readonly language: Language }

export type Texts = { in(language: Language): Say }

/**
 * Texts from the sources of the two Fluent files. A key that English lacks is said in Russian; one that Russian lacks
 * throws, and so does a source that does not parse.
 */
export function createTexts(sources: Record<Language, string>): Texts {
  const ru = bundleOf('ru', sources.ru)
  const en = bundleOf('en', sources.en)
  const says = { ru: sayFrom('ru', [ru]), en: sayFrom('en', [en, ru]) }
  return { in: (language) => says[language] }
}

function bundleOf(language: Language, source: string): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false })
  const errors = bundle.addResource(new FluentResource(source))
  if (errors.length > 0) throw new Error(`${language}.ftl: ${errors.map((error) => error.message).join('; ')}`)
  return bundle
}

function sayFrom(language: Language, bundles: FluentBundle[]): Say {
  const say = (key: string, values?: Record<string, string | number>): string => {
    for (const bundle of bundles) {
      const message = bundle.getMessage(key)
      if (!message?.value) continue
      const errors: Error[] = []
      const text = bundle.formatPattern(message.value, values, errors)
      if (errors.length > 0) throw new Error(`text ${key}: ${errors.map((error) => error.message).join('; ')}`)
      return text
    }
    throw new Error(`no text ${key}`)
  }
  return Object.assign(say, { language })
}

/** The language in which to begin with a person, by what their app says; Russian unless it is English. */
export function languageOf(code: string | undefined): Language {
  return code?.toLowerCase().startsWith('en') ? 'en' : 'ru'
}
