import { useState, type ReactElement } from 'react';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextAreaField } from '../../../parts/text-field.tsx';

interface ConnectAnywayProps {
  readonly open: boolean;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onConnect: (reason: string) => void;
}

/** Asks why an endpoint that isn't ready is wanted all the same; the audit keeps the answer. */
export function ConnectAnyway({
  open,
  busy,
  onCancel,
  onConnect,
}: ConnectAnywayProps): ReactElement {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <ConfirmDialog
      open={open}
      title="Connect it although it isn’t ready?"
      onCancel={onCancel}
      choices={[
        {
          label: 'Connect anyway',
          kind: 'danger',
          busy,
          onChoose: () => {
            if (reason.trim().length < 3) setMissing(true);
            else onConnect(reason.trim());
          },
        },
      ]}
    >
      <p>
        Callers of an agent that uses it will notice what the check found. Say why it is wanted now:
        the audit keeps your name and this reason.
      </p>
      <TextAreaField
        label="Reason"
        rows={3}
        maxLength={500}
        value={reason}
        onValue={(text) => {
          setReason(text);
          setMissing(false);
        }}
        error={missing ? 'Say why, in a few words.' : null}
      />
    </ConfirmDialog>
  );
}
