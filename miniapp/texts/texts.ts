import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import { createContext, useContext } from 'react'
import type { Language } from '../format.ts'

/** A text by its id, filled in; the id itself when there is none. */
export type Text = (id: string, args?: Record<string, FluentVariable>) => string

/** The language of a language code: Russian for Russian and its neighbours, else English. */
export const languageOf = (code: string): Language => (/^(ru|be|uk|kk)\b/i.test(code) ? 'ru' : 'en')

/** The texts that are on the screen, and whether those of settings and reports are wanted by now. */
let shown: { language: Language; bundle: FluentBundle } | null = null
let isMoreWanted = false

/** Loads the texts of one language; the other one is not in the first load. */
export async function loadTexts(language: Language): Promise<Text> {
  const bundle = bundleOf(language)
  shown = { language, bundle }
  const [first] = await Promise.all([
    language === 'ru' ? import('./ru.ts') : import('./en.ts'),
    isMoreWanted ? addMore(shown) : null,
  ])
  add(bundle, first.default)
  return textOf(bundle)
}

/** Adds the texts of settings and reports: a screen that says them is shown after this. */
export async function loadMoreTexts(): Promise<void> {
  isMoreWanted = true
  if (shown) await addMore(shown)
}

async function addMore({ language, bundle }: NonNullable<typeof shown>): Promise<void> {
  const more = language === 'ru' ? await import('./ru.later.ts') : await import('./en.later.ts')
  add(bundle, more.default)
}

/** Texts out of Fluent sources, by their file. */
export function textsOf(language: Language, sources: Record<string, string>): Text {
  const bundle = bundleOf(language)
  add(bundle, sources)
  return textOf(bundle)
}

// No marks of direction: both languages run one way, and they would get into what is copied.
const bundleOf = (language: Language) =>
  new FluentBundle(language === 'ru' ? 'ru-RU' : 'en-GB', { useIsolating: false })

function add(bundle: FluentBundle, sources: Record<string, string>): void {
  // What is there already stays.
  for (const source of Object.values(sources)) bundle.addResource(new FluentResource(source))
}

const textOf =
  (bundle: FluentBundle): Text =>
  (id, args) => {
    const value = bundle.getMessage(id)?.value
    return value ? bundle.formatPattern(value, args ?? null, []) : id
  }

export type Words = { t: Text; language: Language; choose: (language: Language) => void }

export const WordsContext = createContext<Words>({ t: (id) => id, language: 'ru', choose: () => undefined })

/** `const t = useText()`, then `t('save')`. */
export const useText = (): Text => useContext(WordsContext).t

/** The language and how to change it. */
export const useWords = (): Words => useContext(WordsContext)
