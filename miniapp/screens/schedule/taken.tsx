import { dayTime, type Style } from '../../format.ts'
import { Chip, ChipRow } from '../../kit/button.tsx'
import { useText } from '../../texts/texts.ts'

/** The place is gone: who stands there, and three near it; a chip finishes the job. */
export function PlaceTaken({
  message,
  nearest,
  style,
  onPick,
}: {
  message: string
  nearest: string[]
  style: Style
  onPick: (start: string) => void
}) {
  const t = useText()
  return (
    <div className="taken-line" role="alert">
      <p>
        {message} {nearest.length > 0 && t('sched-nearby')}
      </p>
      {nearest.length > 0 && (
        <ChipRow label={t('sched-nearby')}>
          {nearest.map((start) => (
            <Chip key={start} onPress={() => onPick(start)}>
              {dayTime(start, style)}
            </Chip>
          ))}
        </ChipRow>
      )}
    </div>
  )
}
