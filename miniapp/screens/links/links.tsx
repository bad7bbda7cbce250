import '../settings/settings.css'
import './links.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isTooLong, slugOf } from '../../../domain/links.ts'
import { call } from '../../api/client.ts'
import { say } from '../../kit/bar.ts'
import { Button, Chip, ChipRow, GoLink } from '../../kit/button.tsx'
import { TextField } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useWork } from '../../kit/work.ts'
import { isLocal } from '../../local.ts'
import { setSearch } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { copy } from '../settings/copy.ts'
import { LinkCards, type Links } from './made.tsx'
import { SavedLinks } from './saved.tsx'

const WHERE = ['vk', 'instagram', 'maps', 'site', 'flyer', 'other'] as const
const HOW = ['cpc', 'post', 'qr'] as const

/** Links and QR codes that say where a contact came from, and what puts the chat and a form on the business's own site. */
export default function LinksPage({ search }: ScreenProps) {
  const t = useText()
  // What is chosen stands in the address: who looks at the numbers and comes back finds it.
  const [chosen, setChosen] = useState(() => ({
    where: search.get('where') ?? '',
    own: search.get('own') ?? '',
    how: search.get('how') ?? '',
    campaign: search.get('campaign') ?? '',
  }))
  const choose = (change: Partial<typeof chosen>) => {
    setChosen({ ...chosen, ...change })
    setSearch(Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null])))
  }
  const { own, campaign } = chosen
  const where = WHERE.find((one) => one === chosen.where) ?? WHERE[0]
  const how = HOW.find((one) => one === chosen.how) ?? HOW[0]
  const source = where === 'other' ? own.trim() : where
  const named = slugOf(source) !== ''
  const long = isTooLong({ source, medium: how, campaign })
  return (
    <Page title={t('links')}>
      <div className="sections">
        <p className="note">{t('links-lead')}</p>
        <Card title={t('links-where')}>
          <ChipRow label={t('links-where')}>
            {WHERE.map((one) => (
              <Chip key={one} chosen={one === where} onPress={() => choose({ where: one })}>
                {t(`links-where-${one}`)}
              </Chip>
            ))}
          </ChipRow>
          {where === 'other' && (
            <TextField
              label={t('links-own')}
              value={own}
              onValue={(next) => choose({ own: next })}
              maxLength={40}
              error={own !== '' && !named ? t('links-own-error') : null}
            />
          )}
          <ChipRow label={t('links-how')}>
            {HOW.map((one) => (
              <Chip key={one} chosen={one === how} onPress={() => choose({ how: one })}>
                {t(`links-how-${one}`)}
              </Chip>
            ))}
          </ChipRow>
          <TextField
            label={t('links-campaign')}
            hint={t('links-campaign-hint')}
            value={campaign}
            onValue={(next) => choose({ campaign: next })}
            maxLength={40}
            error={long ? t('links-long') : null}
          />
        </Card>
        {named && !long && <Made source={source} medium={how} campaign={slugOf(campaign) ? campaign : ''} />}
        <SavedLinks />
        <GoLink to="/numbers/channels" className="button quiet">
          {t('links-results')}
        </GoLink>
        <OwnSite />
      </div>
    </Page>
  )
}

function Made({ source, medium, campaign }: { source: string; medium: string; campaign: string }) {
  const t = useText()
  const queries = useQueryClient()
  const { busy, work } = useWork()
  const marks = { source, medium, ...(campaign && { campaign }) }
  const query = new URLSearchParams(marks).toString()
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['links', query],
    queryFn: () => call<Links>('GET', `/api/links?${query}`),
    placeholderData: (before) => before,
  })
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} onAgain={() => void refetch()} />
  const save = () =>
    work(async () => {
      queries.setQueryData(['links', query], await call<Links>('POST', '/api/links', marks))
      await queries.invalidateQueries({ queryKey: ['links', 'saved'] })
      say({ text: t('links-save-done') })
    })
  return (
    <>
      <LinkCards items={data.items} stale={isPlaceholderData} />
      <Button look="main" writes busy={busy} onClick={() => void save()}>
        {t('links-save')}
      </Button>
      <p className="note">{t('links-save-hint')}</p>
    </>
  )
}

/** The line of the chat, and a form that is good on one site. */
function OwnSite() {
  const t = useText()
  const [host, setHost] = useState('')
  const [wrong, setWrong] = useState(false)
  const [form, setForm] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['links', 'widget'],
    queryFn: () => call<{ html: string }>('GET', '/api/forms/widget'),
  })
  const make = async () => {
    const fits = /^(https?:\/\/)?[\p{L}\d-]+(\.[\p{L}\d-]+)+(\/.*)?$/u.test(host.trim())
    setWrong(!fits)
    if (!fits) return
    setBusy(true)
    try {
      setForm((await call<{ html: string }>('POST', '/api/forms/key', { hosts: [host] })).html)
    } catch (error) {
      say({ text: troubleOf(t, error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('links-site')}>
      <p className="note">{t('links-site-lead')}</p>
      {error && <Trouble error={error} onAgain={() => void refetch()} />}
      {data && (
        <>
          <p className="link-box">{data.html}</p>
          {isLocal(location.origin) && <p className="note">{t('links-local')}</p>}
          <Button onClick={() => void copy(t, data.html)}>{t('links-copy-line')}</Button>
        </>
      )}
      <TextField
        label={t('links-hosts')}
        hint={t('links-hosts-hint')}
        inputMode="url"
        value={host}
        onValue={setHost}
        error={wrong ? t('links-hosts-error') : null}
      />
      <Button writes busy={busy} onClick={() => void make()}>
        {t('links-form')}
      </Button>
      {form && (
        <>
          <pre className="form-html">{form}</pre>
          <Button onClick={() => void copy(t, form)}>{t('links-copy-form')}</Button>
        </>
      )}
    </Card>
  )
}
