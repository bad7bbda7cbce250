import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Guide() {
  const t = useText()
  return <Page title={t('guide')}>{null}</Page>
}
