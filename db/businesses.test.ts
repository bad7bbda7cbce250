import { expect, test } from 'vitest'
import { TEMPLATES } from '../domain/templates.ts'
import { createBusiness, refill } from './businesses.ts'
import { createCatalogs, loadCatalog, touchCatalog } from './catalog.ts'
import { onEachDatabase } from './testing/databases.ts'
import { reword, wordingsOf } from './wordings.ts'

const now = new Date('2026-11-23T09:00:00Z')

onEachDatabase('a business from a template', (database) => {
  test.each(Object.values(TEMPLATES))('$key: the catalog gives back what the template says', async (template) => {
    const id = await database.db.transaction((tx) => createBusiness(tx, template, { webKey: template.key, now }))
    const catalog = await loadCatalog(database.db, id)
    expect(catalog.name).toBe(template.name)
    expect(catalog.services.map((service) => service.name)).toEqual(template.services.map((service) => service.name))
    expect(catalog.services.map((service) => service.price)).toEqual(template.services.map((service) => service.price))
    expect(catalog.resources.map((resource) => resource.name)).toEqual(
      [...template.masters, ...template.resources].map((resource) => resource.name),
    )
    expect(catalog.locations[0]!.hours.some((day) => day.length > 0)).toBe(true)
    expect(catalog.faq).toHaveLength(template.faq.length)
    const nameOf = (one: number) => catalog.services.find((service) => service.id === one)?.name
    expect(
      catalog.services.map(({ cycleDays, trial, goesWith = [] }) => [cycleDays, trial, goesWith.map(nameOf)]),
    ).toEqual(
      template.services.map(({ cycleDays = null, trial = false, goesWith = [] }) => [cycleDays, trial, goesWith]),
    )
  })

  test('a trade brings its own wordings; another takes them away and leaves those of the owner', async () => {
    const id = await database.db.transaction((tx) => createBusiness(tx, TEMPLATES.clinic, { webKey: 'words', now }))
    const own = { language: 'ru' as const, key: 'chain-feedback', text: 'Как прошло: { $when }, { $services }?' }
    const by = { businessId: id, memberId: null, now }
    await database.db.transaction((tx) => reword(tx, by, { ...own, version: 0 }))
    const wordings = async () => (await wordingsOf(database.db, id)).map(({ key, text }) => ({ key, text }))
    expect(await wordings()).toHaveLength(TEMPLATES.clinic.wordings!.length + 1)
    expect(await database.db.transaction((tx) => refill(tx, id, TEMPLATES.salon, now))).toBe(true)
    expect(await wordings()).toEqual([{ key: own.key, text: own.text }])
    expect(await database.db.transaction((tx) => refill(tx, id, TEMPLATES.clinic, now))).toBe(true)
    expect(await wordings()).toHaveLength(TEMPLATES.clinic.wordings!.length + 1)
  })

  test('the cache gives the same catalog until a change is said, then the new one', async () => {
    const id = await database.db.transaction((tx) => createBusiness(tx, TEMPLATES.salon, { webKey: 'cache', now }))
    const catalogs = createCatalogs()
    const first = await catalogs.of(database.db, id)
    expect(await catalogs.of(database.db, id)).toBe(first)
    await database.db.transaction(async (tx) => {
      await tx.query(`update businesses set name = 'Новое имя' where id = $1`, [id])
      await touchCatalog(tx, id)
    })
    const second = await catalogs.of(database.db, id)
    expect(second.name).toBe('Новое имя')
    expect(second.version).toBe(first.version + 1)
  })
})
