import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { startFakeTelegram } from '../bot/channels/telegram/fake/telegram.ts'
import { asked } from '../db/testing/asked.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { readConfig } from './config.ts'

/** The program itself, as `npm start` runs it. */
const PROGRAM = join(import.meta.dirname, 'node.ts')

let directory: string
const running: ChildProcess[] = []
const SECRET_KEY = 'sixteen or more letters'

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'okoshko-start-'))
})
afterEach(async () => {
  for (const child of running.splice(0)) await kill(child, 'SIGKILL')
  rmSync(directory, { recursive: true, force: true })
})

type Started = { child: ChildProcess; url: string; said: string }

/** Starts the program; resolves once it has printed the address of the website chat, rejects when it exits first. */
function start(env: Record<string, string> = {}, until = /Website chat: \S+/): Promise<Started> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, DATA_DIR: directory, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let said = ''
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      const url = /Website chat: (\S+)\/chat/.exec(said)?.[1]
      if (url && until.test(said)) resolve({ child, url, said })
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${said}`)))
  })
}

function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  child.kill(signal)
  return exited
}

/** A visitor of the website chat who says one thing and waits for the answer. */
async function talk(url: string, token: string | null, text: string): Promise<{ token: string; answer: string }> {
  const post = async (path: string, body: object, bearer?: string) => {
    const response = await fetch(`${url}/chat/api/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: bearer ? { Authorization: `Bearer ${bearer}` } : {},
    })
    return response.json() as Promise<{ token: string }>
  }
  const session = await post('session', { channel: 'default', token })
  const headers = { Authorization: `Bearer ${session.token}` }
  const before = (await (await fetch(`${url}/chat/api/messages`, { headers })).json()) as { cursor: number }
  await post('messages', { id: crypto.randomUUID(), text }, session.token)
  const stream = await fetch(`${url}/chat/api/stream?after=${before.cursor}`, { headers })
  let heard = ''
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    heard += chunk
    const data = /event: message\ndata: (.+)\n/.exec(heard)?.[1]
    if (data) return { token: session.token, answer: (JSON.parse(data) as { message: { text: string } }).message.text }
  }
  throw new Error(`no answer: ${heard}`)
}

test('with nothing set it makes a demo business, answers in the website chat and opens the staff app by the printed link; a second process on its directory is refused; a restart keeps everything, a kill leaves no lock behind', async () => {
  const first = await start()
  expect(first.said).toContain('set TELEGRAM_BOT_TOKEN')
  await opensTheApp(first)
  const [visitor] = await Promise.all([
    talk(first.url, null, 'привет'),
    expect(start()).rejects.toThrow(/exit 1: .*is in use by another Okoshko process/),
  ])
  expect(visitor.answer).toMatch(/Здравствуйте/)
  expect(await kill(first.child, 'SIGTERM')).toBe(0)

  const second = await start()
  const response = await fetch(`${second.url}/chat/api/messages`, {
    headers: { Authorization: `Bearer ${visitor.token}` },
  })
  const { messages } = (await response.json()) as { messages: { text: string }[] }
  expect(messages.map(({ text }) => text)).toEqual(['привет', visitor.answer])
  await kill(second.child, 'SIGKILL')
  await connectsABot()
})

/** A newcomer with no Telegram is the owner by the printed link, once, and the guide waits for them. */
async function opensTheApp({ url, said }: Started) {
  const link = new URL(/Staff app[^:]*: (\S+)/.exec(said)![1]!)
  expect(link.origin + link.pathname).toBe(`${url}/app/`)
  const enter = () =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: link.searchParams.get('code') }),
    })
  const entered = await enter()
  const { token, member } = (await entered.json()) as { token: string; member: { role: string } }
  expect([entered.status, member.role]).toEqual([200, 'owner'])
  const guide = await fetch(`${url}/api/guide`, { headers: { Authorization: `Bearer ${token}` } })
  expect(await guide.json()).toMatchObject({ step: 1, done: false, bot: null, chat: '/chat/default' })
  expect((await enter()).status).toBe(401)
}

/** Started with a token the bot polls, has its commands in two languages, and makes whoever knows the code its owner. */
async function connectsABot() {
  const telegram = await startFakeTelegram()
  try {
    const bot = telegram.addBot({})
    const { said } = await start(
      { TELEGRAM_BOT_TOKEN: bot.token, TELEGRAM_API_ROOT: telegram.root },
      /Telegram: https:\/\/t\.me\//,
    )
    expect(said).toContain(`https://t.me/${bot.username}`)
    expect(JSON.stringify([...Object.values(bot.commands)])).toMatch(
      /Записаться.*Book a visit|Book a visit.*Записаться/,
    )
    const code = /once: (\S+)/.exec(said)![1]!
    const owner = telegram.person({ first_name: 'Пётр' })
    await owner.starts(bot)
    await owner.sees(bot, /Здравствуйте/)
    await owner.sends(bot, code)
    await owner.sees(bot, /Теперь вы владелец/)
    const other = telegram.person({ first_name: 'Иван' })
    await other.starts(bot)
    await other.sends(bot, code)
    await other.sees(bot, /Код не подошёл/)
  } finally {
    await telegram.close()
  }
}

test('DATABASE_URL switches to PostgreSQL, where several processes serve one business, of any trade', async () => {
  const DATABASE_URL = await asked(inject('postgresFactory'))
  const env = { DATABASE_URL, SECRET_KEY, BUSINESS_TEMPLATE: 'autoservice' }
  const [first, second] = await Promise.all([start(env), start(env)])
  const { token } = await talk(first.url, null, 'привет')
  expect((await talk(second.url, token, 'сколько стоит диагностика')).answer).toMatch(/₽/)
  const { services } = (await (await fetch(`${first.url}/api/services`)).json()) as { services: { name: string }[] }
  expect(services.map(({ name }) => name)).toContain(TEMPLATES.autoservice.services[0]!.name)
})

test('a wrong setting stops the start with one clear line each', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const taken = String((other.address() as AddressInfo).port)
  await Promise.all([
    expect(start({ PORT: taken }).finally(() => other.close())).rejects.toThrow(
      `exit 1: PORT: another program has ${taken} already; stop it, or set another one\n`,
    ),
    expect(start({ PORT: 'eighty', TELEGRAM_BOT_TOKEN: 'abc' })).rejects.toThrow(
      /^exit 1: PORT: .+\nTELEGRAM_BOT_TOKEN: must look like 123456:ABC…, as @BotFather gives it\n$/,
    ),
    expect(start({ DATABASE_URL: 'postgres://127.0.0.1:1/nowhere', SECRET_KEY })).rejects.toThrow(
      /exit 1: .*ECONNREFUSED/,
    ),
  ])
  expect(() => readConfig({ DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' })).toThrow(/^SECRET_KEY: set it/)
})
