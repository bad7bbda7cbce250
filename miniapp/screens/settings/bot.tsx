import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Button } from '../../kit/button.tsx'
import { TextArea } from '../../kit/fields.tsx'
import { feel, openOutside } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { useConnecting } from './connecting.ts'
import { copy } from './copy.ts'
import { type Channel, useRefresh } from './data.ts'

const TOKEN = /\d{5,15}:[\w-]{20,}/

/** Three steps with @BotFather: open it, send /newbot, paste its whole answer. The token in it connects the bot at once. */
export function BotField({ onConnected }: { onConnected: (channel: Channel) => void }) {
  const t = useText()
  const refresh = useRefresh()
  const [text, setText] = useState('')
  const { busy, refusal, setRefusal, send } = useConnecting()

  const connect = async (answer: string) => {
    if (answer.trim() === '') return
    await send(async () => {
      const channel = await call<Channel>('POST', '/api/channels', { text: answer })
      feel('saved')
      setText('')
      refresh()
      onConnected(channel)
    })
  }
  return (
    <ol className="stack">
      <li className="buttons">
        <span>{t('settings-bot-open')}</span>
        <Button onClick={() => openOutside('https://t.me/BotFather')}>@BotFather</Button>
      </li>
      <li className="buttons">
        <span>{t('settings-bot-send')}</span>
        <Button onClick={() => void copy(t, '/newbot')}>{t('settings-copy', { what: '/newbot' })}</Button>
      </li>
      <li className="stack">
        <TextArea
          label={t('settings-bot-paste')}
          error={refusal}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onValue={(next) => {
            setText(next)
            setRefusal(null)
            // Pasted whole: nobody has to look for the button.
            if (TOKEN.test(next) && !TOKEN.test(text)) void connect(next)
          }}
        />
        <Button look="main" writes busy={busy} onClick={() => void connect(text)}>
          {t('settings-connect-verb')}
        </Button>
      </li>
    </ol>
  )
}
