import { Tabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { feel } from '../telegram/telegram.ts'

export type Segment<V extends string> = { value: V; label: string; count?: number }

/** Two to five views of one thing; arrows walk them. The children are the chosen view. */
export function Segments<V extends string>({
  label,
  value,
  onValue,
  options,
  children,
}: {
  label: string
  value: V
  onValue: (value: V) => void
  options: Segment<V>[]
  children?: ReactNode
}) {
  return (
    <Tabs.Root
      value={value}
      onValueChange={(next: V) => {
        feel('select')
        onValue(next)
      }}
    >
      <Tabs.List className="segments" aria-label={label}>
        {options.map((option) => (
          <Tabs.Tab key={option.value} value={option.value} className="segment">
            {option.label}
            {option.count !== undefined && <span className="segment-count"> {option.count}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {options.map((option) => (
        <Tabs.Panel key={option.value} value={option.value} keepMounted={false} tabIndex={-1}>
          {option.value === value && children}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}
