import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SseDecoder, SseEventTooLarge, type SseEvent } from './sse-decoder.ts';

function decode(...reads: (string | Buffer)[]): SseEvent[] {
  const events: SseEvent[] = [];
  const decoder = new SseDecoder((event) => events.push(event));
  for (const read of reads) decoder.push(Buffer.from(read));
  return events;
}

function dataOf(...reads: (string | Buffer)[]): string[] {
  return decode(...reads).map(({ data }) => data);
}

describe('the standard’s rules', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['LF and CRLF', 'data: a\n\r\ndata: b\r\n\n'],
    ['LF and CR', 'data: a\n\rdata: b\r\n\r'],
  ])('ends lines by %s', (_name, text) => {
    expect(dataOf(text)).toEqual(['a', 'b']);
    expect(dataOf(...text.split(''))).toEqual(['a', 'b']);
  });

  test('takes a CRLF cut between two reads for one line end', () => {
    expect(decode('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual([{ name: '', data: 'a\nb' }]);
    expect(dataOf('data: a\r', '', '\ndata: b\n\n')).toEqual(['a\nb']);
  });

  test('drops one byte order mark, at the start alone, also when it comes in parts', () => {
    expect(dataOf('\uFEFFdata: a\n\n')).toEqual(['a']);
    expect(
      dataOf(Buffer.from([0xef]), Buffer.from([0xbb]), Buffer.from([0xbf]), 'data: a\n\n'),
    ).toEqual(['a']);
    expect(dataOf('\uFEFF\uFEFFdata: a\n\n')).toEqual([]);
    expect(dataOf('\n\uFEFFdata: a\n\n')).toEqual([]);
    expect(dataOf('data: \uFEFFa\n\n')).toEqual(['\uFEFFa']);
  });

  test('takes the first two bytes of a byte order mark alone for no mark', () => {
    expect(dataOf(Buffer.from([0xef]), Buffer.from([0xbb]), '\ndata: a\n\n')).toEqual(['a']);
  });

  test('ignores comments', () => {
    expect(dataOf(': keep-alive\n\n:\n\ndata: a\n: between\n:data: no\ndata: b\n\n')).toEqual([
      'a\nb',
    ]);
  });

  test('drops one space after the colon and no more', () => {
    expect(dataOf('data:a\n\ndata: a\n\ndata:  a\n\ndata:\ta\n\n')).toEqual([
      'a',
      'a',
      ' a',
      '\ta',
    ]);
  });

  test('keeps every colon of the value', () => {
    expect(dataOf('data: {"a":"b:c"}\n\ndata:: a\n\n')).toEqual(['{"a":"b:c"}', ': a']);
  });

  test('joins the data lines of an event by a newline', () => {
    expect(dataOf('data: {\ndata:   "a": 1\ndata: }\n\n')).toEqual(['{\n  "a": 1\n}']);
  });

  test('gives an event with empty data, also for a field without a colon', () => {
    expect(dataOf('data:\n\ndata\n\ndata: \n\ndata\ndata\n\n')).toEqual(['', '', '', '\n']);
  });

  test('gives no event where there was no data', () => {
    expect(decode('\n\n\nevent: ping\n\n: comment\n\nid: 1\n\n')).toEqual([]);
  });

  test('names an event, the last name winning, and forgets the name at its end', () => {
    expect(decode('event: a\nevent:b\ndata: 1\n\ndata: 2\n\nevent: c\n\ndata: 3\n\n')).toEqual([
      { name: 'b', data: '1' },
      { name: '', data: '2' },
      { name: '', data: '3' },
    ]);
  });

  test('ignores unknown fields, and names that only resemble a known one', () => {
    const strange = [
      'id: 1',
      'retry: 5',
      'Data: no',
      ' data: no',
      'data : no',
      'dat: no',
      'datas: no',
      'no',
    ];
    expect(dataOf(`${strange.join('\n')}\n${'x'.repeat(100)}: no\ndata: a\n\n`)).toEqual(['a']);
  });

  test('discards the event that the stream’s end leaves unfinished', () => {
    expect(dataOf('data: a\n\ndata: b')).toEqual(['a']);
    expect(dataOf('data: a\n\ndata: b\n')).toEqual(['a']);
  });

  test('reads what follows an event cut anywhere as part of that event', () => {
    expect(dataOf('da', 'ta', ': ', 'a', '\n', '\n')).toEqual(['a']);
  });

  test('keeps characters whole that a read cuts in the middle', () => {
    const bytes = Buffer.from('data: wörld 👋 日本\n\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(dataOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['wörld 👋 日本']);
    }
  });

  test('replaces bytes that are no UTF-8 and goes on', () => {
    expect(
      dataOf(Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a]), 'data: b\n\n'),
    ).toEqual(['\uFFFD', 'b']);
  });

  test('does not depend on a read’s buffer once the read is over', () => {
    const events: string[] = [];
    const decoder = new SseDecoder(({ data }) => events.push(data));
    const shared = Buffer.alloc(1);
    for (const byte of Buffer.from('data: used again\n\n')) {
      shared[0] = byte;
      decoder.push(shared);
    }
    expect(events).toEqual(['used again']);
  });
});

test('takes a line `error: …` for an event named error', () => {
  expect(decode('error: {"message":"no"}\n\ndata: a\n\n')).toEqual([
    { name: 'error', data: '{"message":"no"}' },
    { name: '', data: 'a' },
  ]);
});

describe('any events', () => {
  const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
  const character = fc.constantFrom(
    'a',
    'é',
    '日',
    '👋',
    ':',
    ' ',
    '\t',
    '\0',
    '"',
    '\uFEFF',
    '\u2028',
    'data',
    'event',
  );
  const value = fc.string({ unit: character, maxLength: 12 });
  const event = fc.record({
    name: value,
    lines: fc.array(value, { minLength: 1, maxLength: 4 }),
  });
  const noise = fc.constantFrom<string[]>(
    ': a comment',
    ':',
    'id: 7',
    'retry: 1000',
    'unknown',
    'Data: x',
    'event_: y',
  );

  type Line = [text: string, end: string];

  /** One legal way to write an event: its fields, each with or without a space, among noise. */
  function written({ name, lines }: { name: string; lines: string[] }): fc.Arbitrary<Line[]> {
    const field = (key: string, text: string): fc.Arbitrary<string> => {
      const forms = [`${key}: ${text}`];
      if (!text.startsWith(' ')) forms.push(`${key}:${text}`);
      if (text === '') forms.push(key);
      return fc.constantFrom(...forms);
    };
    const fields = lines.map((line) => field('data', line));
    if (name !== '') fields.unshift(field('event', name));
    const noises = fc.array(fc.tuple(noise, lineEnd), { maxLength: 2 });
    const parts = fields.map((one) => fc.tuple(noises, fc.tuple(one, lineEnd)));
    const blanks = fc.array(fc.tuple(fc.constant<string>(''), lineEnd), {
      minLength: 1,
      maxLength: 3,
    });
    return fc
      .tuple(fc.tuple(...parts), blanks)
      .map(([all, ends]) => all.flatMap(([around, line]) => around.concat([line])).concat(ends));
  }

  /** A CR and the LF of the next, empty line would be one line end: that one is written in full. */
  function textOf(lines: Line[]): string {
    return lines
      .map(([text, end], index) => {
        const [next, nextEnd] = lines[index + 1] ?? [];
        return text + (end === '\r' && next === '' && nextEnd === '\n' ? '\r\n' : end);
      })
      .join('');
  }

  const stream = fc.array(event, { maxLength: 6 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      text: fc
        .tuple(fc.boolean(), fc.tuple(...events.map(written)))
        .map(([mark, all]) => (mark ? '\uFEFF' : '') + textOf(all.flat())),
      cuts: fc.array(fc.nat(), { maxLength: 30 }),
    }),
  );

  test('decode to the same events, however they are written and wherever they are cut', () => {
    fc.assert(
      fc.property(stream, ({ events, text, cuts }) => {
        const bytes = Buffer.from(text);
        const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
        const reads = [0, ...places].map((from, index) =>
          bytes.subarray(from, places[index] ?? bytes.length),
        );
        const expected = events.map(({ name, lines }) => ({ name, data: lines.join('\n') }));
        expect(decode(...reads)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('decode from any bytes at all as they do from the whole', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        'data',
        'event',
        'error',
        ':',
        ' ',
        '\r',
        '\n',
        '\r\n',
        'x',
        '👋',
        '\uFEFF',
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(soup, (text) => {
        const bytes = Buffer.from(text);
        const single = [...bytes].map((byte) => Buffer.from([byte]));
        expect(decode(...single)).toEqual(decode(bytes));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the bound on memory', () => {
  const bounded = (eventBytesMax: number): { decoder: SseDecoder; events: SseEvent[] } => {
    const events: SseEvent[] = [];
    return { decoder: new SseDecoder((event) => events.push(event), eventBytesMax), events };
  };

  test('refuses a line without end as soon as it is too long', () => {
    const { decoder } = bounded(1_000);
    decoder.push(Buffer.from(`data: ${'x'.repeat(994)}`));
    expect(() => decoder.push(Buffer.from('x'))).toThrow(SseEventTooLarge);
  });

  test('goes on refusing, and keeps nothing more, when it is pushed on', () => {
    const { decoder, events } = bounded(10);
    expect(() => decoder.push(Buffer.from('data: 1234567890'))).toThrow(SseEventTooLarge);
    expect(() => decoder.push(Buffer.from('data: 1234567890'))).toThrow(SseEventTooLarge);
    decoder.push(Buffer.from('data: a\n\n'));
    expect(events).toEqual([{ name: '', data: 'a' }]);
  });

  test('refuses an endless comment and an endless field that it does not know', () => {
    for (const start of [': ', 'unknown: ', 'unknown']) {
      const { decoder } = bounded(1_000);
      decoder.push(Buffer.from(start));
      expect(() => decoder.push(Buffer.alloc(1_000, 'x'))).toThrow(SseEventTooLarge);
    }
  });

  test('refuses an event of many small lines', () => {
    const { decoder } = bounded(1_000);
    const pushLines = (): void => {
      for (let line = 0; line < 200; line += 1) decoder.push(Buffer.from('data: x\n'));
    };
    expect(pushLines).toThrow(SseEventTooLarge);
  });

  test('refuses an event of many lines that all come at once', () => {
    const { decoder } = bounded(1_000);
    expect(() => decoder.push(Buffer.from('data\n'.repeat(251)))).toThrow(SseEventTooLarge);
  });

  test('takes an event of exactly the bound, whole or byte by byte', () => {
    const text = `data: ${'x'.repeat(994)}\n\n`;
    const whole = bounded(1_000);
    whole.decoder.push(Buffer.from(text));
    expect(whole.events).toHaveLength(1);
    const parts = bounded(1_000);
    for (const byte of Buffer.from(text)) parts.decoder.push(Buffer.from([byte]));
    expect(parts.events).toEqual(whole.events);
  });

  test('counts each event alone, so that a stream may be endless', () => {
    const { decoder, events } = bounded(20);
    for (let event = 0; event < 100; event += 1)
      decoder.push(Buffer.from(`data: ${event}\n: hm\n\n`));
    expect(events).toHaveLength(100);
  });

  test('gives the events before the one that is too large', () => {
    const { decoder, events } = bounded(10);
    expect(() => decoder.push(Buffer.from(`data: a\n\ndata: ${'x'.repeat(20)}\n\n`))).toThrow(
      SseEventTooLarge,
    );
    expect(events).toEqual([{ name: '', data: 'a' }]);
  });
});

test.each([
  ['LF', 'data: x\n\n'],
  ['CR', 'data: x\r\r'],
  ['CRLF', 'data: x\r\n\r\n'],
  ['no colon', 'data\n\n'],
  ['unknown fields', 'x\n'],
])('searches a large read a few times at most, not once a line: %s', (_name, event) => {
  const bytes = Buffer.from(event.repeat(2_000));
  let searched = 0;
  const counted = new Proxy(bytes, {
    get(target, property) {
      if (property === 'indexOf') {
        return (value: number, from: number): number => {
          const found = target.indexOf(value, from);
          searched += (found === -1 ? target.length : found + 1) - from;
          return found;
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  new SseDecoder(() => undefined).push(counted);
  expect(searched).toBeLessThan(4 * bytes.length);
});
