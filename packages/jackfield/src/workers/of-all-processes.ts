import type { ModelHealth } from '@jackfield/control-plane';
import { refusedOfBoth, type GatewayLoad } from '@jackfield/gateway';

const circuits = ['closed', 'half_open', 'open'] as const;

/**
 * How models do, seen by all processes together: of a circuit the worst state, as turns of that process feel
 * it, attempts in sum, and of late first tokens the latest.
 */
export function healthOfAll(seen: readonly (readonly ModelHealth[])[]): readonly ModelHealth[] {
  const [first = [], ...others] = seen;
  if (others.every(({ length }) => length === 0)) return first;
  const models = new Map<string, ModelHealth>();
  for (const one of seen.flat()) {
    const other = models.get(one.model);
    models.set(one.model, other === undefined ? one : both(one, other));
  }
  return [...models.values()];
}

export function loadOfAll(one: GatewayLoad, other: GatewayLoad): GatewayLoad {
  return {
    turns: one.turns + other.turns,
    refused: refusedOfBoth(one.refused, other.refused),
  };
}

function both(one: ModelHealth, other: ModelHealth): ModelHealth {
  const late = [one.firstTokenP95Ms, other.firstTokenP95Ms].filter((ms) => ms !== null);
  return {
    model: one.model,
    circuit:
      circuits.indexOf(one.circuit) > circuits.indexOf(other.circuit) ? one.circuit : other.circuit,
    inFlight: one.inFlight + other.inFlight,
    firstTokenP95Ms: late.length === 0 ? null : Math.max(...late),
  };
}
