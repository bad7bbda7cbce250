import { Sheet } from '../../kit/sheet.tsx'
import { back } from '../../nav/go.ts'
import { useText } from '../../texts/texts.ts'

export default function Booking() {
  const t = useText()
  return (
    <Sheet open onClose={back} title={t('new-visit')} beside>
      {null}
    </Sheet>
  )
}
