import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import type { BakeOffRow } from '../../store/tables.ts';
import { needAgent } from '../agents/need-agent.ts';
import { needBakeOff } from './to-bake-off.ts';

const goesOn = new Set<BakeOffRow['state']>(['queued', 'running']);

/** Stops one, or lets it go on. @throws ProblemError 404, and 409 where its state doesn't allow that. */
export function setBakeOffState(
  services: Services,
  actor: string,
  agentId: string,
  id: string,
  state: 'cancelled' | 'queued',
): Promise<BakeOffRow> {
  return services.changes.make(actor, async (change) => {
    const agent = await needAgent(change.db, agentId);
    const row = await needBakeOff(change.db, agentId, id);
    const isLegal =
      state === 'cancelled'
        ? goesOn.has(row.state)
        : !goesOn.has(row.state) && row.state !== 'done';
    if (!isLegal) {
      throw new ProblemError(
        409,
        'bake_off_state',
        state === 'cancelled'
          ? `It has ended already: it is ${row.state}.`
          : `There is nothing to go on with: it is ${row.state}.`,
      );
    }
    const after = {
      state,
      endedAt: state === 'cancelled' ? change.now : null,
      problem: null,
      leasedBy: null,
      leasedUntil: null,
    };
    await bakeOffTable.update(change.db, id, after);
    await change.audit({
      action: state === 'cancelled' ? 'bake_off.cancelled' : 'bake_off.resumed',
      target: { kind: 'agent', id: agent.id, name: agent.name },
      details: { bakeOff: id, testSet: row.testSetName },
      projectId: agent.projectId,
    });
    return { ...row, ...after };
  });
}
