import { ProviderError } from '../provider-error.ts';

/**
 * Gemini's finish reason in OpenAI's words. `STOP` after a function call is `tool_calls`; everything
 * withheld for what it says is `content_filter`.
 * Source: `FinishReason` of googleapis/js-genai `src/types.ts` (read 2026-11-23).
 * @throws ProviderError for an answer that came to nothing (a call that is none, an image) and for
 * reasons without a meaning: another attempt or model may do better, a quiet `stop` would hide it.
 */
export function fromFinishReason(
  reason: string,
  hasCalls: boolean,
  finishMessage = '',
): 'stop' | 'tool_calls' | 'length' | 'content_filter' | null {
  switch (reason) {
    case 'STOP':
      return hasCalls ? 'tool_calls' : 'stop';
    case 'MAX_TOKENS':
      return 'length';
    case 'SAFETY':
    case 'RECITATION':
    case 'LANGUAGE':
    case 'BLOCKLIST':
    case 'PROHIBITED_CONTENT':
    case 'SPII':
    case 'IMAGE_SAFETY':
    case 'IMAGE_PROHIBITED_CONTENT':
    case 'IMAGE_RECITATION':
      return 'content_filter';
    // What an unset field reads as: not ended yet.
    case 'FINISH_REASON_UNSPECIFIED':
      return null;
    case 'MALFORMED_FUNCTION_CALL':
    case 'UNEXPECTED_TOOL_CALL':
    case 'TOO_MANY_TOOL_CALLS':
    case 'MISSING_THOUGHT_SIGNATURE':
    case 'MALFORMED_RESPONSE':
    case 'NO_IMAGE':
    case 'IMAGE_OTHER':
    case 'CONTINUATION':
    case 'OTHER':
    default:
      throw new ProviderError('bad_response', {
        message: 'The model ended its answer without completing it.',
        code: 'upstream_malformed',
        retryable: true,
        detail: `finishReason ${reason}${finishMessage && `: ${finishMessage.slice(0, 500)}`}`,
      });
  }
}
