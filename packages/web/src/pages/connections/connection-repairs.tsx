import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useChangeConnection } from '../../api/connections.ts';
import { useConnectionObstacle } from '../../api/rights.ts';
import { Fold } from '../../parts/fold.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SwitchField } from '../../parts/switch-field.tsx';
import { notify } from '../../parts/toasts.tsx';
import { repairCount, repairsSummary } from './repairs-summary.ts';

/** What is mended for this endpoint's callers, a switch each; a switch is live for the next turn. */
export function ConnectionRepairs({ connection }: { connection: Connection }): ReactElement {
  const change = useChangeConnection();
  const obstacle = useConnectionObstacle(connection);
  const switchTo = ({ id, name }: Connection['repairs'][number], on: boolean): void =>
    change.mutate(
      { id: connection.id, change: { repairs: { [id]: on } } },
      {
        onSuccess: () =>
          notify(`${name}: repair is ${on ? 'on' : 'off'}`, 'Live for the next turn.'),
      },
    );
  return (
    <section aria-label="Repairs">
      <Fold title="Repairs" summary={repairsSummary(connection)}>
        <p className="mb-4 text-sm text-muted">
          What the endpoint does differently from OpenAI is mended on its way to the caller. Off, it
          reaches the caller as it came.
        </p>
        <ul className="space-y-4">
          {connection.repairs.map((repair) => (
            <li key={repair.id}>
              <SwitchField
                label={repair.name}
                checked={isOn(repair, change)}
                onChange={(on) => switchTo(repair, on)}
                obstacle={obstacle}
                hint={
                  <>
                    {repair.words}{' '}
                    <span className="figures block text-ink">{repairCount(repair.count)}</span>
                  </>
                }
              />
            </li>
          ))}
        </ul>
        {change.error && (
          <div className="mt-4">
            <ProblemNotice error={change.error} />
          </div>
        )}
      </Fold>
    </section>
  );
}

/** As it is being saved, so that a switch moves when it is pressed; as it is saved otherwise. */
function isOn(
  { id, on }: Connection['repairs'][number],
  { isPending, variables }: Pick<ReturnType<typeof useChangeConnection>, 'isPending' | 'variables'>,
): boolean {
  return (isPending ? variables?.change.repairs?.[id] : undefined) ?? on;
}
