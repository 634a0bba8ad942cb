import { useState, type ReactElement } from 'react';
import type { Capture } from '@jackfield/control-plane/rest-types';
import { useCapture, useTurnOffCapture, useTurnOnCapture } from '../../api/capture.ts';
import { useObstacle } from '../../api/rights.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';

/** Whether what an agent's callers and models say is kept, in plain words. */
export function CaptureSection({ agentId }: { agentId: string }): ReactElement {
  const capture = useCapture(agentId);
  return (
    <section aria-labelledby="capture-title" className="mt-10 max-w-3xl border-t border-line pt-6">
      <h2 id="capture-title" className="mb-3 flex items-center gap-2 text-lg font-semibold">
        What turns say
        {capture.data && (
          <Badge tone={capture.data.capturing ? 'warn' : 'plain'}>
            {capture.data.capturing ? 'is kept' : 'is not kept'}
          </Badge>
        )}
      </h2>
      {capture.error && !capture.data ? (
        <ProblemNotice error={capture.error} onRetry={() => void capture.refetch()} />
      ) : capture.data ? (
        <CaptureForm agentId={agentId} capture={capture.data} />
      ) : (
        <SkeletonRows count={2} what="what is kept" />
      )}
    </section>
  );
}

function CaptureForm({ agentId, capture }: { agentId: string; capture: Capture }): ReactElement {
  const turnOn = useTurnOnCapture(agentId);
  const obstacle = useObstacle('admin');
  const [days, setDays] = useState(String(capture.retentionDays ?? 7));
  const [turningOff, setTurningOff] = useState(false);
  const { capturing, retentionDays } = capture;
  const number = Number(days);
  const isRight = /^\d+$/.test(days) && number >= 1 && number <= 90;
  const isSame = capturing && number === retentionDays;
  return (
    <div className="space-y-4">
      <p className="text-muted">
        Normally nothing that is said in a turn is kept. You can have the request’s messages and the
        answer kept for some days, to see what went wrong or to gather cases for a test.
      </p>
      <Notice tone="warn" title="These are your callers’ words">
        They are kept as plain text in Jackfield’s own database and in every backup made of it, and
        every editor of this project can read them. E-mail addresses, phone and card numbers and
        credentials are taken out first; names, addresses and whatever is spelt out in words are
        not. Tell your callers, where the law asks for it. At most 64 kB a turn.
      </Notice>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          turnOn.mutate(number, {
            onSuccess: () =>
              notify(
                capturing ? 'The days are changed' : 'What turns say is kept from now on',
                `Deleted after ${number === 1 ? 'a day' : `${number} days`}.`,
              ),
          });
        }}
      >
        <TextField
          label="Days until it is deleted (1 to 90)"
          inputMode="numeric"
          value={days}
          onValue={setDays}
          error={isRight ? null : 'A whole number from 1 to 90.'}
        />
        <Button
          type="submit"
          kind={capturing ? 'secondary' : 'primary'}
          disabled={obstacle !== null || !isRight || isSame}
          busy={turnOn.isPending}
          aria-describedby="capture-obstacle"
        >
          {capturing ? 'Change the days' : 'Keep what turns say'}
        </Button>
        {(capturing || retentionDays !== null) && (
          <Button
            kind="danger"
            disabled={obstacle !== null}
            aria-describedby="capture-obstacle"
            onClick={() => setTurningOff(true)}
          >
            {capturing ? 'Turn off' : 'Delete what was kept'}
          </Button>
        )}
      </form>
      <p id="capture-obstacle" className="text-sm text-muted">
        {obstacle ??
          (capturing
            ? 'Turning it off, and other days, are noted in the audit log.'
            : 'That it was turned on, and by whom, is noted in the audit log.')}
      </p>
      {turnOn.error && <ProblemNotice error={turnOn.error} />}
      <TurnOff
        agentId={agentId}
        capture={capture}
        open={turningOff}
        onClose={() => setTurningOff(false)}
      />
    </div>
  );
}

function TurnOff({
  agentId,
  capture: { capturing, retentionDays },
  open,
  onClose,
}: {
  agentId: string;
  capture: Capture;
  open: boolean;
  onClose: () => void;
}): ReactElement {
  const turnOff = useTurnOffCapture(agentId);
  const choose = (captured: 'keep' | 'delete', said: string) => () =>
    turnOff.mutate(captured, {
      onSuccess: () => notify(said),
      onError: notifyProblem,
      onSettled: onClose,
    });
  const deletes = {
    label: capturing ? 'Turn off and delete what was kept' : 'Delete what was kept',
    kind: 'danger',
    busy: turnOff.isPending,
    onChoose: choose('delete', 'What turns said is deleted'),
  } as const;
  const keeps = {
    label: `Turn off, and keep that for its ${retentionDays} days`,
    busy: turnOff.isPending,
    onChoose: choose('keep', 'Nothing more is kept of what turns say'),
  };
  return (
    <ConfirmDialog
      open={open}
      title={capturing ? 'Keep no more of what turns say?' : 'Delete what turns said?'}
      onCancel={onClose}
      choices={capturing ? [deletes, keeps] : [deletes]}
    >
      <p>
        What is deleted can be read by nobody from then on. Backups that were made before still hold
        it.
      </p>
    </ConfirmDialog>
  );
}
