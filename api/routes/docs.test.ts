import { afterAll, beforeAll, expect, test } from 'vitest'
import { onPostgres } from '../../db/testing/databases.ts'
import { HOOK_KINDS } from '../../domain/webhooks.ts'
import { type Stand, startStand } from '../testing/stand.ts'

onPostgres('what the API says of itself', (database) => {
  let stand: Stand
  beforeAll(async () => {
    stand = await startStand(database.db)
  })
  afterAll(() => stand.stop())

  test('the page shows every route that the description names, and nothing of it runs', async () => {
    const description = await fetch(`${stand.url}/api/openapi.json`).then((answer) => answer.json())
    const page = await fetch(`${stand.url}/api/docs`).then((answer) => answer.text())
    const paths = Object.keys((description as { paths: object }).paths)
    expect(paths.length).toBeGreaterThan(2)
    for (const path of paths) expect(page).toContain(`<code>${path}</code>`)
    const { webhooks } = description as { webhooks: object }
    expect(Object.keys(webhooks)).toEqual([...HOOK_KINDS])
    for (const kind of HOOK_KINDS) expect(page).toContain(`<code>${kind}</code>`)
    // The app sends the developer of an address here.
    expect(page).toMatch(/id="webhooks"[\s\S]*webhook-signature[\s\S]*HMAC-SHA256/)
    expect(page).not.toContain('<script')
    expect((await fetch(`${stand.url}/api/docs.css`)).headers.get('content-type')).toContain('text/css')
  })
})
