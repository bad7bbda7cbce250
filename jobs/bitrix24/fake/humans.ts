import { addBooking, deleteBooking } from './bookings.ts'
import { CONTACT, DEAL } from './fields.ts'
import { addItem, deleteItem, updateItem } from './items.ts'
import { type FakeItem, isRefused, type Portal, type Reply, type Row } from './portal.ts'

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
  /** Something in the calendar of this user. */
  plan: (event: { from: number; to: number; name?: string; accessibility?: 'busy' | 'absent' | 'free' }) => void
}

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
      portal.activities.get(id)!.completed = true
      portal.fire('ONCRMACTIVITYUPDATE', { FIELDS: { ID: String(id) } })
    },
    book: (resourceId, from, to) => {
      const timezone = 'Europe/Moscow'
      const datePeriod = { from: { timestamp: from, timezone }, to: { timestamp: to, timezone } }
      return (done(addBooking(portal, { fields: { resourceIds: [resourceId], datePeriod } })) as { id: number }).id
    },
    cancelBooking: (id) => void done(deleteBooking(portal, { id })),
    plan: ({ from, to, name = 'Встреча', accessibility = 'busy' }) => {
      portal.calendar.push({ id: portal.nextId(), userId, name, from, to, accessibility, wholeDay: false })
    },
  }
}

/** A hand that the portal refuses is a mistake of the test. */
function done(reply: Reply): unknown {
  if (isRefused(reply)) throw new Error(`the portal refuses: ${reply.error} ${reply.error_description}`)
  return reply.result
}

const idOf = (reply: Reply): number => (done(reply) as { item: FakeItem }).item.id
