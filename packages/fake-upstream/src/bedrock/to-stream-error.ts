import type { Refusal } from '../vendor.ts';
import { exceptionFrame } from './event-frame.ts';
import { wordsOf } from './to-error.ts';

/** The members of ConverseStreamOutput that are exceptions. */
const inStream = new Set([
  'internalServerException',
  'modelStreamErrorException',
  'validationException',
  'throttlingException',
  'serviceUnavailableException',
]);

/** An exception as a message of the stream; one the stream has no member for is a modelStreamErrorException. */
export function toStreamError(refusal: Refusal): Buffer {
  const { error, message } = wordsOf(refusal);
  const name = error.charAt(0).toLowerCase() + error.slice(1);
  if (inStream.has(name)) return exceptionFrame(name, { message });
  return exceptionFrame('modelStreamErrorException', {
    message,
    originalStatusCode: 500,
    originalMessage: message,
  });
}
