import type { PublishedModel } from '@jackfield/gateway-config';
import type { Provider } from '../providers/provider.ts';
import { hearWhole, Unheard } from '../try/hear-whole.ts';
import type { Clock } from '../turn/clock.ts';
import type { Upstream } from '../upstream/upstream.ts';

/**
 * Whether a model's server answers anything, found out by the cheapest request its format has: its
 * list of models. Costs no tokens; says less than a turn, so what follows it is watched closely.
 */
export async function probeModel(
  model: PublishedModel,
  provider: Provider | undefined,
  upstream: Upstream,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const { endpoint } = model;
  if (!endpoint.ready || provider?.modelList === undefined) return endpoint.ready;
  const request = provider.modelList.toRequest(endpoint.baseUrl);
  try {
    const { head } = await hearWhole({ endpoint, request, upstream, signal, clock });
    return head.status < 500;
  } catch (error) {
    if (error instanceof Unheard) return false;
    throw error;
  }
}
