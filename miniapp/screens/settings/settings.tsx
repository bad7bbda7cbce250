import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Settings() {
  const t = useText()
  return <Page title={t('settings')}>{null}</Page>
}
