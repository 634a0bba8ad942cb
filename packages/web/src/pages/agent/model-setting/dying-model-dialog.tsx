import type { ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ExternalLink } from '../../../parts/external-link.tsx';
import { day } from '../../../parts/when.tsx';

interface DyingModelDialogProps {
  readonly model: Model;
  /** The vendor's successor, where this catalogue holds it. */
  readonly successor: Model | null;
  readonly onChoose: (model: string, fallback: string | null) => void;
  readonly onCancel: () => void;
}

/** Before a model is chosen that its vendor ends: the successor as the choice, or as a fallback. */
export function DyingModelDialog({
  model,
  successor,
  onChoose,
  onCancel,
}: DyingModelDialogProps): ReactElement {
  const { status, shutDownOn, source, readOn } = model.lifecycle;
  const when = shutDownOn ? ` on ${day(shutDownOn)}` : '';
  const usable = successor?.selectable ? successor : null;
  return (
    <ConfirmDialog
      open
      title={
        status === 'shut_down'
          ? `${model.name} was shut down${when}`
          : `${model.name} is deprecated`
      }
      onCancel={onCancel}
      choices={[
        ...(usable
          ? [
              {
                label: `Choose ${usable.name} instead`,
                kind: 'primary' as const,
                onChoose: () => onChoose(usable.id, null),
              },
              {
                label: `Choose it, with ${usable.name} as fallback`,
                onChoose: () => onChoose(model.id, usable.id),
              },
            ]
          : []),
        { label: 'Choose it anyway', onChoose: () => onChoose(model.id, null) },
      ]}
    >
      <p>
        {status === 'shut_down'
          ? 'Its vendor no longer answers for it. It works only behind a base URL of your own that still serves it; otherwise every turn fails.'
          : `Its vendor shuts it down${when}. From then on callers hear errors, unless a fallback takes over.`}
      </p>
      {model.lifecycle.successor && (
        <p>
          The vendor names {model.lifecycle.successor.name} as its successor
          {usable ? '.' : ', which this catalogue does not offer.'}
        </p>
      )}
      {source !== null && (
        <p className="text-sm">
          <ExternalLink href={source}>Where this was read</ExternalLink>
          {readOn !== null && `, on ${day(readOn)}`}
        </p>
      )}
    </ConfirmDialog>
  );
}
