import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, read } from '../../api/client.ts'
import { money } from '../../format.ts'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { LinkCards, type Links } from './made.tsx'

const loadSaved = () => read(api.links.saved.$get())
type Saved = Awaited<ReturnType<typeof loadSaved>>['items'][number]

const WORDS = ['vk', 'instagram', 'maps', 'site', 'flyer']
const HOW = ['cpc', 'post', 'qr']

/** «Листовка · QR на бумаге · u_metro». */
function nameOf({ source, medium, campaign }: Saved, t: Text): string {
  const where = WORDS.includes(source) ? t(`links-where-${source}`) : source
  const how = HOW.includes(medium) ? t(`links-how-${medium}`) : medium
  return [where, how, campaign].filter(Boolean).join(' · ')
}

/** Links that were saved, each with what it brought. */
export function SavedLinks() {
  const t = useText()
  const style = useStyle()
  const sheet = useSheet('link')
  const { data, error, refetch } = useQuery({ queryKey: ['links', 'saved'], queryFn: loadSaved })
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  if (!data) return <Skeleton label={t('loading')} onAgain={() => void refetch()} />
  if (data.items.length === 0) return null
  const chosen = data.items.find(({ id }) => String(id) === sheet.arg)
  return (
    <Card title={t('links-saved')}>
      <p className="note">{t('links-saved-hint')}</p>
      <List label={t('links-saved')}>
        {data.items.map((one) => (
          <ListRow
            key={one.id}
            title={nameOf(one, t)}
            note={[
              t('links-leads', { count: one.leads }),
              t('links-booked', { count: one.booked }),
              t('links-visited', { count: one.visited }),
              t('links-paid', { count: one.paid }),
            ].join(', ')}
            side={money(one.revenue, style)}
            onPress={() => sheet.show(String(one.id))}
          />
        ))}
      </List>
      {chosen && sheet.open && <One link={chosen} name={nameOf(chosen, t)} onClose={sheet.close} />}
    </Card>
  )
}

function One({ link, name, onClose }: { link: Saved; name: string; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const { source, medium, campaign } = link
  const { data, error, refetch } = useQuery({
    queryKey: ['links', 'one', link.id],
    queryFn: () => call<Links>('POST', '/api/links', { source, medium, ...(campaign && { campaign }) }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const remove = async () => {
    try {
      await call('DELETE', `/api/links/${link.id}`)
      onClose()
      say({ text: t('links-removed') })
    } catch (trouble) {
      say({ text: troubleOf(t, trouble) })
    }
    void queries.invalidateQueries({ queryKey: ['links', 'saved'] })
  }
  return (
    <Sheet open onClose={onClose} title={name}>
      <div className="sections">
        {error ? (
          <Trouble error={error} onAgain={() => void refetch()} />
        ) : data ? (
          <LinkCards items={data.items} />
        ) : (
          <Skeleton label={t('loading')} />
        )}
        <Button look="danger" writes onClick={() => void remove()}>
          {t('links-remove')}
        </Button>
      </div>
    </Sheet>
  )
}
