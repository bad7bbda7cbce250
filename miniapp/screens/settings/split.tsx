import type { ReactNode } from 'react'
import { Page } from '../../kit/page.tsx'
import { useWide } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'

/** A list and the form of what is chosen in it: one after the other on a phone, side by side on a wide screen. */
export function Split({
  title,
  chosenTitle,
  tools,
  list,
  form,
}: {
  title: string
  chosenTitle?: string
  tools?: ReactNode
  list: ReactNode
  /** Null: nothing is chosen. */
  form: ReactNode
}) {
  const t = useText()
  const wide = useWide()
  if (!wide)
    return form ? (
      <Page title={chosenTitle ?? title}>{form}</Page>
    ) : (
      <Page title={title} tools={tools}>
        {list}
      </Page>
    )
  return (
    <Page title={title} tools={tools}>
      <div className="split">
        <div className="split-list">{list}</div>
        <section className="split-form" aria-label={chosenTitle ?? title}>
          {form ? (
            <>
              {chosenTitle && <h2>{chosenTitle}</h2>}
              {form}
            </>
          ) : (
            <p className="note split-none">{t('settings-choose')}</p>
          )}
        </section>
      </div>
    </Page>
  )
}
