import type { Failover } from '@jackfield/gateway-config';
import type { ProviderError, ProviderErrorKind } from '../providers/provider-error.ts';

/**
 * What a failure before the commit point leads to:
 *
 * - `retry`: once more at the same model where the failure may pass, else as `switch`.
 * - `switch`: the next fallback.
 * - `larger`: the next fallback whose context window is larger, or not known.
 * - `if_asked`: the next fallback if the setting asks for it.
 * - `end`: the turn; the caller is told.
 *
 * After the commit point a failure always ends the turn, with an error inside the stream, unless the
 * setting lets a fallback go on with it.
 */
export type Policy = 'retry' | 'switch' | 'larger' | 'if_asked' | 'end';

export const policies: Readonly<Record<ProviderErrorKind, { policy: Policy; because: string }>> = {
  rate_limited: {
    policy: 'retry',
    because: 'it may pass; a Retry-After longer than there is patience for switches at once',
  },
  overloaded: { policy: 'retry', because: 'it may pass' },
  unavailable: { policy: 'retry', because: 'the connection or the server broke, and may be back' },
  timeout: { policy: 'switch', because: 'the time was spent; another model starts anew' },
  bad_response: {
    policy: 'retry',
    because: 'an answer that broke off may come whole; one of another kind switches at once',
  },
  auth: { policy: 'switch', because: 'our credential is refused, and will be again' },
  not_found: { policy: 'switch', because: 'the model or its address is gone' },
  context_length: { policy: 'larger', because: 'the same conversation fits a larger window' },
  content_filter: {
    policy: 'if_asked',
    because: 'to ask elsewhere what one vendor refused is for the agent’s owner to decide',
  },
  invalid_request: { policy: 'end', because: 'the request is at fault, and would be anywhere' },
};

/** What may follow a failure, in order of preference; nothing: the turn ends. */
export interface NextSteps {
  /** How long to wait before the same model is asked again; `null`: it is not. */
  readonly retryAfterMs: number | null;
  readonly switches: 'any' | 'larger_window' | 'no';
}

/** A server that asks for more patience than this has been left by the time it is over. */
const retryAfterMsMax = 1_000;
/** A retry waits from 20 to 120 ms: long enough for a blip, short enough for an ear. */
const retryMsMin = 20;
const retryMsSpread = 100;

/** @param random from 0 up to 1, so that retries of many turns don't come together. */
export function nextSteps(error: ProviderError, failover: Failover, random: number): NextSteps {
  const ends: NextSteps = { retryAfterMs: null, switches: 'no' };
  if (error.code === 'turn_timeout') return ends;
  const { policy } = policies[error.kind];
  switch (policy) {
    case 'retry':
      return { retryAfterMs: retryWait(error, failover, random), switches: 'any' };
    case 'switch':
      return { retryAfterMs: null, switches: 'any' };
    case 'larger':
      return { retryAfterMs: null, switches: 'larger_window' };
    case 'if_asked':
      return { retryAfterMs: null, switches: failover.switchOnContentFilter ? 'any' : 'no' };
    case 'end':
      return ends;
  }
}

function retryWait(error: ProviderError, failover: Failover, random: number): number | null {
  if (!failover.retry || !error.retryable) return null;
  const asked = error.retryAfterMs ?? 0;
  if (asked > retryAfterMsMax) return null;
  return asked + retryMsMin + Math.floor(random * retryMsSpread);
}

/** Whether another model may go on with an answer that this failure cut off, where the setting asks for it. */
export function mayBeContinued({ kind, code }: ProviderError): boolean {
  return code !== 'turn_timeout' && kind !== 'content_filter';
}

/** Whether a failure says that the model's server is unwell, which its circuit breaker counts. */
export function countsAgainstHealth({ kind, code }: ProviderError): boolean {
  if (code === 'turn_timeout') return false;
  switch (kind) {
    case 'overloaded':
    case 'unavailable':
    case 'timeout':
    case 'bad_response':
    case 'auth':
      return true;
    case 'rate_limited':
    case 'not_found':
    case 'context_length':
    case 'content_filter':
    case 'invalid_request':
      return false;
  }
}
