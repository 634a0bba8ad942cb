import { ProviderError } from '../providers/provider-error.ts';
import type { Provider, ProviderCall, UpstreamRequest } from '../providers/provider.ts';

/**
 * The request as a provider's format has it. Throws ProviderError and nothing else: the gateway judges
 * only what it relies on itself, so a field of another kind than OpenAI's format gives it (`stop: [{}]`)
 * is first met where it is put into another format, and is the caller's fault there too.
 */
export function toUpstreamRequest(provider: Provider, call: ProviderCall): UpstreamRequest {
  try {
    return provider.toRequest(call);
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    throw new ProviderError('invalid_request', {
      message:
        'The request can’t be carried to the model this agent uses: one of its fields is not of the kind that OpenAI’s chat/completions gives it.',
      code: 'invalid_value',
      retryable: false,
      detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      cause,
    });
  }
}
