import fc, { type Arbitrary } from 'fast-check';

/** What breaks readers that trust what they read: marks of JSON, of events, of text and of length. */
const splices = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\u0000',
  'null',
  '-1',
  '1e999',
  '{}',
  '[]',
  '""',
  'data: ',
  'data: [DONE]\n\n',
  'event: error\n',
  ': \n',
  '\ufeff',
  '"__proto__":{"a":1},',
  '"index":-1,',
  '"index":4294967296,',
  '"choices":null,',
  '"choices":[],',
  '"choices":[null],',
  '"error":{},',
  '\\ud800',
].map((text) => Buffer.from(text));

type Change =
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'drop' | 'repeat'; readonly at: number; readonly count: number }
  | { readonly kind: 'splice'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'cut'; readonly at: number };

/** A place in bytes of any length: 0 is the first, 1 the end. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

const change: Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: place,
    byte: fc.integer({ min: 0, max: 255 }),
  }),
  fc.record({
    kind: fc.constantFrom('drop' as const, 'repeat' as const),
    at: place,
    count: fc.integer({ min: 1, max: 64 }),
  }),
  fc.record({
    kind: fc.constant('splice' as const),
    at: place,
    bytes: fc.oneof(fc.constantFrom(...splices), fc.uint8Array({ maxLength: 16 })),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
);

/** One of these, with up to twelve bytes or places of it changed; as it is, now and then. */
export function mutatedBytes(originals: readonly Buffer[]): Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { maxLength: 12 }))
    .map(([original, changes]) => changes.reduce(changed, original));
}

function changed(bytes: Buffer, one: Change): Buffer {
  const at = Math.floor(one.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (one.kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([one.byte]), after.subarray(1)]);
    case 'drop':
      return Buffer.concat([before, after.subarray(one.count)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, one.count), after]);
    case 'splice':
      return Buffer.concat([before, one.bytes, after]);
    case 'cut':
      return before;
  }
}
