import type { Texts } from '../../texts.ts'
import type { Words } from './choices.ts'

/** Words of the platforms' own pieces: in the language in which the text is written. */
export function listWords(texts: Texts, text: string): Words {
  const say = texts.in(/[а-яё]/i.test(text) ? 'ru' : 'en')
  return {
    open: say('list-open'),
    more: say('list-more'),
    next: say('list-next'),
    previous: say('list-previous'),
    callHuman: say('menu-human'),
    human: say('menu-human-short'),
    orHuman: say('menu-human-typed'),
  }
}
