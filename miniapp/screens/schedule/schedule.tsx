import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Schedule() {
  const t = useText()
  return <Page title={t('schedule')}>{null}</Page>
}
