import { z } from '@hono/zod-openapi'
import { createTexts } from '../../bot/texts.ts'
import { type Entry, sourceOf, type Wrong, wrongWith } from '../../bot/wording.ts'
import { reword, wordingsOf } from '../../db/wordings.ts'
import type { Guard } from '../auth/actor.ts'
import { answers, body, createRoutes, gone, guarded, refused, stale } from '../routing.ts'
import type { System } from '../system.ts'
import { byOf } from './editing.ts'

const language = z.enum(['ru', 'en'])
const entry = z
  .object({
    key: z.string(),
    group: z.string(),
    /** As shipped. */
    standard: z.string(),
    /** As the owner words it; null: as shipped. */
    own: z.string().nullable(),
    variables: z.array(z.string()),
    needed: z.array(z.string()),
    version: z.number().openapi({ description: '0: своей формулировки нет' }),
  })
  .openapi('AssistantText')

const wording = z.object({ language, text: z.string().max(2000) })
const keyParam = z.object({ key: z.string().regex(/^[a-z][\w-]{0,60}$/) })

/** What stands for the variables in a preview. */
const SAMPLE: Record<string, string | number> = {
  when: 'ср 18 ноября, 15:30',
  time: '15:30',
  day: 'ср 18 ноября',
  old: 'ср 18 ноября, 15:30',
  new: 'чт 19 ноября, 12:30',
  service: 'Стрижка',
  services: 'Стрижка',
  what: 'Стрижка',
  master: 'Анна',
  masters: 'Анна',
  name: 'Мария',
  price: '1 200 ₽',
  duration: '1 ч',
  phone: '+7 900 000-00-00',
  address: 'ул. Мира, 1',
  nearest: '15:30, 16:00',
  minutes: 10,
  hours: 3,
  days: 30,
  count: 1,
}

const WORDS: Record<Wrong['reason'], string> = {
  empty: 'Пустой текст отправить нельзя.',
  long: 'Текст длиннее 2 000 знаков.',
  broken: 'Скобки не сходятся: вставьте переменную заново.',
  missing: 'Без этого клиент не узнает главного, верните',
  unknown: 'Такой переменной здесь нет',
}

const wordsOf = (wrong: Wrong): string =>
  'variables' in wrong
    ? `${WORDS[wrong.reason]}: ${wrong.variables.map((name) => `{ $${name} }`).join(', ')}.`
    : WORDS[wrong.reason]

/** Every text of the assistant, with the owner's wording over it. */
export function texts(system: System, guard: Guard) {
  const { db } = system
  const entryOf = (lang: 'ru' | 'en', key: string) => system.texts.entries(lang).find((one) => one.key === key)
  const wrong = (c: Parameters<typeof refused>[0], why: Wrong) =>
    refused(c, 'bad_request', wordsOf(why), { ...why, fields: { text: [wordsOf(why)] } })

  const shown = (one: Entry, own: { text: string; version: number } | undefined) => ({
    key: one.key,
    group: one.group,
    standard: one.text,
    own: own?.text ?? null,
    variables: [...one.variables],
    needed: [...one.needed],
    version: own?.version ?? 0,
  })

  return createRoutes()
    .openapi(
      guarded(guard, 'catalog.read', {
        method: 'get',
        path: '/api/texts',
        summary: 'Тексты помощника и свои формулировки',
        request: { query: z.object({ language: language.default('ru') }) },
        responses: { 200: answers(z.object({ items: z.array(entry) })) },
      }),
      async (c) => {
        const { language } = c.req.valid('query')
        const own = (await wordingsOf(db, c.var.actor.businessId)).filter((one) => one.language === language)
        const items = system.texts.entries(language).map((one) =>
          shown(
            one,
            own.find(({ key }) => key === one.key),
          ),
        )
        return c.json({ items }, 200)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'put',
        path: '/api/texts/{key}',
        summary: 'Своя формулировка; text: null возвращает обычную',
        request: {
          params: keyParam,
          body: body(wording.extend({ text: z.string().max(2000).nullable(), version: z.number().int().min(0) })),
        },
        responses: { 200: answers(entry) },
      }),
      async (c) => {
        const { key } = c.req.valid('param')
        const { language, text, version } = c.req.valid('json')
        const one = entryOf(language, key)
        if (!one) return gone(c)
        const why = text === null ? null : wrongWith(one, text)
        if (why) return wrong(c, why)
        const done = await db.transaction((tx) =>
          reword(tx, byOf(system, c.var.actor), { language, key, text: text?.trim() ?? null, version }),
        )
        const now = shown(one, done.now ?? undefined)
        return done.ok ? c.json(now, 200) : stale(c, now)
      },
    )
    .openapi(
      guarded(guard, 'catalog.write', {
        method: 'post',
        path: '/api/texts/{key}/preview',
        summary: 'Как это прочтёт клиент',
        request: { params: keyParam, body: body(wording) },
        responses: { 200: answers(z.object({ text: z.string() })) },
      }),
      async (c) => {
        const { key } = c.req.valid('param')
        const { language, text } = c.req.valid('json')
        const one = entryOf(language, key)
        if (!one) return gone(c)
        const why = wrongWith(one, text)
        if (why) return wrong(c, why)
        const { name: business } = await system.catalogs.of(db, c.var.actor.businessId)
        const source = sourceOf([{ key, text }])
        const values = Object.fromEntries(one.variables.map((name) => [name, SAMPLE[name] ?? `«${name}»`]))
        const say = createTexts({ ru: source, en: source }).in(language)
        return c.json({ text: say(key, { ...values, business }) }, 200)
      },
    )
}
