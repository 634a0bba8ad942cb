import { describe, expect, test } from 'vitest';
import { oddStreams, type OddAnswer } from '../../../test/deviations.ts';
import { eventsOf, providerCall } from '../../../test/provider-call.ts';
import { byom } from './byom.ts';

const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };

function jsonOf({ request = {} }: OddAnswer, ...reads: Buffer[]): string[] {
  const includeUsage = request.stream_options?.include_usage === true;
  const decoder = byom.decodeStream(head, providerCall(request, { includeUsage }));
  return eventsOf(decoder, ...reads).map(({ json }) => json);
}

describe.each(oddStreams)('$name', (odd) => {
  test('becomes the same events wherever its bytes are cut', () => {
    const bytes = Buffer.from(odd.bytes);
    const whole = jsonOf(odd, bytes);
    expect(whole.join('')).toContain('"finish_reason":"stop"');
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const events = jsonOf(odd, bytes.subarray(0, cut), bytes.subarray(cut));
      expect(events, `cut at byte ${cut}`).toEqual(whole);
    }
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    expect(jsonOf(odd, ...single), 'byte by byte').toEqual(whole);
  });
});

test('usage without choices says so in the list that callers read', () => {
  const counted = oddStreams.filter(({ meant }) => meant.totalTokens !== undefined);
  expect(counted).toHaveLength(2);
  for (const odd of counted) {
    const last = JSON.parse(jsonOf(odd, Buffer.from(odd.bytes)).at(-1) ?? '');
    expect(last).toMatchObject({ choices: [], usage: { total_tokens: 13 } });
  }
});

test.each([
  ['null, and nothing counted', '{"id":"1","choices":null,"usage":null}'],
  ['text', '{"id":"1","choices":"none","usage":{"total_tokens":13}}'],
])('choices that are %s are no chunk', (_what, data) => {
  const decoder = byom.decodeStream(head, providerCall());
  expect(() => eventsOf(decoder, `data: ${data}\n\n`)).toThrow(
    expect.objectContaining({ code: 'upstream_malformed' }),
  );
});
