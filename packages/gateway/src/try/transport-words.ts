import { fromTransportError } from '../turn/from-transport-error.ts';

/** A failure below HTTP with the system's own words, which are what the model's owner needs. */
export function transportWords(error: Error): Error {
  const { message, detail } = fromTransportError(error);
  return new Error(detail === '' ? message : `${message} (${detail})`, { cause: error });
}
