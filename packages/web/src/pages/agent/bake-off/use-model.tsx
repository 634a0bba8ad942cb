import { useState, type ReactElement } from 'react';
import { useModelSetting, useSaveModelSetting } from '../../../api/model-setting.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';

/** Saves a model as the agent's choice, as the Large Language Model page would. */
export function UseModel({
  agentId,
  model,
  name,
  triedRevision,
  obstacle,
}: {
  agentId: string;
  model: string;
  name: string;
  triedRevision: number;
  obstacle: string | null;
}): ReactElement | null {
  const [asking, setAsking] = useState(false);
  const setting = useModelSetting(agentId).data;
  const save = useSaveModelSetting(agentId);
  if (setting === undefined) return null;
  if (setting.model === model) return <Badge tone="good">In use</Badge>;
  const { parameters, fallbacks, deadlines, failover, revision } = setting;
  return (
    <>
      <Button
        small
        obstacle={obstacle}
        aria-label={`Use this one: ${name}`}
        onClick={() => setAsking(true)}
      >
        Use this one
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Use ${name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: `Use ${name}`,
            kind: 'primary',
            busy: save.isPending,
            onChoose: () =>
              save.mutate(
                {
                  setting: {
                    model,
                    parameters,
                    deadlines,
                    failover,
                    fallbacks: fallbacks.filter((fallback) => fallback.model !== model),
                  },
                  onRevision: revision,
                },
                {
                  onSuccess: (saved) =>
                    notify(
                      `${name} is live`,
                      `It is revision ${saved.revision}. History takes it back.`,
                    ),
                  onError: notifyProblem,
                  onSettled: () => setAsking(false),
                },
              ),
          },
        ]}
      >
        <p>
          It answers from the next turn on. Parameters, fallbacks and deadlines stay; History can
          take it back.
        </p>
        {revision !== triedRevision && (
          <p>
            The setting has changed since: it was tried with revision {triedRevision}, and is at{' '}
            {revision} now.
          </p>
        )}
      </ConfirmDialog>
    </>
  );
}
