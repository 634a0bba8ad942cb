import type { AttemptRecord } from '@jackfield/gateway-config';

const unsafe = /[^\w ./:@+-]/;
const unsafeAll = new RegExp(unsafe, 'g');

/**
 * The attempts of a turn as a `Server-Timing` header, in milliseconds: each with its model and how it
 * ended, as far as that was known when the head was sent.
 *
 * @see https://www.w3.org/TR/server-timing/
 */
export function serverTiming(story: readonly AttemptRecord[]): string {
  return story
    .map(({ model, cause, errorCode, durationMs }) => {
      const words = `${cause} ${model}${errorCode === null ? '' : ` ${errorCode}`}`;
      // Only what a quoted string takes as it is.
      const safe = unsafe.test(words) ? words.replaceAll(unsafeAll, '_') : words;
      return `attempt;desc="${safe}";dur=${durationMs}`;
    })
    .join(', ');
}
