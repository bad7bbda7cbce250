import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Dialogue() {
  const t = useText()
  return <Page title={t('dialogue')}>{null}</Page>
}
