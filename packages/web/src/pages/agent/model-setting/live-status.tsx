import type { ReactElement } from 'react';
import type { ModelSetting, Status } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../../api/agents.ts';
import { useConnections } from '../../../api/connections.ts';
import { useModelSetting } from '../../../api/model-setting.ts';
import { useModels } from '../../../api/models.ts';
import { useStatus } from '../../../api/status.ts';
import { useUsage } from '../../../api/usage.ts';
import { failingModels } from '../../../model/failing-models.ts';
import { circuitsByModel, lampState } from '../../../model/lamp-state.ts';
import { gatewaysReached } from '../../../model/gateways-reached.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { When } from '../../../parts/when.tsx';

/** What callers get right now and how that line is doing, said again whenever it changes. */
export function LiveStatus({
  agentId,
  live,
}: {
  agentId: string;
  live: ModelSetting;
}): ReactElement {
  const setting = useModelSetting(agentId);
  const agent = useAgent(agentId);
  const models = useModels();
  const usage = useUsage(5_000);
  const status = useStatus();
  const connections = useConnections();
  // What was true when it was last heard is not what callers get right now.
  const stale = [setting, agent, usage, status].some(({ isRefetchError }) => isRefetchError);
  const byId = new Map(models.data?.map((model) => [model.id, model]));
  const own = usage.data?.filter((row) => row.agentId === agentId) ?? [];
  const lamp = lampState(
    { id: agentId, model: live.model, stoppedUntil: agent.data?.stoppedUntil ?? null },
    byId,
    own,
    failingModels(connections.data ?? []),
    circuitsByModel(status.data?.models ?? []),
  );
  return (
    <div className="flex flex-wrap items-center gap-x-1.5 text-muted">
      <span title={stale ? 'Not known at present' : lamp.words} className="flex">
        <Lamp kind={models.data && !stale ? lamp.kind : 'hollow'} />
      </span>
      <p role="status">
        {live.model === null ? (
          'No model is chosen yet: every turn is refused.'
        ) : (
          <>
            {stale ? 'Last known to be live' : 'Live now'}:{' '}
            <strong className="font-medium text-ink">
              {byId.get(live.model)?.name ?? live.model}
            </strong>
            , revision {live.revision}
            {status.data && !stale && onGateways(status.data)}
          </>
        )}
      </p>
      {live.savedAt !== null && (
        <span>
          <span aria-hidden className="hidden sm:inline">
            ·{' '}
          </span>
          saved <When at={live.savedAt} />
          {live.savedBy !== null && ` by ${live.savedBy}`}
        </span>
      )}
    </div>
  );
}

/** Where there are several, in how many of them the newest save is live. */
function onGateways(status: Status): string {
  const { reached, running } = gatewaysReached(status);
  if (running < 2) return '';
  return `, on ${reached} of ${running} gateways${reached < running ? ' so far' : ''}`;
}
