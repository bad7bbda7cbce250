import { expect, test } from 'vitest'
import { layersOf, matchPattern, spotOf, stepTo } from './layers.ts'

test('parts of an address are read by its pattern, and only by its own', () => {
  expect(matchPattern('/day/:date?', '/day')).toEqual({})
  expect(matchPattern('/day/:date?', '/day/2026-11-18')).toEqual({ date: '2026-11-18' })
  expect(matchPattern('/queue/:chat', '/queue')).toBeNull()
  expect(matchPattern('/queue', '/queue/7')).toBeNull()
  expect(spotOf('/nowhere')).toBeNull()
  expect(spotOf('/settings/channels/4')?.params).toEqual({ group: 'channels', id: '4' })
})

test('a page that came alone stands over the root of its tab', () => {
  const layers = layersOf('/visit/5', [])
  expect(layers?.root.path).toBe('/day')
  expect(layers?.page?.path).toBe('/visit/5')
})

test('a new visit lies over the page and the day from where it was opened', () => {
  const layers = layersOf('/new?client=5', ['/day/2026-11-18', '/clients/5'])
  expect([layers?.root.path, layers?.page?.path, layers?.sheet?.path]).toEqual([
    '/day/2026-11-18',
    '/clients/5',
    '/new',
  ])
})

test('a page keeps its place while a sheet of its own is open over it', () => {
  expect(spotOf('/visit/5?sheet=pay')?.key).toBe(spotOf('/visit/5')?.key)
  expect(stepTo('/visit/5?sheet=pay', { address: '/visit/5', under: ['/day'] })).toEqual({
    under: ['/day', '/visit/5'],
    replace: false,
  })
})

test('what a sheet leads to takes the place of the sheet', () => {
  expect(stepTo('/visit/9', { address: '/new', under: ['/day'] })).toEqual({ under: ['/day'], replace: true })
  expect(stepTo('/new', { address: '/visit/9?sheet=pay', under: ['/day', '/visit/9'] }).replace).toBe(true)
})

test('the fourth page takes the place of the third: Back is never longer than three pages', () => {
  const under = ['/day', '/visit/1', '/clients/2']
  expect(stepTo('/queue/3', { address: '/clients/2', under: under.slice(0, 2) })).toEqual({ under, replace: false })
  expect(stepTo('/visit/4', { address: '/queue/3', under })).toEqual({ under, replace: true })
})

test('closing time instead of booking takes the place of the booking: Back shows the day again', () => {
  const to = '/day/2026-11-18?sheet=block:new'
  expect(stepTo(to, { address: '/new', under: ['/day/2026-11-18'] })).toEqual({
    under: ['/day/2026-11-18'],
    replace: true,
  })
})

test('a tab lies over nothing', () => {
  expect(stepTo('/queue', { address: '/visit/5', under: ['/day'] })).toEqual({ under: [], replace: true })
})
