import fc, { type Arbitrary } from 'fast-check';

/** Texts that programs like this one have broken on, among any others. */
export const anyText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\r\n',
    '\ud800',
    '\u2028',
    '\ufeff',
    '__proto__',
    'constructor',
    'toString',
    '../..',
    '%00',
    '%2e%2e%2f',
    "' OR 1=1--",
    '<script>',
    '[DONE]',
    'data: {}\n\n',
    'http://[::1]:1/x',
    'data:image/png;base64,AAAA',
    'data:,',
    'null',
    '1e999',
    'x'.repeat(70_000),
    '👋'.repeat(300),
    ']'.repeat(100),
  ),
);

export const anyNumber: Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 0.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 2 ** 31, 2 ** 32),
);

/** Anything that JSON can say. */
export const anyJson: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 4 }),
  ),
})).value;
