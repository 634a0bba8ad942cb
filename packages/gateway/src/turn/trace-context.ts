import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { TurnTrace } from '@jackfield/gateway-config';

export interface Tracing {
  /** Which headers of its trace a turn's upstreams are given. `baggage` is never passed on. */
  readonly passOn: 'nothing' | 'traceparent' | 'all';
  /** Whether a trace that begins here is recorded; `null` where nobody records spans. */
  readonly isSampled: ((traceId: string) => boolean) | null;
}

export const noTracing: Tracing = { passOn: 'nothing', isSampled: null };

/** Of any version: what later ones add comes after these four (W3C Trace Context §3.2.4). */
const traceparent =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** What must at least be carried on (§3.3.1.5); longer ones are dropped whole. */
const stateCharactersMax = 512;

/** The turn's place in the trace that its caller names, or in one that begins here. What is malformed counts as absent. */
export function toTurnTrace(headers: IncomingHttpHeaders, tracing: Tracing): TurnTrace | null {
  const { isSampled, passOn } = tracing;
  if (isSampled === null && passOn === 'nothing') return null;
  const [, version, traceId, parentSpanId, flags, more] =
    traceparent.exec(String(headers['traceparent'] ?? '')) ?? [];
  const isWhole = version !== '00' || more === undefined;
  if (traceId !== undefined && parentSpanId !== undefined && flags !== undefined && isWhole) {
    const spanId = isSampled === null ? null : newSpanId();
    return { traceId, parentSpanId, spanId, flags, state: stateOf(headers) };
  }
  if (isSampled === null) return null;
  const begun = randomBytes(16).toString('hex');
  return {
    traceId: begun,
    parentSpanId: null,
    spanId: newSpanId(),
    flags: isSampled(begun) ? '01' : '00',
    state: null,
  };
}

export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

/** What an upstream is told of the trace; `spanId` is the attempt's own, where it has one. */
export function traceHeaders(
  trace: TurnTrace | null,
  spanId: string | null,
  passOn: Tracing['passOn'],
): Record<string, string> {
  const parent = spanId ?? trace?.parentSpanId ?? null;
  if (trace === null || parent === null || passOn === 'nothing') return {};
  return {
    traceparent: `00-${trace.traceId}-${parent}-${trace.flags}`,
    ...(passOn === 'all' && trace.state !== null ? { tracestate: trace.state } : {}),
  };
}

function stateOf({ tracestate }: IncomingHttpHeaders): string | null {
  const state = String(tracestate ?? '');
  return state !== '' && state.length <= stateCharactersMax && /^[\x20-\x7e]+$/.test(state)
    ? state
    : null;
}
