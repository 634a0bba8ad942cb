import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import { useState, type ReactElement } from 'react';

/** Words beside what the pointer or the keyboard rests on, or a finger taps; for those who listen they are said elsewhere. */
export function Tooltip({
  text,
  children,
}: {
  text: string;
  children: ReactElement;
}): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <BaseTooltip.Root open={open} onOpenChange={setOpen}>
      <span
        className="contents"
        // A finger rests on nothing: a tap says it.
        onPointerDown={({ pointerType }) => pointerType === 'touch' && setOpen(true)}
      >
        <BaseTooltip.Trigger delay={150} closeOnClick={false} render={children} />
      </span>
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner sideOffset={6} className="z-40">
          <BaseTooltip.Popup
            aria-hidden
            className="max-w-72 rounded-md border border-line bg-raised px-3 py-2 text-sm text-ink shadow-float"
          >
            {text}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
