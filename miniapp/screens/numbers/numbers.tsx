import './numbers.css'
import { useEffect } from 'react'
import { useRight } from '../../api/session.ts'
import { linkGone } from '../../app.tsx'
import { go } from '../../nav/go.ts'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { askedOf } from './asked.ts'
import { AssistantSection } from './assistant.tsx'
import { ChannelsSection } from './channels.tsx'
import { CohortsSection } from './cohorts.tsx'
import { CostsPage } from './costs.tsx'
import { SECTIONS, type SectionName } from './data.ts'
import { Frame } from './frame.tsx'
import { FunnelSection } from './funnel.tsx'
import { MastersSection } from './masters.tsx'
import { OverviewSection } from './overview.tsx'
import { Rows } from './rows.tsx'
import { ServicesSection } from './services.tsx'
import { SpeedSection } from './speed.tsx'
import { SpendPage } from './spend.tsx'

/** The numbers of the business; a master sees how busy they are themselves, and nothing else. */
export default function Numbers({ params, search }: ScreenProps) {
  const t = useText()
  const reach = useRight('numbers')
  const { section: wanted = reach === 'own' ? 'masters' : 'overview', fact } = params
  // The digest of a day opens that day.
  const section = wanted === 'day' ? 'overview' : wanted
  const known =
    fact !== undefined || ['spend', 'costs'].includes(section) || (SECTIONS as readonly string[]).includes(section)
  const allowed = reach === 'all' || (reach === 'own' && section === 'masters' && fact === undefined)
  const lost = !known || !allowed
  useEffect(() => {
    if (lost) linkGone(t)
    else if (section === 'tests') go('/numbers/tests', { replace: true })
  }, [lost, section, t])
  if (lost) return null
  if (fact) return <Rows fact={fact} search={search} />
  if (section === 'spend') return <SpendPage />
  if (section === 'costs') return <CostsPage />
  const asked = askedOf(search)
  return (
    <Frame section={section as SectionName} asked={asked}>
      {section === 'overview' && <OverviewSection asked={asked} />}
      {section === 'funnel' && <FunnelSection asked={asked} />}
      {section === 'channels' && <ChannelsSection asked={asked} />}
      {section === 'cohorts' && <CohortsSection asked={asked} />}
      {section === 'speed' && <SpeedSection asked={asked} />}
      {section === 'assistant' && <AssistantSection asked={asked} />}
      {section === 'masters' && <MastersSection asked={asked} />}
      {section === 'services' && <ServicesSection asked={asked} />}
    </Frame>
  )
}
