import { Dialog } from '@base-ui/react/dialog'
import { Popover } from '@base-ui/react/popover'
import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import { useWide } from '../nav/go.ts'
import { useText } from '../texts/texts.ts'
import { Button } from './button.tsx'

export type SheetProps = {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
  /** Gets the focus instead of the heading: the field of a search. */
  focus?: RefObject<HTMLElement | null>
  /** Wide: a popover at this element instead of a dialog. */
  anchor?: RefObject<HTMLElement | null>
  /** Wide: at the right edge, what lies beside stays usable. */
  beside?: boolean
}

/** A layer over a page: from below on a phone, a dialog of 520 or a popover on a wide screen. × and Back close it. */
export function Sheet({ open, onClose, title, children, focus, anchor, beside }: SheetProps) {
  const wide = useWide()
  const t = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const changed = (next: boolean) => {
    if (!next) onClose()
  }
  const close = (
    <>
      <X size={24} aria-hidden="true" />
      <span className="unseen">{t('close')}</span>
    </>
  )
  if (wide && anchor)
    return (
      <Popover.Root open={open} onOpenChange={changed} modal="trap-focus">
        <Popover.Portal>
          <Popover.Positioner anchor={anchor} sideOffset={8} collisionPadding={16} className="popover-place">
            <Popover.Popup className="popover" initialFocus={focus ?? heading} finalFocus={anchor}>
              <div className="sheet-head">
                <Popover.Title ref={heading} tabIndex={-1}>
                  {title}
                </Popover.Title>
                <Popover.Close className="icon-button">{close}</Popover.Close>
              </div>
              <div className="sheet-body">{children}</div>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    )
  const asideWide = wide && beside
  return (
    <Dialog.Root
      open={open}
      onOpenChange={changed}
      modal={asideWide ? 'trap-focus' : true}
      disablePointerDismissal={asideWide}
    >
      <Dialog.Portal>
        {!asideWide && <Dialog.Backdrop className="backdrop" />}
        <Dialog.Popup className={asideWide ? 'sheet beside' : 'sheet'} initialFocus={focus ?? heading}>
          <div className="sheet-head">
            <Dialog.Title ref={heading} tabIndex={-1}>
              {title}
            </Dialog.Title>
            <Dialog.Close className="icon-button">{close}</Dialog.Close>
          </div>
          <div className="sheet-body">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export type MenuItem = {
  label: string
  act: () => void
  danger?: boolean
  why?: string | null
  icon?: ReactNode
  writes?: boolean
}

/** A list of actions in a sheet: ⋯ of a page, the quick menu of a visit. An action closes the menu first. */
export function MenuSheet({ items, ...rest }: Omit<SheetProps, 'children'> & { items: MenuItem[] }) {
  return (
    <Sheet {...rest}>
      <ul className="menu">
        {items.map(({ label, act, danger, why, icon, writes }) => (
          <li key={label}>
            <Button
              look={danger ? 'danger' : 'plain'}
              why={why}
              writes={writes}
              icon={icon}
              onClick={() => {
                rest.onClose()
                act()
              }}
            >
              {label}
            </Button>
            {why && <p className="note">{why}</p>}
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
