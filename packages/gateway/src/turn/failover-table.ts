import { defaultFailover } from '@jackfield/gateway-config';
import { ProviderError, type ProviderErrorKind } from '../providers/provider-error.ts';
import { countsAgainstHealth, mayBeContinued, nextSteps, policies } from './failure-policy.ts';

/** How each kind shows itself, in the order of the table. */
const signs: Readonly<Record<ProviderErrorKind, string>> = {
  rate_limited: 'a 429 or a 402: too many requests, or the account is exhausted',
  overloaded:
    'the server says that it is overloaded or not now (503, 529, 409, 423, 425), or has as many turns as it may have',
  unavailable:
    'refused, reset, not resolved, no valid TLS certificate, another 5xx, or a 421, 424, 451 or 499',
  timeout: 'a deadline of the attempt passed: connect, first token, first sentence, silence',
  bad_response: 'no chat completion, too large, or a stream that broke off',
  auth: 'our credential is missing or refused',
  not_found: 'the server does not know the model or the path, or no longer (410)',
  context_length: 'the conversation is too long for the model',
  content_filter: "the vendor's content filter refused it",
  invalid_request: 'the request is at fault',
};

/** `docs/reference/failover.md`, made from what a turn goes by, and so never behind it. */
export function failoverTable(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  // The signs' keys are the kinds.
  const kinds = Object.keys(signs) as ProviderErrorKind[];
  return [
    '# What a failure leads to',
    '',
    'By its kind and by how far the turn had come. Made from the code by',
    '`node scripts/write-failover-table.ts`: change it there. What each setting means:',
    '[when a model fails](../guides/when-a-model-fails.md).',
    '',
    '- **before the commit point**: nothing of an answer was given to the caller yet, or the answer was asked for whole.',
    '- **beside a hedge**: the chosen model’s failure while a second is under way. Whatever the second fails with, the chosen one is waited for.',
    '- **after the commit point**: the caller has a part of the answer. What it ends with is an error inside the stream.',
    '- **circuit**: whether it counts towards the five failures in a row that open the model’s circuit.',
    '',
    line([
      'kind',
      'what happened',
      'before the commit point',
      'beside a hedge',
      'after the commit point',
      'circuit',
      'why',
    ]),
    line(['---', '---', '---', '---', '---', '---', '---']),
    ...kinds.map((kind) =>
      line([`\`${kind}\``, signs[kind], ...actions(failure(kind)), policies[kind].because]),
    ),
    line([
      '`timeout`',
      'the deadline of the whole turn passed (`turn_timeout`)',
      ...actions(failure('timeout', 'turn_timeout')),
      'nobody could answer in time any more',
    ]),
    '',
    '“Once more” holds where the failure may pass at all (an exhausted account does not), the setting’s `retry` is on',
    'and the budget of retries is not spent; else the next step is taken at once. Where no fallback is left, the turn ends.',
    '',
    'A model is passed over without an attempt while its circuit is open and another can be asked, while it has as',
    'many attempts under way as it may have, and where its provider has no credentials or it is gone from the',
    'catalogue. One whose circuit was open is asked after all when nobody else is left.',
    '',
  ].join('\n');
}

function failure(kind: ProviderErrorKind, code = ''): ProviderError {
  return new ProviderError(kind, { message: '', code, retryable: true });
}

function actions(error: ProviderError): string[] {
  const { switches } = nextSteps(error, defaultFailover, 0);
  return [
    beforeCommit(error),
    switches === 'no' ? 'the turn ends, and the hedge too' : 'the other model is waited for',
    mayBeContinued(error)
      ? 'the turn ends; with `continueAfterCut` a fallback goes on'
      : 'the turn ends',
    countsAgainstHealth(error) ? 'counts' : 'does not count',
  ];
}

function beforeCommit(error: ProviderError): string {
  const { retryAfterMs, switches } = nextSteps(error, defaultFailover, 0);
  const asked = nextSteps(error, { ...defaultFailover, switchOnContentFilter: true }, 0);
  const next = {
    any: 'the next fallback',
    larger_window: 'the next fallback with a larger context window, or one not known',
    no:
      asked.switches === 'no'
        ? 'the turn ends'
        : 'the turn ends; with `switchOnContentFilter` the next fallback',
  }[switches];
  return retryAfterMs === null ? next : `once more at the same model, then ${next}`;
}
