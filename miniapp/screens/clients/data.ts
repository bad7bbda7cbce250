import { api, read } from '../../api/client.ts'
import type { Text } from '../../texts/texts.ts'

export type Filter = 'away' | 'no_shows' | 'barred'
export type Asked = { search: string; filter: Filter | null; tag: string | null }

/** A page of clients. */
export const loadClients = ({ search, filter, tag }: Asked, cursor: string | null) =>
  read(
    api.clients.$get({
      query: { search, ...(filter && { filter }), ...(tag && { tag }), ...(cursor && { cursor }) },
    }),
  )

/** A client with all that hangs on them. */
export const loadClient = (id: string) => read(api.clients[':id'].$get({ param: { id } }))

export type ListedClient = Awaited<ReturnType<typeof loadClients>>['items'][number]
export type Client = Awaited<ReturnType<typeof loadClient>>

/** How a client is called: by name, else by phone or public name. */
export const calledBy = (client: { name: string | null; phone?: string | null; username?: string | null }, t: Text) =>
  client.name ?? client.phone ?? (client.username ? `@${client.username}` : t('client-nameless'))

/** A source in words; one that the app has no word for as it is. */
export function sourceWord(source: string, t: Text): string {
  const id = `lead-source-${source}`
  const word = t(id)
  return word === id ? source : word
}
