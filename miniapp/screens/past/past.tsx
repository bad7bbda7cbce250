import '../numbers/numbers.css'
import '../settings/settings.css'
import './past.css'
import { useEffect } from 'react'
import { useRight } from '../../api/session.ts'
import { linkGone } from '../../app.tsx'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { BaselinePage } from './baseline.tsx'
import { ImportPage } from './import.tsx'

/** Visits from before the assistant: taken in from tables, and what they say of the business. */
export default function Past({ params }: ScreenProps) {
  const t = useText()
  const lost = useRight('import') !== 'all' || (params.section !== undefined && params.section !== 'baseline')
  useEffect(() => {
    if (lost) linkGone(t)
  }, [lost, t])
  if (lost) return null
  return params.section === 'baseline' ? <BaselinePage /> : <ImportPage />
}
