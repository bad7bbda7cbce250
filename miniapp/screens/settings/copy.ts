import { say } from '../../kit/bar.ts'
import type { Text } from '../../texts/texts.ts'

/** Puts a text where it can be pasted from, and says so; where the browser does not let it, says what to copy. */
export async function copy(t: Text, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say({ text: t('settings-copied') })
  } catch {
    say({ text: t('settings-copy-self', { text }) })
  }
}
