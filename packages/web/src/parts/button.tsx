import { Button as BaseButton } from '@base-ui/react/button';
import { useId, type ComponentProps, type ReactElement } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

const looks: Record<ButtonKind, string> = {
  primary:
    'bg-plug text-on-plug border-transparent hover:bg-plug-strong data-disabled:bg-sunken data-disabled:text-faint data-disabled:border-line',
  secondary:
    'bg-surface text-ink border-line hover:bg-hover hover:border-edge shadow-card data-disabled:bg-sunken data-disabled:text-faint data-disabled:hover:border-line data-disabled:shadow-none',
  quiet:
    'bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink data-disabled:text-faint',
  danger:
    'bg-surface text-bad-ink border-line hover:bg-bad-soft hover:border-bad data-disabled:bg-sunken data-disabled:text-faint data-disabled:hover:border-line',
};

/** The class names of a button, for a link that looks like one. */
export function buttonLook(kind: ButtonKind = 'secondary', small = false): string {
  return classNames(
    'inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors select-none',
    small ? 'h-7 px-2 text-sm' : 'h-9 px-3.5 text-base',
    looks[kind],
  );
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style'> {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  /** Says so to everyone, and takes no second press. */
  readonly busy?: boolean;
  readonly className?: string;
  /** Why whoever is here can't press it: said beside it on hover and focus, and read out with it. */
  readonly obstacle?: string | null;
}

/** A button that stays reachable while it can't be pressed, so that its reason can be read. */
export function Button({
  kind = 'secondary',
  small = false,
  busy = false,
  className,
  disabled,
  type = 'button',
  obstacle = null,
  children,
  ...rest
}: ButtonProps): ReactElement {
  const id = useId();
  const described = obstacle === null ? {} : { 'aria-describedby': id };
  const button = (
    <BaseButton
      {...rest}
      {...described}
      type={type}
      disabled={disabled === true || busy || obstacle !== null}
      focusableWhenDisabled
      aria-busy={busy || undefined}
      className={classNames(buttonLook(kind, small), className)}
    >
      {busy && (
        <span
          aria-hidden
          className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent"
        />
      )}
      {children}
    </BaseButton>
  );
  if (obstacle === null) return button;
  return (
    <>
      <Tooltip text={obstacle}>{button}</Tooltip>
      <span id={id} hidden>
        {obstacle}
      </span>
    </>
  );
}
