import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Clients() {
  const t = useText()
  return <Page title={t('clients')}>{null}</Page>
}
