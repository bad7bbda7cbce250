import { type RefObject, useState } from 'react'
import { dayTime, phone } from '../../format.ts'
import { Button } from '../../kit/button.tsx'
import { Check, Field, TextField } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Found, useFound, type Who } from './data.ts'

/** Who is booked: found by letters or the last digits, written down anew, or nobody. */
export function WhoField({
  who,
  onWho,
  field,
  error,
}: {
  who: Who
  onWho: (who: Who) => void
  field: RefObject<HTMLInputElement | null>
  error: string | null
}) {
  const t = useText()
  const style = useStyle()
  const [typed, setTyped] = useState('')
  const found = useFound(typed)
  const other = (
    <Button look="plain" onClick={() => onWho(null)}>
      {t('book-other-client')}
    </Button>
  )
  if (who?.kind === 'new')
    return (
      <section className="sheet-form" aria-label={t('book-client')}>
        <TextField label={t('book-name')} value={who.name} onValue={(name) => onWho({ ...who, name })} maxLength={60} />
        <TextField
          label={t('book-phone')}
          value={who.phone}
          onValue={(number) => onWho({ ...who, phone: number })}
          inputMode="tel"
          autoComplete="off"
          error={error}
        />
        {who.phone.trim() !== '' && (
          <Check label={t('book-consent')} on={who.consent} onChange={(consent) => onWho({ ...who, consent })} />
        )}
        {other}
      </section>
    )
  if (who)
    return (
      <List label={t('book-client')}>
        <ListRow
          title={who.kind === 'known' ? who.name : t('book-nobody')}
          note={who.kind === 'known' ? who.note : undefined}
          action={other}
        />
      </List>
    )
  const text = typed.trim()
  const items = text.length >= 2 ? found.data : undefined
  const fresh = () =>
    onWho(
      /\d{4}/.test(text.replace(/\D/g, ''))
        ? { kind: 'new', name: '', phone: text, consent: false }
        : { kind: 'new', name: text, phone: '', consent: false },
    )
  return (
    <section className="sheet-form">
      <Field label={t('book-client')} hint={items?.length === 0 ? t('book-nobody-found', { text }) : undefined}>
        {(tied) => (
          <input
            {...tied}
            ref={field}
            type="search"
            autoComplete="off"
            placeholder={t('book-find')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {items && items.length > 0 && (
        <List label={t('book-found')}>
          {items.map((one) => (
            <ListRow
              key={one.id}
              title={one.name ?? (one.phone ? phone(one.phone) : t('visit-nobody'))}
              note={noteOf(one)}
              side={one.name && one.phone ? phone(one.phone).slice(-5) : undefined}
              onPress={() =>
                onWho({
                  kind: 'known',
                  id: one.id,
                  name: one.name ?? (one.phone ? phone(one.phone) : t('visit-nobody')),
                  note: noteOf(one),
                })
              }
            />
          ))}
        </List>
      )}
      <div className="visit-ways">
        {text.length >= 2 && <Button onClick={fresh}>{t('book-new', { text })}</Button>}
        <Button look="plain" onClick={() => onWho({ kind: 'nobody' })}>
          {t('book-nobody')}
        </Button>
      </div>
    </section>
  )

  function noteOf(one: Found) {
    return [
      t('book-last', { visits: one.visits }),
      one.lastVisit && dayTime(one.lastVisit, style).split(', ')[0],
      one.barred && t('visit-barred'),
      one.noShows >= 2 && t('book-noshows', { count: one.noShows }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}
