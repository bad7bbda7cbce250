import { Page } from '../../kit/page.tsx'
import { useText } from '../../texts/texts.ts'

export default function More() {
  const t = useText()
  return <Page title={t('more')}>{null}</Page>
}
