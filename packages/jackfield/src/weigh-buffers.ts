import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 weigh what buffers hold outside its heap together with the heap, and collect when both have
 * grown in proportion. By itself it begins a full collection for some 30 MB of buffers, whatever the heap: for every
 * tenth request of 1 MB. A version of V8 that doesn't know the flag only says so.
 */
export function weighBuffers(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}
