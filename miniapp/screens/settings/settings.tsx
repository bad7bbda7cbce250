import './settings.css'
import { useEffect } from 'react'
import { linkGone } from '../../app.tsx'
import type { ScreenProps } from '../../routes.tsx'
import { useText } from '../../texts/texts.ts'
import { Alerts } from './alerts.tsx'
import { Chains } from './chains.tsx'
import { Channels } from './channels.tsx'
import { Consents } from './consents.tsx'
import { Journal } from './journal.tsx'
import { ShortList } from './lists.tsx'
import { Masters } from './masters.tsx'
import { Places } from './places.tsx'
import { AssistantSettings, Rules } from './rules.tsx'
import { Services } from './services.tsx'
import { Members } from './team.tsx'
import { Texts } from './texts.tsx'
import { Webhooks } from './webhooks.tsx'

/** The settings, one group at an address. */
export default function Settings({ params }: ScreenProps) {
  const { group = '', id } = params
  switch (group) {
    case 'services':
      return <Services id={id} />
    case 'masters':
      return <Masters id={id} />
    case 'places':
      return <Places id={id} />
    case 'texts':
      return <Texts id={id} />
    case 'faq':
    case 'replies':
    case 'promos':
    case 'questions':
      return <ShortList key={group} group={group} id={id} />
    case 'alerts':
      return <Alerts />
    case 'rules':
      return <Rules />
    case 'assistant':
      return <AssistantSettings />
    case 'channels':
      return <Channels />
    case 'webhooks':
      return <Webhooks id={id} />
    case 'team':
      return <Members id={id} />
    case 'chains':
      return <Chains id={id} />
    case 'consents':
      return <Consents id={id} />
    case 'journal':
      return <Journal />
    default:
      return <Gone />
  }
}

/** A group that is no group of ours: what a link leads to is gone. */
function Gone() {
  const t = useText()
  useEffect(() => linkGone(t), [t])
  return null
}
