import { expect, test } from 'vitest';
import { providerCall } from '../../test/provider-call.ts';
import type { StreamDecoder } from './provider.ts';
import { providers } from './providers.ts';

const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };
const byom = providers.get('byom');

function decoder(): StreamDecoder {
  if (byom === undefined) throw new Error('There is no byom.');
  return byom.decodeStream(head, providerCall());
}

test('holds no more than 16 MB of a document that came in place of a stream', () => {
  const decoding = decoder();
  const megabyte = Buffer.alloc(1_048_576, '{');
  for (let read = 0; read < 16; read += 1) expect([...decoding.push(megabyte)]).toEqual([]);
  expect(() => [...decoding.push(Buffer.from('{'))]).toThrow(
    expect.objectContaining({ code: 'upstream_too_large' }),
  );
});

test('holds no more than 1 MB of one event', () => {
  const decoding = decoder();
  expect(() => [
    ...decoding.push(Buffer.from('data: {}\n\n')),
    ...decoding.push(Buffer.alloc(1_048_577, 'd')),
  ]).toThrow(expect.objectContaining({ code: 'upstream_too_large' }));
});

test('holds no more than 16 MB of blank lines, and looks at each but once', () => {
  const decoding = decoder();
  // Sixteen thousand reads: whoever looked at all of them again at each would be here for minutes.
  const blank = Buffer.alloc(1_024, '\n');
  for (let read = 0; read < 16 * 1_024; read += 1) expect([...decoding.push(blank)]).toEqual([]);
  expect(() => [...decoding.push(blank)]).toThrow(
    expect.objectContaining({ code: 'upstream_too_large' }),
  );
});
