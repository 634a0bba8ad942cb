import type { PublishedModel } from '@jackfield/gateway-config';
import type { CheckReport } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';

/** Longer than any first token that a caller would wait for; the report must come in the end. */
const checkTimeoutMs = 30_000;

/** One real request to the endpoint, given up when the person who asked has left. */
export function checkConnection(
  services: Services,
  model: PublishedModel,
  left: AbortSignal,
): Promise<CheckReport> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(checkTimeoutMs)]);
  return services.options.tryModel(model, signal);
}
