import type { Mark } from './directives.ts';
import type { Refusal, RefusalKind } from './vendor.ts';

/** What goes wrong with an answer. `README.md` says what each looks like on the wire. */
export type Fault =
  | { kind: 'refuse'; refusal: Refusal }
  | { kind: 'redirect'; to: string }
  | { kind: '1xx-storm'; count: number }
  | { kind: 'huge-event'; bytes: number }
  | { kind: 'drip'; gapMs: number }
  | { kind: PlainFault };

const plainFaults = [
  'html',
  'reset-before-headers',
  'close-before-headers',
  'silence-before-headers',
  'headers-then-silence',
  'cut-mid-answer',
  'reset-mid-answer',
  'end-mid-answer',
  'stall-mid-answer',
  'malformed-event',
  'truncated-frame',
  'no-done',
  'exception-in-stream',
  'bad-checksum',
  'empty-answer',
] as const;

type PlainFault = (typeof plainFaults)[number];

const refusalNames: Record<string, RefusalKind> = {
  'context-length': 'context_length',
  'model-not-found': 'model_not_found',
  'wrong-credentials': 'wrong_credentials',
  forbidden: 'forbidden',
  'invalid-request': 'invalid_request',
  quota: 'quota',
  timeout: 'timeout',
  overloaded: 'overloaded',
};

const refusalsByStatus: Record<number, RefusalKind> = {
  401: 'wrong_credentials',
  403: 'forbidden',
  404: 'model_not_found',
  408: 'timeout',
  413: 'too_large',
  429: 'rate_limited',
  500: 'internal',
  504: 'timeout',
};

export const faultNames: readonly string[] = [
  '400 … 599',
  ...Object.keys(refusalNames),
  ...plainFaults,
  'redirect',
  '1xx-storm',
  'huge-event',
  'drip',
];

/** The fault a mark names; undefined when there is none of that name. */
export function readFault({ name, options }: Mark): Fault | undefined {
  const wait = Number(options['retry-after']);
  const retry = options['retry-after'] === undefined ? {} : { retryAfterSeconds: wait };
  if (/^[45]\d\d$/.test(name)) {
    const status = Number(name);
    const usual = status < 500 ? 'invalid_request' : 'overloaded';
    return {
      kind: 'refuse',
      refusal: { kind: refusalsByStatus[status] ?? usual, status, ...retry },
    };
  }
  const refusal = Object.hasOwn(refusalNames, name) ? refusalNames[name] : undefined;
  if (refusal !== undefined) return { kind: 'refuse', refusal: { kind: refusal, ...retry } };
  switch (name) {
    case 'redirect':
      return { kind: name, to: options['to'] ?? 'http://127.0.0.1:9/elsewhere' };
    case '1xx-storm':
      return { kind: name, count: Number(options['count'] ?? Infinity) };
    case 'huge-event':
      return { kind: name, bytes: Number(options['bytes'] ?? 4 * 1024 * 1024) };
    case 'drip':
      return { kind: name, gapMs: Number(options['gap'] ?? 5) };
    default: {
      const plain = plainFaults.find((one) => one === name);
      return plain === undefined ? undefined : { kind: plain };
    }
  }
}
