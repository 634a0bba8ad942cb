import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 what of its own judgement doesn't suit a gateway; call it before there are turns. A version of V8
 * that doesn't know one of the flags only says so.
 *
 * - What buffers hold outside its heap weighs together with the heap, and is collected when both have grown in
 *   proportion. By itself V8 begins a full collection for some 30 MB of buffers, whatever the heap: for
 *   every tenth request of 1 MB.
 * - Nothing is put among old objects at once because its kind lived long before: after some hundred streams
 *   that would be parts of every turn, and each, dead, keep the rest of its turn until the next full collection.
 */
export function tuneMemory(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--no-allocation-site-pretenuring');
}
