import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, errorOf, signedFetch } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { ActionBar } from '../../kit/action.tsx'
import { useAsk } from '../../kit/ask.tsx'
import { useBar } from '../../kit/bar.ts'
import { showFirstError, TextArea } from '../../kit/fields.tsx'
import { MenuSheet, Sheet } from '../../kit/sheet.tsx'
import { useSheet } from '../../nav/go.ts'
import { feel, inTelegram } from '../../telegram/telegram.ts'
import { useText } from '../../texts/texts.ts'
import { type Client, calledBy } from './data.ts'
import { MergeClient } from './merge.tsx'
import { NewLead } from './newlead.tsx'

type Menu = { open: boolean; close: () => void }

/** What ⋯ of a card does: edit, contact, merge, block list, and what becomes of the data. */
export function ClientActions({ client, menu, onEdit }: { client: Client; menu: Menu; onEdit: () => void }) {
  const t = useText()
  const bar = useBar()
  const queries = useQueryClient()
  const merge = useSheet('merge')
  const block = useSheet('bar')
  const files = useSheet('export')
  const ahead = useSheet('erase')
  const lead = useSheet('lead')
  const mayErase = useRight('clients.erase') !== 'none'
  const [ask, dialog] = useAsk()
  const path = `/api/clients/${client.id}`
  const keep = (next: Client) => {
    queries.setQueryData(['client', String(client.id)], next)
    void queries.invalidateQueries({ queryKey: ['clients'] })
  }
  const name = calledBy(client, t)

  const put = (reason: string) => call<Client>('PUT', `${path}/block`, { reason }).then(keep)
  const free = () => call<Client>('DELETE', `${path}/block`).then(keep)
  const unbar = useMutation({
    mutationFn: free,
    onSuccess: () => {
      const reason = client.barred?.reason ?? ''
      bar.say({ text: t('client-unbar-done', { name }), undo: () => void put(reason) })
    },
  })
  const give = useMutation({
    mutationFn: async (format: 'json' | 'csv') => {
      if (inTelegram()) {
        await call('POST', `${path}/export`, { format })
        return t('client-export-sent')
      }
      const response = await signedFetch(`${path}/export?format=${format}`)
      if (!response.ok) throw await errorOf(response)
      download(`client-${client.id}.${format}`, await response.blob())
      return t('client-export-saved')
    },
    onSuccess: (text) => bar.say({ text }),
  })
  const erase = useMutation({
    mutationFn: (upcoming: 'cancel' | 'keep' | null) =>
      call('POST', `${path}/erase`, { word: t('client-erase-word'), ...(upcoming && { upcoming }) }),
    onSuccess: () => {
      feel('saved')
      void queries.invalidateQueries({ queryKey: ['client', String(client.id)] })
      void queries.invalidateQueries({ queryKey: ['clients'] })
      bar.say({ text: t('client-erase-done') })
    },
  })
  const confirmErase = async (upcoming: 'cancel' | 'keep' | null) => {
    const sure = await ask({
      title: t('client-erase'),
      text: t('client-erase-text'),
      verb: t('client-erase'),
      type: t('client-erase-word'),
    })
    if (sure) erase.mutate(upcoming)
  }
  const beginErase = async () => {
    const { upcoming } = await call<{ upcoming: unknown[] }>('GET', `${path}/erase`)
    if (upcoming.length > 0) ahead.show(String(upcoming.length))
    else await confirmErase(null)
  }

  return (
    <>
      <MenuSheet
        open={menu.open}
        onClose={menu.close}
        title={t('client-menu')}
        items={[
          { label: t('client-edit'), act: onEdit, writes: true },
          { label: t('lead-new'), act: () => lead.show(), writes: true },
          { label: t('client-merge'), act: () => merge.show(), writes: true },
          client.barred
            ? { label: t('client-unbar'), act: () => unbar.mutate(), writes: true }
            : { label: t('client-bar'), act: () => block.show(), writes: true },
          ...(mayErase
            ? [
                { label: t('client-export'), act: () => files.show() },
                { label: t('client-erase'), act: () => void beginErase(), danger: true, writes: true },
              ]
            : []),
        ]}
      />
      {lead.open && <NewLead onClose={lead.close} clientId={client.id} />}
      {merge.open && <MergeClient client={client} onClose={merge.close} />}
      {block.open && (
        <Bar
          onClose={block.close}
          onBar={async (reason) => {
            await put(reason)
            block.close()
            bar.say({ text: t('client-bar-done', { name }), undo: () => void free() })
          }}
        />
      )}
      <MenuSheet
        open={files.open}
        onClose={files.close}
        title={t('client-export')}
        items={[
          { label: t('client-export-json'), act: () => give.mutate('json') },
          { label: t('client-export-csv'), act: () => give.mutate('csv') },
        ]}
      />
      <MenuSheet
        open={ahead.open}
        onClose={ahead.close}
        title={t('client-erase-ahead', { count: Number(ahead.arg ?? 1) })}
        items={[
          { label: t('client-erase-cancel'), act: () => void confirmErase('cancel'), danger: true, writes: true },
          { label: t('client-erase-keep'), act: () => void confirmErase('keep'), danger: true, writes: true },
        ]}
      />
      {dialog}
    </>
  )
}

function Bar({ onClose, onBar }: { onClose: () => void; onBar: (reason: string) => Promise<void> }) {
  const t = useText()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState(false)
  const save = useMutation({ mutationFn: () => onBar(reason.trim()) })
  const press = () => {
    setWrong(!reason.trim())
    if (reason.trim()) save.mutate()
    else setTimeout(showFirstError)
  }
  return (
    <Sheet open onClose={onClose} title={t('client-bar')}>
      <TextArea
        label={t('client-bar-reason')}
        hint={t('client-bar-hint')}
        error={wrong ? t('required') : null}
        value={reason}
        onValue={setReason}
        maxLength={500}
      />
      <ActionBar text={t('client-bar-do')} busy={save.isPending} onPress={press} />
    </Sheet>
  )
}

function download(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
