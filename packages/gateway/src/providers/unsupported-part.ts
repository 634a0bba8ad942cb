import { ProviderError } from './provider-error.ts';

/** A part of a message that the chosen model's format can't carry. */
export function unsupportedPart(type: string, why = ''): ProviderError {
  return new ProviderError('invalid_request', {
    message: `Content parts of type '${type}' are not supported with the model this agent uses.${why && ` ${why}`}`,
    code: 'unsupported_content',
    param: 'messages',
    retryable: false,
  });
}
