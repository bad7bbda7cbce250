import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import { createContext, useContext } from 'react'
import type { Language } from '../format.ts'

/** A text by its id, filled in; the id itself when there is none. */
export type Text = (id: string, args?: Record<string, FluentVariable>) => string

/** The language of a language code: Russian for Russian and its neighbours, else English. */
export const languageOf = (code: string): Language => (/^(ru|be|uk|kk)\b/i.test(code) ? 'ru' : 'en')

/** Loads the texts of one language; the other one is not in the first load. */
export async function loadTexts(language: Language): Promise<Text> {
  const files = language === 'ru' ? await import('./ru.ts') : await import('./en.ts')
  return textsOf(language, Object.values(files.default))
}

/** Texts out of Fluent sources. */
export function textsOf(language: Language, sources: string[]): Text {
  // No marks of direction: both languages run one way, and they would get into what is copied.
  const bundle = new FluentBundle(language === 'ru' ? 'ru-RU' : 'en-GB', { useIsolating: false })
  for (const source of sources) bundle.addResource(new FluentResource(source))
  return (id, args) => {
    const value = bundle.getMessage(id)?.value
    return value ? bundle.formatPattern(value, args ?? null, []) : id
  }
}

export type Words = { t: Text; language: Language; choose: (language: Language) => void }

export const WordsContext = createContext<Words>({ t: (id) => id, language: 'ru', choose: () => undefined })

/** `const t = useText()`, then `t('save')`. */
export const useText = (): Text => useContext(WordsContext).t

/** The language and how to change it. */
export const useWords = (): Words => useContext(WordsContext)
