import { Hono } from 'hono'
import * as instagram from '../../bot/channels/instagram/payload.ts'
import { instagramInbound } from '../../bot/channels/instagram/receive.ts'
import type { InstagramCredentials } from '../../bot/channels/instagram/wire.ts'
import * as whatsapp from '../../bot/channels/whatsapp/payload.ts'
import { echoedBy, type Moved, whatsappInbound, whatsappMove } from '../../bot/channels/whatsapp/receive.ts'
import type { WhatsAppCredentials } from '../../bot/channels/whatsapp/wire.ts'
import type { ChannelRow } from '../../db/channels.ts'
import { takeBack } from '../../db/echoes.ts'
import type { Inbound } from '../../db/messages.ts'
import { noteTemplate } from '../../db/templates.ts'
import { type Arrival, hasAddress, openWindow, readdress } from '../../db/windows.ts'
import { noteEcho } from '../echoes.ts'
import { createMetaDoor, type MetaDoor, type MetaSecrets } from '../metadoor.ts'
import { noteReport } from '../reports.ts'
import type { System } from '../system.ts'

/** Webhooks of WhatsApp and Instagram: who it is from is proved, what came is stored, and only then it answers 200. */
export function metaHooks(system: System) {
  const sequence = createSequence(system)
  return new Hono()
    .route('/hooks/whatsapp', whatsappHook(system, sequence))
    .route('/hooks/instagram', instagramHook(system, sequence))
}

/** Numbers what comes to this node in the order in which it came. */
function createSequence({ clock }: System): () => number {
  let last = 0
  return () => {
    last = Math.max(last + 1, clock().getTime() * 100)
    return last
  }
}

type Outcome = 'early' | 'done'

/** A channel's webhook; `oursIn`: the pieces of a body that are this channel's, which are taken one after another. */
function hookOf<T extends MetaSecrets, P>(
  door: MetaDoor<T>,
  take: (piece: P, channel: ChannelRow) => Promise<Outcome>,
  oursIn: (body: unknown, secrets: T) => readonly P[],
) {
  return new Hono()
    .get('/:channel', (c) => door.shake(c))
    .post('/:channel', async (c) => {
      const opened = await door.open(c)
      if (opened instanceof Response) return opened
      const { channel, secrets } = opened.hook
      let early = false
      for (const piece of oursIn(opened.body, secrets)) early = (await take(piece, channel)) === 'early' || early
      // Its message is on the way at this moment: told again in a little while.
      return early ? c.json({ ok: false }, 503) : c.json({ ok: true })
    })
}

/** Stores what somebody said; `arrival`: it opens the window. */
async function hear({ db, intake, drain }: System, said: { inbound: Inbound; arrival: Arrival | null }): Promise<void> {
  const { inbound, arrival } = said
  // Before anybody can answer, so that no answer finds it closed; a chat that is made by this word is opened after.
  const open = arrival && (await openWindow(db, arrival))
  const stored = await intake(inbound)
  if (stored && arrival && !open) await openWindow(db, arrival)
  if (stored) drain.wake(stored.chatId)
}

function instagramHook(system: System, sequence: () => number) {
  const door = createMetaDoor<InstagramCredentials>(system, 'instagram')
  const take = async (piece: instagram.Piece, channel: ChannelRow): Promise<Outcome> => {
    const { db, clock } = system
    switch (piece.kind) {
      case 'receipt':
        return noteReport(system, { ...piece.receipt, channelId: channel.id })
      case 'unsent':
        await takeBack(db, { ...piece, channelId: channel.id })
        return 'done'
      case 'echo':
        await noteEcho(system, { ...piece, channel, sequence: sequence() })
        return 'done'
      case 'said': {
        const said = instagramInbound(piece.event, { channel, sequence: sequence(), now: clock() })
        if (said) await hear(system, said)
        return 'done'
      }
    }
  }
  return hookOf(door, take, (body, { accountId }) =>
    instagram.piecesOf(body).filter((piece) => piece.accountId === accountId),
  )
}

function whatsappHook(system: System, sequence: () => number) {
  const door = createMetaDoor<WhatsAppCredentials>(system, 'whatsapp')
  const take = createTaking(system, sequence)
  // An app may serve several numbers: each has its own address here, and hears of the others too.
  return hookOf(door, take, (body, { accountId, phoneNumberId }) =>
    whatsapp
      .piecesOf(body)
      .filter((piece) =>
        piece.kind === 'template' ? piece.accountId === accountId : piece.phoneNumberId === phoneNumberId,
      ),
  )
}

const MOST_PEOPLE = 10_000

function createTaking(system: System, sequence: () => number) {
  const { db, clock } = system
  const people = new Set<string>()

  /** Who was known by their number is known by the platform's own id from now on. */
  const settle = async (moved: Moved) => {
    const key = `${moved.channelId}:${moved.to}`
    if (people.has(key)) return
    if (!(await hasAddress(db, moved.channelId, moved.to))) await db.transaction((tx) => readdress(tx, moved))
    if (people.size > MOST_PEOPLE) people.clear()
    people.add(key)
  }

  return async (piece: whatsapp.Piece, channel: ChannelRow): Promise<Outcome> => {
    const now = clock()
    if (piece.kind === 'receipt') return noteReport(system, { ...piece.receipt, channelId: channel.id })
    if (piece.kind === 'template') {
      await noteTemplate(db, { ...piece, channelIds: [channel.id], now })
      return 'done'
    }
    if (piece.kind === 'echo') {
      const { id: mid, timestamp } = piece.echo
      const echo = echoedBy(piece.echo)
      if (mid && echo)
        await noteEcho(system, { ...echo, channel, mid, at: Number(timestamp) * 1000 || 0, sequence: sequence() })
      return 'done'
    }
    const { message, contact } = piece
    const moved = whatsappMove(message, channel.id)
    if (moved) {
      for (const old of moved.from) people.delete(`${channel.id}:${old}`)
      await db.transaction((tx) => readdress(tx, moved))
      return 'done'
    }
    const said = whatsappInbound(message, contact, { channel, sequence: sequence(), now })
    if (!said) return 'done'
    const { person: to, phone } = said.arrival
    if (phone !== null && phone !== to) await settle({ channelId: channel.id, from: [phone], to, phone })
    await hear(system, said)
    return 'done'
  }
}
