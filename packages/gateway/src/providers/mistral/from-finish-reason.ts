import { ProviderError } from '../provider-error.ts';

/**
 * Mistral's finish reason in OpenAI's words. `stop`, `length`, `tool_calls` and reasons of tomorrow
 * stay. Source: `ChatCompletionChoice` and `CompletionResponseStreamChoice` of `public/openapi.yaml`.
 * @throws ProviderError for `error`: the answer is broken, whatever came before.
 */
export function fromFinishReason(reason: string | null): string | null {
  switch (reason) {
    case 'model_length':
      return 'length';
    case 'error':
      throw new ProviderError('unavailable', {
        message: 'The model’s server failed while it was answering.',
        code: 'upstream_unavailable',
        retryable: true,
        detail: 'finish_reason: error',
      });
    default:
      return reason;
  }
}
