import type { Agent, AgentUsage, Model } from '@jackfield/control-plane/rest-types';
import type { LampKind } from '../parts/lamp.tsx';
import { lifecycleWords } from './lifecycle-words.ts';

export interface LampState {
  readonly kind: LampKind;
  /** The truth in a few words; never left out, so that colour is never the only sign. */
  readonly words: string;
}

/**
 * What an agent's lamp shows: the worst that is known about its line right now. `failing` holds the
 * models whose connection fails its check.
 */
export function lampState(
  agent: Pick<Agent, 'id' | 'model'>,
  models: ReadonlyMap<string, Model>,
  usage: readonly AgentUsage[],
  failing: ReadonlySet<string>,
): LampState {
  if (agent.model === null) return { kind: 'hollow', words: 'No model chosen' };
  const model = models.get(agent.model);
  if (!model) return { kind: 'red', words: 'Its model is no longer in the catalogue' };
  const turn = lastTurn(agent.model, usage);
  const lifecycle = lifecycleWords(model.lifecycle);
  if (model.lifecycle.status === 'shut_down')
    return { kind: 'red', words: lifecycle ?? 'Shut down' };
  if (turn?.outcome === 'failed') {
    return {
      kind: 'red',
      words: turn.errorCode ? `Last turn failed: ${turn.errorCode}` : 'Last turn failed',
    };
  }
  if (!model.ready) return { kind: 'amber', words: 'Its provider has no credentials' };
  if (failing.has(agent.model)) return { kind: 'amber', words: 'Check failing' };
  if (turn?.fellBack) return { kind: 'amber', words: 'A fallback answered the last turn' };
  if (lifecycle !== null) return { kind: 'amber', words: lifecycle };
  if (!turn) return { kind: 'hollow', words: 'No traffic yet' };
  return { kind: 'green', words: 'Answering' };
}

/** The newest turn that tells of the current choice; one of an earlier model's proves nothing. */
function lastTurn(model: string, usage: readonly AgentUsage[]): AgentUsage['lastTurn'] {
  let newest: AgentUsage['lastTurn'] = null;
  for (const row of usage) {
    const turn = row.lastTurn;
    if (!turn || (row.model !== model && !turn.fellBack)) continue;
    if (!newest || turn.at > newest.at) newest = turn;
  }
  return newest;
}
