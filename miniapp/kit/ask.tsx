import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useRef, useState } from 'react'
import { ask as askTelegram } from '../telegram/telegram.ts'
import { useText } from '../texts/texts.ts'
import { Button } from './button.tsx'

export type Question = {
  title: string
  text: string
  /** The button that does it: «Удалить данные». */
  verb: string
  /** A word to be typed first; the app's own dialog is used then. */
  type?: string
}

/**
 * For what cannot be undone, and nothing else: `const [ask, dialog] = useAsk()`, `if (await ask({ … })) …`, and
 * `{dialog}` somewhere in the screen. Telegram's popup where there is one.
 */
export function useAsk(): [ask: (question: Question) => Promise<boolean>, dialog: ReactNode] {
  const t = useText()
  const [open, setOpen] = useState<Question | null>(null)
  const answer = useRef<(yes: boolean) => void>(undefined)
  const close = (yes: boolean) => {
    setOpen(null)
    answer.current?.(yes)
  }
  const ask = async (question: Question) => {
    if (!question.type) {
      const pressed = await askTelegram({
        title: question.title,
        text: question.text,
        buttons: [
          { id: 'yes', text: question.verb, danger: true },
          { id: 'no', text: t('cancel') },
        ],
      })
      if (pressed !== null) return pressed === 'yes'
    }
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
      setOpen(question)
    })
  }
  const dialog = open && <Asked question={open} close={close} />
  return [ask, dialog]
}

function Asked({ question, close }: { question: Question; close: (yes: boolean) => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const ready = !question.type || typed.trim().toLowerCase() === question.type.toLowerCase()
  return (
    <AlertDialog.Root open onOpenChange={(next) => !next && close(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="sheet">
          <div className="sheet-body asked">
            <AlertDialog.Title>{question.title}</AlertDialog.Title>
            <AlertDialog.Description>{question.text}</AlertDialog.Description>
            {question.type && (
              <div className="field">
                <input
                  type="text"
                  aria-label={t('ask-type', { word: question.type })}
                  placeholder={t('ask-type', { word: question.type })}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </div>
            )}
            <div className="conflict-actions">
              <Button onClick={() => close(false)}>{t('cancel')}</Button>
              <Button
                look="danger"
                writes
                why={ready ? null : t('ask-type', { word: question.type ?? '' })}
                onClick={() => close(true)}
              >
                {question.verb}
              </Button>
            </div>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
