import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../api/config.ts'
import { ownSecretKey } from '../api/secret.ts'
import { connectTelegram } from '../api/setup.ts'
import { createBusiness } from '../db/businesses.ts'
import { migrate } from '../db/migrate.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'
import { TEMPLATES } from '../domain/templates.ts'

const USAGE = `npm run business -- --template barbershop --name "Борода" --key boroda [--token 123:ABC]
Adds a business with its website chat at /chat/<key>, and its own bot when a token is given. Stop an embedded Okoshko first.`

const { values } = parseArgs({
  options: {
    template: { type: 'string' },
    name: { type: 'string' },
    key: { type: 'string' },
    token: { type: 'string' },
  },
})
const template = Object.values(TEMPLATES).find(({ key }) => key === values.template)
if (!template || !values.key || !/^[a-z0-9-]{2,40}$/.test(values.key)) {
  process.stderr.write(`${USAGE}\n--template: ${Object.keys(TEMPLATES).join(', ')}; --key: 2–40 of a–z, 0–9, -\n`)
  process.exit(1)
}
const { key, name, token } = values

try {
  const config = readConfig({ ...process.env, TELEGRAM_BOT_TOKEN: token })
  const db = config.DATABASE_URL ? openPostgres(config.DATABASE_URL, { max: 2 }) : await openPglite(config.DATA_DIR)
  await migrate(db, config.DATABASE_URL)
  const secretKey = config.SECRET_KEY ?? ownSecretKey(config.DATA_DIR)
  const id = await db.transaction(async (tx) => {
    const businessId = await createBusiness(tx, template, { name, webKey: key, now: new Date() })
    if (token) await connectTelegram(tx, { businessId, key, token }, secretKey)
    return businessId
  })
  await db.close()
  process.stdout.write(
    `Business ${id} is ready: /chat/${key}${token ? ' and its bot' : ''} work from the next start on.\n`,
  )
} catch (error) {
  const lines = error instanceof ConfigError ? error.message : String(error instanceof Error ? error.message : error)
  process.stderr.write(`${lines}\n`)
  process.exit(1)
}
