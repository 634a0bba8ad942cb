import type { PublishedModel } from '@jackfield/gateway-config';
import type { NotAdmitted } from '../health/model-health.ts';
import { ProviderError } from '../providers/provider-error.ts';

/** What the caller is told of a model that was not even asked, where no other could be. */
export function notAdmitted(reason: NotAdmitted, { id }: PublishedModel): ProviderError {
  const because = {
    circuit_open: 'failed several times in a row, so it is left alone for a moment',
    too_many_in_flight: 'has as many turns under way as it may have at once',
  };
  return new ProviderError('overloaded', {
    message: `${id} ${because[reason]}.`,
    code: reason,
    retryable: true,
    retryAfterMs: 1_000,
  });
}
