import { addBooking, deleteBooking, updateBooking } from './bookings.ts'
import { CONTACT, DEAL } from './fields.ts'
import { addItem, deleteItem, updateItem } from './items.ts'
import { type FakeEvent, type FakeItem, isRefused, type Portal, type Reply, type Row } from './portal.ts'

/** What people do in the portal with their own hands; user fields by their original names, `UF_CRM_…`. */
export type Humans = {
  moveStage: (dealId: number, stageId: string) => void
  editDeal: (dealId: number, fields: Row) => void
  editContact: (contactId: number, fields: Row) => void
  /** Writes another number in the place of the first one. */
  changePhone: (contactId: number, phone: string) => void
  deleteDeal: (dealId: number) => void
  addDeal: (fields: Row) => number
  addContact: (fields: Row & { phone?: string }) => number
  completeTodo: (id: number) => void
  /** Seconds since 1970; returns the booking's number. */
  book: (resourceId: number, from: number, to: number) => number
  cancelBooking: (id: number) => void
  moveBooking: (id: number, from: number, to: number) => void
  /** Something in the calendar of this user, `times` times, a week apart; returns its number. */
  plan: (event: Partial<Omit<FakeEvent, 'id' | 'userId'>> & { from: number; to: number; times?: number }) => number
}

const WEEK = 7 * 86_400

export function handsOf(portal: Portal, userId: number): Humans {
  const edit = (entityTypeId: number, id: number, fields: Row) =>
    void done(updateItem(portal, { entityTypeId, id, fields, useOriginalUfNames: 'Y' }, userId))
  return {
    moveStage: (dealId, stageId) => edit(DEAL, dealId, { stageId }),
    editDeal: (dealId, fields) => edit(DEAL, dealId, fields),
    editContact: (contactId, fields) => edit(CONTACT, contactId, fields),
    changePhone: (contactId, phone) => {
      const known = portal.items
        .get(CONTACT)!
        .get(contactId)
        ?.fm.find(({ typeId }) => typeId === 'PHONE')
      const key = known ? String(known.id) : 'n0'
      edit(CONTACT, contactId, {
        fm: { [key]: { typeId: 'PHONE', valueType: known?.valueType ?? 'WORK', value: phone } },
      })
    },
    deleteDeal: (id) => void done(deleteItem(portal, { entityTypeId: DEAL, id })),
    addDeal: (fields) => idOf(addItem(portal, { entityTypeId: DEAL, fields, useOriginalUfNames: 'Y' }, userId)),
    addContact: ({ phone, ...fields }) => {
      const fm = phone === undefined ? [] : [{ typeId: 'PHONE', valueType: 'WORK', value: phone }]
      return idOf(addItem(portal, { entityTypeId: CONTACT, fields: { ...fields, fm } }, userId))
    },
    completeTodo: (id) => {
      Object.assign(portal.activities.get(id)!, { completed: true, editedAt: portal.now(), editorId: userId })
      portal.fire('ONCRMACTIVITYUPDATE', { FIELDS: { ID: String(id) } })
    },
    book: (resourceId, from, to) => {
      const timezone = 'Europe/Moscow'
      const datePeriod = { from: { timestamp: from, timezone }, to: { timestamp: to, timezone } }
      return (done(addBooking(portal, { fields: { resourceIds: [resourceId], datePeriod } })) as { id: number }).id
    },
    cancelBooking: (id) => void done(deleteBooking(portal, { id })),
    moveBooking: (id, from, to) => {
      const timezone = 'Europe/Moscow'
      const datePeriod = { from: { timestamp: from, timezone }, to: { timestamp: to, timezone } }
      done(updateBooking(portal, { id, fields: { datePeriod } }))
    },
    plan: ({ from, to, times = 1, ...more }) => {
      const id = portal.nextId()
      const event = { name: 'Встреча', accessibility: 'busy', wholeDay: false, status: 'H', ...more } as const
      for (let nth = 0; nth < times; nth++)
        portal.calendar.push({ id, userId, ...event, from: from + nth * WEEK, to: to + nth * WEEK })
      return id
    },
  }
}

/** A hand that the portal refuses is a mistake of the test. */
function done(reply: Reply): unknown {
  if (isRefused(reply)) throw new Error(`the portal refuses: ${reply.error} ${reply.error_description}`)
  return reply.result
}

const idOf = (reply: Reply): number => (done(reply) as { item: FakeItem }).item.id
