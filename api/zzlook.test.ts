import { test } from 'vitest'
import { onPostgres } from '../db/testing/databases.ts'
import { clientOf, settled } from './testing/client.ts'
import { startStand } from './testing/stand.ts'
import { readFileSync } from 'node:fs'

onPostgres('look', (database) => {
  test('x', async () => {
    const script = JSON.parse(readFileSync('/tmp/okoshko/script.json', 'utf8')) as { template: 'salon'; acts: string[] }[]
    for (const { template, acts } of script) {
      const stand = await startStand(database.db, { template })
      const anna = clientOf(stand)
      let n = 0
      for (const act of acts) {
        try {
          if (act.startsWith('>')) await anna.person.taps(stand.bot, act.slice(1)); else await anna.person.sends(stand.bot, act)
        } catch (e) { console.log('!!', act, String(e).slice(0, 100)); continue }
        await settled(stand, database.db)
        const shown = stand.bot.chats.get(anna.person.id)!.shown
        console.log(`\n### ${act}`)
        for (const m of shown.slice(n)) console.log(`${m.edited ? '(edit) ' : ''}${m.text || m.caption}\n   ${m.buttons.map((r) => r.map((b) => `[${b.text}]`).join(' ')).join(' / ')}`)
        n = shown.length
      }
      if (stand.log.length) console.log(JSON.stringify(stand.log))
      await stand.stop()
    }
  }, 60000)
})
