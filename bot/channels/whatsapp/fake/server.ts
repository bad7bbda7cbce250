import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerGraph, type Outcome, refusalOf, takeFault } from '../../meta/fake/graph.ts'
import { shows } from '../../meta/fake/talk.ts'
import { wrongWith } from './check.ts'
import { screenOf } from './screen.ts'
import { type FakeFault, type FakeNumber, type FakeTalk, talkOf, type World } from './world.ts'

/** Answers one call as the Graph API would. */
export const answer = (world: World, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  answerGraph(request, response, ({ id, edge, token, method, body }) => {
    const refuse = (status: number, code: number, details: string) => ({ error: { status, code, details } })
    const number = world.numbers.find(({ phoneNumberId, accountId }) => phoneNumberId === id || accountId === id)
    if (!token || !world.numbers.some((known) => known.token === token))
      return refuse(401, 190, 'Invalid OAuth access token.')
    if (!number || number.token !== token) return refuse(400, 100, 'Object does not exist or is not yours')
    if (method === 'GET') return { result: read(number, edge) }
    if (edge !== 'messages' || method !== 'POST') return refuse(400, 100, 'unknown edge')
    const call = { path: `${id}/${edge}`, body, status: 0, code: 0, at: world.now() }
    number.calls.push(call)
    const outcome = accept(world, number, body)
    if (outcome !== 'cut') Object.assign(call, 'error' in outcome ? outcome.error : { status: 200 })
    return outcome
  })

function read(number: FakeNumber, edge: string): object {
  if (edge === 'message_templates')
    return {
      data: number.templates.map(({ name, language, status, category, body, buttons }) => ({
        name,
        language,
        status,
        category,
        components: [
          { type: 'BODY', text: body },
          ...(buttons.length > 0
            ? [{ type: 'BUTTONS', buttons: buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]
            : []),
        ],
      })),
    }
  return {
    id: number.phoneNumberId,
    display_phone_number: '+7 495 000-00-00',
    verified_name: 'Салон',
    quality_rating: 'GREEN',
  }
}

function accept(world: World, number: FakeNumber, body: Record<string, unknown>): Outcome {
  const fault = faultFor(world, body)
  if (fault?.cut === 'before') return 'cut'
  const planned = fault && refusalOf(fault)
  if (planned) return { error: planned }
  const wrong = wrongWith(body, number.templates)
  if (wrong) return { error: wrong }
  const address = String(body.to ?? body.recipient)
  const user = world.people.find(({ phone, userId }) =>
    body.to === undefined ? userId === address : phone === address,
  )
  if (!user) return { error: { status: 400, code: 131026, details: 'Message undeliverable' } }
  const talk = talkOf(number, user)
  const now = world.now()
  talk.times = talk.times.filter((at) => at > now - 6000)
  if (talk.times.length >= world.perPair)
    return { error: { status: 400, code: 131056, details: 'pair rate limit hit' } }
  if (body.type !== 'template' && now >= talk.windowUntil)
    return { error: { status: 400, code: 131047, details: 'more than 24 hours have passed' } }
  talk.times.push(now)
  const wamid = `wamid.HBg${String(++world.last).padStart(12, '0')}`
  arrive(world, number, talk, { wamid, address, body })
  if (fault?.cut === 'after') return 'cut'
  const contact = body.to === undefined ? { input: address, user_id: address } : { input: address, wa_id: address }
  return {
    result: {
      messaging_product: 'whatsapp',
      contacts: [contact],
      messages: [{ id: wamid, message_status: 'accepted' }],
    },
  }
}

function faultFor(world: World, body: Record<string, unknown>): FakeFault | null {
  const template = body.type === 'template'
  const address = String(body.to ?? body.recipient)
  return takeFault(
    world.faults,
    ({ to, only }) =>
      (!to || to.phone === address || to.userId === address) && (!only || (only === 'template') === template),
  )
}

type Arriving = { wamid: string; address: string; body: Record<string, unknown> }

function arrive(world: World, number: FakeNumber, talk: FakeTalk, { wamid, address, body }: Arriving): void {
  const { chat } = talk
  const { text, buttons } = screenOf(body, number.templates)
  const about = body.biz_opaque_callback_data === undefined ? null : String(body.biz_opaque_callback_data)
  const message_id = world.last
  talk.wamids.set(message_id, wamid)
  const seen = shows(chat, { message_id, date: Math.floor(world.now() / 1000), text, buttons })
  number.sent.push({ ...seen, wamid, address, about, payload: body })
}
