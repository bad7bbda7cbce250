import { describe, expect, test } from 'vitest'
import { DEFAULT_RULES, MASTER, type Span, type Week } from './catalog.ts'
import { fillReply, REPLY_VARIABLES } from './reply.ts'
import type { Template } from './template.ts'
import { TEMPLATES } from './templates.ts'
import { parseTimetable, parseWeek } from './week.ts'

type Service = Template['services'][number]
type ClassTime = { service: Service; master: string; weekday: number; from: number; to: number }

const ZONES: Record<Template['key'], string> = {
  salon: 'Europe/Moscow',
  barbershop: 'Asia/Novosibirsk',
  clinic: 'Europe/Moscow',
  fitness: 'Europe/Moscow',
  autoservice: 'Asia/Yekaterinburg',
}
const WARNING = 'Имеются противопоказания, нужна консультация специалиста.'
/** A row of a WhatsApp list, the narrowest place where a name is shown. */
const CAPTION = 24

/** Who does a service, with the minutes and the price that hold for them. */
const skillsOf = (service: Service) =>
  service.masters.map((master) => {
    const own = typeof master === 'string' ? { name: master } : master
    return { minutes: service.minutes, price: service.price, ...own }
  })
const segmentsOf = (minutes: number | readonly number[]) => (typeof minutes === 'number' ? [minutes] : minutes)
const lengthOf = (service: Service, minutes: number | readonly number[]) =>
  (service.bufferBefore ?? 0) + segmentsOf(minutes).reduce((a, b) => a + b, 0) + (service.bufferAfter ?? 0)

const hoursOf = (template: Template, name: string): Week =>
  parseWeek(template.masters.find((master) => master.name === name)?.hours ?? template.location.hours)
const holds = (spans: readonly Span[] | undefined, inner: Span) =>
  (spans ?? []).some((span) => span.from <= inner.from && inner.to <= span.to)

/** Every class of the week with its buffers, as it occupies the master and the room. */
const classesOf = (template: Template): ClassTime[] =>
  template.services.flatMap((service) =>
    (service.timetable ?? []).map(({ at, master }) => {
      const { weekday, minute } = parseTimetable(at)
      const minutes = skillsOf(service).find((skill) => skill.name === master)?.minutes ?? service.minutes
      const from = minute - (service.bufferBefore ?? 0)
      return { service, master, weekday, from, to: from + lengthOf(service, minutes) }
    }),
  )
const together = (a: ClassTime, b: ClassTime) => a.weekday === b.weekday && a.from < b.to && b.from < a.to

const count = (template: Template, kind: string) => template.resources.filter((r) => r.kind === kind).length
const answer = (template: Template, topic: string) => template.faq.find((faq) => faq.topic === topic)?.answer ?? ''
const unique = (values: readonly string[]) => new Set(values.map((value) => value.toLowerCase())).size === values.length

test('the five businesses are found by their own key', () => {
  expect(Object.entries(TEMPLATES).map(([key, template]) => [key, template.key])).toEqual(
    ['salon', 'barbershop', 'clinic', 'fitness', 'autoservice'].map((key) => [key, key]),
  )
})

test('the businesses do not share a name, an address or a phone', () => {
  const all = Object.values(TEMPLATES)
  expect(unique(all.map((t) => t.name))).toBe(true)
  expect(unique(all.map((t) => t.location.address))).toBe(true)
  expect(unique(all.map((t) => t.location.phone))).toBe(true)
})

describe.each(Object.values(TEMPLATES))('$key', (template) => {
  const { services, masters, resources, location, faq, promos, replies } = template
  const rules = { ...DEFAULT_RULES, ...template.rules }
  const branch = parseWeek(location.hours)

  test('stands in its zone, with an address, a district, a way to find it and a phone of nobody', () => {
    expect(template.timezone).toBe(ZONES[template.key])
    for (const line of [template.name, location.name, location.district, location.address, location.directions]) {
      expect(line.trim()).toBe(line)
      expect(line.length).toBeGreaterThan(4)
    }
    expect(location.phone).toMatch(/^\+7 \(495\) 000-00-\d\d$/)
  })

  test('is a small business: three to six masters, eight to fourteen services in several categories', () => {
    expect(masters.length).toBeGreaterThanOrEqual(3)
    expect(masters.length).toBeLessThanOrEqual(6)
    expect(services.length).toBeGreaterThanOrEqual(template.key === 'salon' ? 10 : 8)
    expect(services.length).toBeLessThanOrEqual(14)
    expect(new Set(services.map((s) => s.category)).size).toBeGreaterThanOrEqual(4)
  })

  test('gives every master, service and resource a name of its own that fits a narrow button', () => {
    for (const names of [masters, services, resources].map((list) => list.map((item) => item.name))) {
      expect(unique(names)).toBe(true)
    }
    const captions = [...masters, ...services].map((item) => item.name).concat(services.map((s) => s.category))
    expect(captions.filter((text) => text.length > CAPTION || text.trim() !== text || text === '')).toEqual([])
  })

  test('keeps services of one category together', () => {
    const runs = services.map((s) => s.category).filter((category, i, all) => category !== all[i - 1])
    expect(unique(runs)).toBe(true)
  })

  test('opens on most days and always has somebody at work then, never outside its hours', () => {
    const weeks = masters.map((master) => hoursOf(template, master.name))
    expect(branch.filter((day) => day.length > 0).length).toBeGreaterThanOrEqual(6)
    branch.forEach((open, weekday) => {
      expect(weeks.some((week) => week[weekday]?.length)).toBe(open.length > 0)
      for (const week of weeks) for (const span of week[weekday] ?? []) expect(holds(open, span)).toBe(true)
    })
    expect(masters.filter((m) => m.hours).length).toBeGreaterThan(0)
  })

  test('names only masters that exist, each once; every master does something, every service has a master', () => {
    const known = masters.map((master) => master.name)
    for (const service of services) {
      const names = skillsOf(service).map((skill) => skill.name)
      expect(names.length).toBeGreaterThan(0)
      expect(unique(names)).toBe(true)
      expect(names.filter((name) => !known.includes(name))).toEqual([])
      expect((service.timetable ?? []).filter((line) => !names.includes(line.master))).toEqual([])
    }
    const busy = services.flatMap((service) => skillsOf(service).map((skill) => skill.name))
    expect(known.filter((name) => !busy.includes(name))).toEqual([])
    expect(masters.filter((master) => master.about.trim().length < 5)).toEqual([])
  })

  test('needs only kinds that it has, uses every kind that it has, and none is called a master', () => {
    const needed = services.flatMap((service) => service.needs ?? [])
    const kinds = resources.map((resource) => resource.kind)
    expect(needed.filter((kind) => !kinds.includes(kind))).toEqual([])
    expect(kinds.filter((kind) => !needed.includes(kind))).toEqual([])
    expect(kinds).not.toContain(MASTER)
    expect(services.filter((service) => !unique(service.needs ?? []))).toEqual([])
  })

  test('has some room, chair or lift that is scarcer than the masters who need it', () => {
    const scarce = [...new Set(resources.map((r) => r.kind))].filter((kind) => {
      const users = services.filter((s) => s.needs?.includes(kind)).flatMap((s) => skillsOf(s).map((k) => k.name))
      return count(template, kind) < new Set(users).size
    })
    expect(scarce).not.toEqual([])
  })

  test('asks whole roubles in kopecks, and every price, a master’s own too, is above the variable cost', () => {
    for (const service of services) {
      for (const amount of [service.variableCost, service.price, ...skillsOf(service).map((skill) => skill.price)]) {
        expect(Number.isSafeInteger(amount) && amount % 100 === 0).toBe(true)
      }
      const prices = [service.price, ...skillsOf(service).map((skill) => skill.price)]
      expect(service.variableCost).toBeGreaterThanOrEqual(50_00)
      expect(Math.min(...prices)).toBeGreaterThan(service.variableCost)
      expect(Math.min(...prices)).toBeGreaterThanOrEqual(300_00)
      expect(Math.max(...prices)).toBeLessThanOrEqual(50_000_00)
      if (service.priceFrom) expect(Math.min(...prices)).toBe(service.price)
    }
  })

  test('counts time in steps of five minutes, as work, or work, pause, work', () => {
    const five = (minutes: number) => Number.isInteger(minutes) && minutes % 5 === 0
    for (const service of services) {
      for (const minutes of [service.minutes, ...skillsOf(service).map((skill) => skill.minutes)]) {
        const segments = segmentsOf(minutes)
        expect(segments.length % 2).toBe(1)
        expect(segments.every((segment) => five(segment) && segment > 0)).toBe(true)
      }
      for (const buffer of [service.bufferBefore ?? 0, service.bufferAfter ?? 0]) {
        expect(five(buffer) && buffer >= 0 && buffer <= 30).toBe(true)
      }
    }
    expect(services.filter((s) => s.bufferBefore || s.bufferAfter).length).toBeGreaterThan(0)
  })

  test('writes a master’s own minutes or price only where they differ, and has such a master', () => {
    const own = services.flatMap((s) => s.masters.flatMap((m) => (typeof m === 'string' ? [] : [{ s, m }])))
    expect(own.length).toBeGreaterThan(0)
    for (const { s, m } of own) {
      expect(m.minutes !== undefined || m.price !== undefined).toBe(true)
      expect(m.price).not.toBe(s.price)
      expect(m.minutes).not.toEqual(s.minutes)
    }
    for (const s of services) {
      // A master who is faster than another at the same service is the dearer one.
      const skills = skillsOf(s).map((k) => ({ total: lengthOf(s, k.minutes), price: k.price }))
      for (const a of skills) for (const b of skills) if (a.total < b.total) expect(a.price).toBeGreaterThan(b.price)
    }
  })

  test('every master who does a service has room for it, buffers and all, on two days a week', () => {
    for (const service of services.filter((s) => !s.timetable)) {
      for (const skill of skillsOf(service)) {
        const length = lengthOf(service, skill.minutes)
        const days = hoursOf(template, skill.name).filter((spans) => spans.some((s) => s.to - s.from >= length))
        expect(days.length, `${skill.name}: ${service.name}`).toBeGreaterThanOrEqual(2)
      }
    }
  })

  test('only group classes have a timetable, and they are work without a pause', () => {
    for (const service of services) {
      const capacity = service.capacity ?? 1
      expect(Number.isInteger(capacity) && capacity >= 1).toBe(true)
      expect((service.timetable?.length ?? 0) > 0).toBe(capacity > 1)
      if (capacity > 1) for (const skill of skillsOf(service)) expect(segmentsOf(skill.minutes)).toHaveLength(1)
    }
  })

  test('classes fit into the hours of the branch and of the master, buffers and all, on the grid of starts', () => {
    for (const { service, master, weekday, from, to } of classesOf(template)) {
      const law = `${service.name}, ${master}, day ${weekday}`
      expect(holds(branch[weekday], { from, to }), law).toBe(true)
      expect(holds(hoursOf(template, master)[weekday], { from, to }), law).toBe(true)
      expect((from + (service.bufferBefore ?? 0)) % rules.stepMinutes, law).toBe(0)
    }
  })

  test('no master leads two classes at once, and classes at once never need more rooms than there are', () => {
    const classes = classesOf(template)
    for (const one of classes) {
      const others = classes.filter((other) => other !== one && together(one, other))
      expect(others.filter((other) => other.master === one.master)).toEqual([])
      for (const kind of one.service.needs ?? []) {
        // Of all classes that overlap this one, count those in progress when it begins: the peak is at some beginning.
        const now = others.filter((o) => o.from <= one.from && one.from < o.to && o.service.needs?.includes(kind))
        expect(now.length + 1).toBeLessThanOrEqual(count(template, kind))
      }
    }
  })

  test('says of every service when its clients come again, and what goes with it fits beside it', () => {
    const goers = services.filter((service) => service.goesWith)
    expect(goers.length).toBeGreaterThanOrEqual(3)
    for (const { name, cycleDays, trial, goesWith = [], capacity = 1 } of services) {
      if (!trial) expect(cycleDays, name).toBeTypeOf('number')
      expect([0, 14, 21, 30, 45, 180, 365, undefined], name).toContain(cycleDays)
      const fitting = services.filter((one) => goesWith.includes(one.name))
      expect(fitting.map((one) => one.name).sort(), name).toEqual([...goesWith].sort())
      expect(goesWith, name).not.toContain(name)
      if (goesWith.length > 0)
        expect([capacity, ...fitting.map((one) => one.capacity ?? 1)], name).toEqual([1, ...fitting.map(() => 1)])
      if (trial) expect(goesWith.length, name).toBeGreaterThan(0)
    }
  })

  test('booking rules are whole numbers that make sense together', () => {
    for (const own of [template.rules, ...services.map((service) => service.rules ?? {})]) {
      for (const value of Object.values(own).flat()) expect(Number.isInteger(value) && value > 0).toBe(true)
      const whole = { ...rules, ...own }
      expect([5, 10, 15, 20, 30, 60]).toContain(whole.stepMinutes)
      expect(whole.noticeMinutes).toBeLessThan(whole.windowDays * 1440)
    }
  })

  test('answers about address, hours, parking, payment and rules, each topic once', () => {
    const topics = faq.map((item) => item.topic)
    expect(topics).toEqual(expect.arrayContaining(['address', 'hours', 'parking', 'payment', 'rules']))
    expect(unique(topics)).toBe(true)
    expect(topics.filter((topic) => !/^[a-z_]+$/.test(topic))).toEqual([])
    expect(faq.filter(({ question }) => !/^\p{Lu}.+\?$/u.test(question))).toEqual([])
  })

  test('what it answers agrees with what it does: address, hours, hours of notice for a cancellation', () => {
    expect(answer(template, 'address')).toContain(location.address)
    for (const span of Object.values(location.hours).flatMap((spans) => spans.split(', '))) {
      expect(answer(template, 'hours')).toContain(`с ${span.replace('-', ' до ')}`)
    }
    for (const own of [rules, ...services.map((service) => service.rules ?? {})]) {
      if (own.cancelHours) expect(answer(template, 'rules')).toContain(`за ${own.cancelHours} час`)
    }
  })

  test('greets those who came by a campaign whose name fits a deep link', () => {
    expect(promos.length).toBeGreaterThan(0)
    expect(unique(promos.map((promo) => promo.campaign))).toBe(true)
    expect(promos.filter(({ campaign }) => !/^[a-z0-9_]{1,32}$/.test(campaign))).toEqual([])
  })

  test('has four to six canned replies that say something when all is known, and no brace when nothing is', () => {
    expect(replies.length).toBeGreaterThanOrEqual(4)
    expect(replies.length).toBeLessThanOrEqual(6)
    expect(unique(replies.map((reply) => reply.title))).toBe(true)
    const all = Object.fromEntries(REPLY_VARIABLES.map((variable) => [variable, 'Известно']))
    for (const { title, text } of replies) {
      expect(title.length).toBeLessThanOrEqual(CAPTION)
      expect(fillReply(text, all)).toMatchObject({ text: expect.any(String), missing: [] })
      expect(fillReply(text, {}).text ?? '').not.toMatch(/[{}]/)
    }
  })

  test('speaks shortly, calmly and politely', () => {
    const written = replies.map((reply) => reply.text.replaceAll('{name}', 'Анна'))
    const texts = [...faq.map((item) => item.answer), ...promos.map((promo) => promo.text), ...written]
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(200)
      expect(text).toMatch(/^\p{Lu}.*[.?]$/u)
      expect(text).not.toMatch(/!|упс| {2}|(?<!\p{L})(ты|тебя|тебе|твой|твоя|твои)(?!\p{L})/iu)
    }
  })
})

test('the salon is the one that the understanding of texts is measured on', () => {
  expect(TEMPLATES.salon.services.map((service) => service.name).sort()).toEqual(
    [
      'Женская стрижка',
      'Мужская стрижка',
      'Детская стрижка',
      'Окрашивание волос',
      'Укладка',
      'Маникюр',
      'Маникюр с гель-лаком',
      'Педикюр',
      'Наращивание ресниц',
      'Оформление бровей',
      'Массаж спины',
      'Чистка лица',
    ].sort(),
  )
  expect(TEMPLATES.salon.masters.map((master) => master.name).sort()).toEqual(
    ['Анна', 'Мария', 'Екатерина', 'Ольга', 'Дмитрий', 'Юлия'].sort(),
  )
})

test('at the salon the colourist is free while the dye sets', () => {
  const colouring = TEMPLATES.salon.services.find((service) => service.name === 'Окрашивание волос')
  expect(colouring && skillsOf(colouring).map((skill) => segmentsOf(skill.minutes).length)).toEqual([3, 3])
})

test('the fitness studio has classes of eight to twelve seats in halls, and training for one', () => {
  const classes = TEMPLATES.fitness.services.filter((service) => (service.capacity ?? 1) > 1)
  expect(classes.length).toBeGreaterThanOrEqual(4)
  for (const { capacity, needs } of classes) {
    expect(capacity).toBeGreaterThanOrEqual(8)
    expect(capacity).toBeLessThanOrEqual(12)
    expect(needs).toEqual(['зал'])
  }
  expect(TEMPLATES.fitness.services.some((service) => service.name === 'Персональная тренировка')).toBe(true)
})

test('the car service has lifts and prices that begin from a sum', () => {
  expect(count(TEMPLATES.autoservice, 'подъёмник')).toBeGreaterThanOrEqual(2)
  expect(TEMPLATES.autoservice.services.filter((service) => service.priceFrom).length).toBeGreaterThanOrEqual(4)
})

test('the studio has a first try', () => {
  expect(TEMPLATES.fitness.services.filter(({ trial }) => trial).map(({ name }) => name)).toEqual([
    'Вводная тренировка',
  ])
})

test('the clinic warns of contraindications in every promo, every offer and in its answers, and promises nothing', () => {
  const { faq, promos, wordings = [] } = TEMPLATES.clinic
  const offers = [
    'chain-return',
    'chain-return-any',
    'chain-return-again',
    'chain-trial',
    'chain-trial-again',
    'chain-upsell',
    'no-show-offer',
  ]
  for (const [language, warning] of [
    ['ru', WARNING],
    ['en', 'There are contraindications, ask a specialist.'],
  ] as const) {
    const own = wordings.filter((one) => one.language === language)
    expect(own.map(({ key }) => key)).toEqual(offers)
    for (const { text } of own) expect(text).toContain(warning)
  }
  for (const { text } of promos) expect(text).toContain(WARNING)
  expect(answer(TEMPLATES.clinic, 'contraindications')).toContain(WARNING)
  for (const text of [...promos.map((p) => p.text), ...faq.map((f) => f.answer)]) {
    expect(text).not.toMatch(/гаранти|безболезнен|вылеч|без боли|безопасн|навсегда|100\s?%/i)
  }
})
