import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Today() {
  const t = useText()
  return <Page title={t('today')}>{null}</Page>
}
