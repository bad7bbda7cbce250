import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Numbers() {
  const t = useText()
  return <Page title={t('numbers')}>{null}</Page>
}
