import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function Unclear() {
  const t = useText()
  return <Page title={t('unclear')}>{null}</Page>
}
