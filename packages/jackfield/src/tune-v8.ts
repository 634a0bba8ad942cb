import { setFlagsFromString } from 'node:v8';

/** Each with what V8 does by itself, and what that costs a gateway. */
const flags = [
  // Begins a full collection for some 30 MB of buffers, whatever the heap: for every tenth request of 1 MB.
  '--external-memory-accounted-in-global-limit',
  // Puts parts of every turn among old objects once streams lived long: dead, each keeps the rest of its turn.
  '--no-allocation-site-pretenuring',
  // Forgets within two full collections of an idle process what objects looked like, and with it the
  // compiled code that knew: the turns after a silence take three times as long.
  '--retain-maps-for-n-gc=1000',
  // Collects an idle process in a way that forgets regardless.
  '--no-memory-reducer-favors-memory',
  // Lets garbage grow to three times what lives when there is little to do besides, and never gives back
  // what that took: twice as much memory for streams that come and go.
  '--heap-growing-percent=100',
];

/**
 * Tells V8 what of its own judgement doesn't suit a gateway; call it before there are turns. A version of
 * V8 that doesn't know one of the flags only says so.
 */
export function tuneV8(): void {
  for (const flag of flags) setFlagsFromString(flag);
}
