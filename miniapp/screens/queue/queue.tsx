import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Queue() {
  const t = useText()
  return <Page title={t('queue')}>{null}</Page>
}
