import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { call } from '../../api/client.ts'
import { useRight } from '../../api/session.ts'
import { dateDay, time } from '../../format.ts'
import { Button, GoLink } from '../../kit/button.tsx'
import { Page } from '../../kit/page.tsx'
import { Skeleton, Trouble } from '../../kit/states.tsx'
import { useSheet } from '../../nav/go.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { type Asked, searchOf } from './asked.ts'
import { type Overview, SECTIONS, type SectionName } from './data.ts'
import { PeriodSheet } from './period.tsx'

/** What all sections share: their names, the period, what it is compared with. */
export function Frame({ section, asked, children }: { section: SectionName; asked: Asked; children: ReactNode }) {
  const t = useText()
  const style = useStyle()
  const sheet = useSheet('period')
  const all = useRight('numbers') === 'all'
  const words =
    asked.versus === 'mark'
      ? t('num-versus-mark')
      : asked.days === null
        ? asked.from === asked.to
          ? dateDay(asked.from, style, true)
          : t('num-own')
        : t('num-days', { days: asked.days })
  return (
    <Page
      title={t(all ? `num-${section}` : 'num-masters-own')}
      tools={
        <Button onClick={() => sheet.show()}>
          {words}
          <ChevronDown size={18} aria-hidden="true" />
        </Button>
      }
      under={all && <Sections section={section} asked={asked} />}
    >
      <div className="numbers">{children}</div>
      {sheet.open && <PeriodSheet section={section} asked={asked} onClose={sheet.close} />}
    </Page>
  )
}

function Sections({ section, asked }: { section: SectionName; asked: Asked }) {
  const t = useText()
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const chosen = ref.current?.querySelector<HTMLElement>(`[data-section="${section}"]`)
    const row = ref.current
    if (chosen && row) row.scrollLeft = chosen.offsetLeft - row.clientWidth / 2 + chosen.clientWidth / 2
  }, [section])
  return (
    <nav className="segments" ref={ref} aria-label={t('num-sections')}>
      {SECTIONS.map((one) => (
        <GoLink
          key={one}
          replace={one !== 'tests'}
          className="segment"
          data-section={one}
          aria-current={one === section ? 'page' : undefined}
          to={one === 'tests' ? '/numbers/tests' : `/numbers/${one}${searchOf(asked)}`}
        >
          {t(`num-${one}`)}
        </GoLink>
      ))}
    </nav>
  )
}

type Asking<T> = { data: T | undefined; error: unknown; refetch: () => unknown }

/** Shows what an answer brought, or that it is on its way, or why it did not come. */
export function Answer<T>({ of, children }: { of: Asking<T>; children: (data: T) => ReactNode }) {
  const t = useText()
  const { data, error, refetch } = of
  if (data) return children(data)
  if (error) return <Trouble error={error} onAgain={() => void refetch()} />
  return <Skeleton label={t('num-loading')} height={120} onAgain={() => void refetch()} />
}

/** Which days these are, when they were counted, and to count anew. */
export function Counted({
  period,
  compared,
  computedAt,
}: Pick<Overview, 'period' | 'computedAt'> & { compared?: { period: Overview['period'] } | null }) {
  const t = useText()
  const style = useStyle()
  const queries = useQueryClient()
  const all = useRight('numbers') === 'all'
  const again = useMutation({
    mutationFn: () => call('POST', '/api/kpi/refresh', { whole: false }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['numbers'] }),
  })
  return (
    <div className="num-counted">
      <p className="note">
        {periodWords(t, style, period)}
        {compared && `. ${t('num-against', { period: periodWords(t, style, compared.period) })}`}.{' '}
        {t('num-counted', { at: time(computedAt, style) })}
      </p>
      {all && (
        <Button busy={again.isPending} onClick={() => again.mutate()}>
          {t('num-refresh')}
        </Button>
      )}
    </div>
  )
}

/** «1 ноя – 30 ноя 2026». */
export function periodWords(t: Text, style: ReturnType<typeof useStyle>, { from, to }: Overview['period']): string {
  const date = (day: string) => {
    const format = new Intl.DateTimeFormat(style.language === 'ru' ? 'ru-RU' : 'en-GB', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    })
    return format.format(new Date(`${day}T12:00:00Z`)).replace(/\s?г\.$/, '')
  }
  return from === to ? date(from) : t('num-from-to', { from: date(from), to: date(to) })
}
