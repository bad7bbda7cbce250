import { useState } from 'react'
import { useBranch, useRight } from '../../api/session.ts'
import { dateAt } from '../../format.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useBar } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Select, showFirstError, TextField } from '../../kit/fields.tsx'
import { Card } from '../../kit/list.tsx'
import { Sheet } from '../../kit/sheet.tsx'
import { useSheet } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { usePriceList } from '../booking/data.ts'
import { PARTS, type Part, useChange, useWaitlist, writeIn } from './data.ts'
import { WaitList } from './day.tsx'

/** What a client waits for, and how to write them in; nothing for who can do neither. */
export function ClientWaits({ client }: { client: number }) {
  const t = useText()
  const style = useStyle()
  const form = useSheet('wait')
  const mayWrite = useRight('visits.write') !== 'none'
  const { data } = useWaitlist({ client })
  if (!data || (data.items.length === 0 && !mayWrite)) return null
  return (
    <Card>
      {data.items.length > 0 && (
        <>
          <h2 className="wait-head">{t('wait-title')}</h2>
          <WaitList items={data.items} style={style} />
        </>
      )}
      {mayWrite && (
        <Button look="plain" writes onClick={() => form.show()}>
          {t('wait-add')}
        </Button>
      )}
      <Sheet open={form.open} onClose={form.close} title={t('wait-add')}>
        {form.open && <WaitForm client={client} onDone={form.close} />}
      </Sheet>
    </Card>
  )
}

function WaitForm({ client, onDone }: { client: number; onDone: () => void }) {
  const t = useText()
  const bar = useBar()
  const style = useStyle()
  const location = useBranch()?.id
  const prices = usePriceList()
  const today = dateAt(new Date(), style.zone)
  const [service, setService] = useState('')
  const [master, setMaster] = useState('any')
  const [from, setFrom] = useState(today)
  const [to, setTo] = useState(today)
  const [part, setPart] = useState<Part>('any')
  const [tried, setTried] = useState(false)
  const write = useChange(writeIn, () => {
    bar.say({ text: t('wait-add-done') })
    onDone()
  })
  const chosen = prices.data?.services.find(({ id }) => String(id) === service)
  const wrongDays = from > to || to < today
  const save = () => {
    setTried(true)
    if (!chosen || wrongDays) return void requestAnimationFrame(() => showFirstError())
    const hours = PARTS[part]
    write.mutate({
      client,
      location,
      services: [chosen.id],
      master: master === 'any' ? null : Number(master),
      from,
      to,
      hours,
    })
  }
  return (
    <>
      <div className="sheet-form">
        <Select
          label={t('wait-service')}
          value={service}
          onValue={(id) => {
            setService(id)
            setMaster('any')
          }}
          options={prices.data?.services.map(({ id, name }) => ({ value: String(id), label: name })) ?? []}
          error={tried && !chosen ? t('wait-service-choose') : null}
        />
        <Select
          label={t('wait-master')}
          value={master}
          onValue={setMaster}
          options={[
            { value: 'any', label: t('wait-master-any') },
            ...(prices.data?.masters.filter(({ id }) => chosen?.masters.includes(id)) ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            })),
          ]}
        />
        <TextField label={t('wait-from')} type="date" min={today} value={from} onValue={setFrom} />
        <TextField
          label={t('wait-to')}
          type="date"
          min={today}
          value={to}
          onValue={setTo}
          error={tried && wrongDays ? t('wait-days-wrong') : null}
        />
        <Select
          label={t('wait-part')}
          value={part}
          onValue={(value) => setPart(value as Part)}
          options={(Object.keys(PARTS) as Part[]).map((value) => ({ value, label: t(`wait-part-${value}`) }))}
        />
      </div>
      <ActionBar text={t('wait-add-save')} busy={write.isPending} onPress={save} />
    </>
  )
}
