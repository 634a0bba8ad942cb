import { ProviderError } from '../provider-error.ts';

/**
 * Converse's stop reason in OpenAI's words. A reason of tomorrow travels as it is (decision 0058).
 * Source: `StopReason` of `@aws-sdk/client-bedrock-runtime` 3.1164.0.
 * @throws ProviderError where the model produced something broken instead of an answer.
 */
export function fromStopReason(reason: string, hasCalls: boolean): string {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      // Some models end a turn with calls by `end_turn`; callers look for `tool_calls` to run them.
      return hasCalls ? 'tool_calls' : 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'content_filtered':
    case 'guardrail_intervened':
      return 'content_filter';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      throw new ProviderError('bad_response', {
        message: 'The model produced a broken answer.',
        code: 'upstream_malformed',
        retryable: true,
        detail: `stopReason: ${reason}`,
      });
    default:
      return reason;
  }
}
