import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Visit() {
  const t = useText()
  return <Page title={t('visit')}>{null}</Page>
}
