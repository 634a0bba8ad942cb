import type { Agent, Usage, Model, Status } from '@jackfield/control-plane/rest-types';
import type { LampKind } from '../parts/lamp.tsx';
import { utcMoment } from '../parts/when.tsx';
import { lifecycleWords } from './lifecycle-words.ts';

export interface LampState {
  readonly kind: LampKind;
  /** The truth in a few words; never left out, so that colour is never the only sign. */
  readonly words: string;
}

export type Circuit = Status['models'][number]['circuit'];

/** The worst circuit of each model: one that fails with one credential may fail with others. */
export function circuitsByModel(models: Status['models']): ReadonlyMap<string, Circuit> {
  const circuits = new Map<string, Circuit>();
  for (const { model, circuit } of models) {
    const known = circuits.get(model);
    if (known !== 'open' && (known !== 'half_open' || circuit === 'open')) {
      circuits.set(model, circuit);
    }
  }
  return circuits;
}

/**
 * What an agent's lamp shows: the worst that is known about its line right now. `failing` holds the
 * models whose connection fails its check.
 */
export function lampState(
  agent: Pick<Agent, 'id' | 'model' | 'stoppedUntil'>,
  models: ReadonlyMap<string, Model>,
  usage: readonly Usage[],
  failing: ReadonlySet<string>,
  circuits: ReadonlyMap<string, Circuit> = new Map(),
): LampState {
  if (agent.model === null) return { kind: 'hollow', words: 'No model chosen' };
  if (agent.stoppedUntil !== null) {
    const until = utcMoment(agent.stoppedUntil);
    return { kind: 'red', words: `Its budget is spent: turns are refused until ${until}` };
  }
  const model = models.get(agent.model);
  if (!model) return { kind: 'red', words: 'Its model is no longer in the catalogue' };
  const turn = lastTurn(agent.model, usage);
  const lifecycle = lifecycleWords(model.lifecycle);
  if (model.lifecycle.status === 'shut_down')
    return { kind: 'red', words: lifecycle ?? 'Shut down' };
  const circuit = circuits.get(agent.model);
  if (circuit === 'open') {
    return { kind: 'red', words: 'It failed too often: turns go elsewhere for a moment' };
  }
  if (turn?.outcome === 'failed') {
    return {
      kind: 'red',
      words: turn.errorCode ? `Last turn failed: ${turn.errorCode}` : 'Last turn failed',
    };
  }
  if (!model.ready) return { kind: 'amber', words: 'Its provider has no credentials' };
  if (failing.has(agent.model)) return { kind: 'amber', words: 'Check failing' };
  if (turn?.fellBack) return { kind: 'amber', words: 'A fallback answered the last turn' };
  if (circuit === 'half_open') {
    return { kind: 'amber', words: 'It failed too often, and is being tried again' };
  }
  if (lifecycle !== null) return { kind: 'amber', words: lifecycle };
  if (!turn) return { kind: 'hollow', words: 'No traffic yet' };
  return { kind: 'green', words: 'Answering' };
}

/** The newest turn that tells of the current choice; one of an earlier model's proves nothing. */
function lastTurn(model: string, usage: readonly Usage[]): Usage['lastTurn'] {
  let newest: Usage['lastTurn'] = null;
  for (const row of usage) {
    const turn = row.lastTurn;
    if (!turn || (row.model !== model && !turn.fellBack)) continue;
    if (!newest || turn.at > newest.at) newest = turn;
  }
  return newest;
}
