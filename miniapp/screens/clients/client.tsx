import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Client() {
  const t = useText()
  return <Page title={t('client')}>{null}</Page>
}
