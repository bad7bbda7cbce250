import { useState } from 'react'
import { call } from '../../api/client.ts'
import { day } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { say } from '../../kit/bar.ts'
import { showFirstError, TextArea } from '../../kit/fields.tsx'
import { List, ListRow } from '../../kit/list.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type ConsentText, useGroup, useRefresh } from './data.ts'
import { Split } from './split.tsx'

const PURPOSES = ['personal_data', 'marketing'] as const
const LEAST = 20

/** Texts of consents; a new version never rewrites the one that was agreed to. */
export function Consents({ id }: { id: string | undefined }) {
  const t = useText()
  const style = useStyle()
  const { data, error, refetch } = useGroup<{ items: ConsentText[] }>('consents', '/api/consents')
  const chosen = PURPOSES.find((one) => one === id)
  const versions = (purpose: string) => (data?.items ?? []).filter((one) => one.purpose === purpose)
  const list = error ? (
    <Trouble error={error} onAgain={() => void refetch()} />
  ) : !data ? (
    <Skeleton label={t('loading')} />
  ) : (
    <List label={t('settings-consents')}>
      {PURPOSES.map((purpose) => {
        const [newest] = versions(purpose)
        const note = newest
          ? t('settings-consent-version', {
              version: newest.version,
              date: day(newest.createdAt, style),
              count: newest.agreed,
            })
          : t('settings-consent-none')
        return (
          <ListRow
            key={purpose}
            to={`/settings/consents/${purpose}`}
            current={purpose === chosen}
            title={t(`settings-consent-${purpose}`)}
            note={note}
          />
        )
      })}
    </List>
  )
  return (
    <Split
      title={t('settings-consents')}
      chosenTitle={chosen && t(`settings-consent-${chosen}`)}
      list={list}
      form={chosen && data ? <ConsentForm key={chosen} purpose={chosen} versions={versions(chosen)} /> : null}
    />
  )
}

function ConsentForm({ purpose, versions }: { purpose: string; versions: ConsentText[] }) {
  const t = useText()
  const style = useStyle()
  const refresh = useRefresh()
  const [newest] = versions
  const [ru, setRu] = useState(newest?.ru ?? '')
  const [en, setEn] = useState(newest?.en ?? '')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const short = (text: string) => (tried && text.trim().length < LEAST ? t('settings-consent-short') : null)
  const save = async () => {
    if (ru.trim().length < LEAST || en.trim().length < LEAST) {
      setTried(true)
      requestAnimationFrame(() => showFirstError())
      return
    }
    if (ru === newest?.ru && en === newest?.en) return say({ text: t('settings-same') })
    setBusy(true)
    setTrouble(null)
    try {
      await call('POST', '/api/consents', { purpose, version: newest?.version ?? 0, ru, en })
      say({ text: t('settings-consent-saved', { version: (newest?.version ?? 0) + 1 }) })
    } catch (error) {
      setTrouble(error)
    } finally {
      setBusy(false)
      refresh()
    }
  }
  return (
    <>
      <div className="form">
        <p className="note">{t('settings-consent-note')}</p>
        <TextArea label={t('settings-consent-ru')} error={short(ru)} value={ru} onValue={setRu} />
        <TextArea label={t('settings-consent-en')} error={short(en)} value={en} onValue={setEn} />
        {trouble !== null && <Trouble error={trouble} />}
        {versions.length > 1 && (
          <section className="stack">
            <h2>{t('settings-consent-before')}</h2>
            {versions.slice(1).map((one) => (
              <details key={one.version}>
                <summary>
                  {t('settings-consent-version', {
                    version: one.version,
                    date: day(one.createdAt, style),
                    count: one.agreed,
                  })}
                </summary>
                <p className="agreement">{one.ru}</p>
              </details>
            ))}
          </section>
        )}
      </div>
      <ActionBar text={t('settings-consent-save')} busy={busy} onPress={() => void save()} />
    </>
  )
}
