import { useState } from 'react'
import { FORMATS, type Format } from '../../../domain/sheet.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { troubleOf } from '../../kit/states.tsx'
import { inTelegram } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'

/** The two kinds of file that a table goes out as. `give` throws what went wrong. */
export function FileButtons({ give }: { give: (format: Format) => Promise<void> }) {
  const t = useText()
  const [busy, setBusy] = useState<Format | null>(null)
  const press = async (format: Format) => {
    if (busy) return
    setBusy(format)
    try {
      await give(format)
    } catch (trouble) {
      say({ text: troubleOf(t, trouble) })
    } finally {
      setBusy(null)
    }
  }
  return (
    <div className="num-files">
      {FORMATS.map((format) => (
        <Button key={format} busy={busy === format} onClick={() => void press(format)}>
          {t(`num-${inTelegram() ? 'send' : 'save'}-${format}`)}
        </Button>
      ))}
    </div>
  )
}
