import fc, { type Arbitrary } from 'fast-check';
import type { RawUpstream } from '../security/raw-upstream.ts';
import { anyJson } from './any-text.ts';
import {
  answersOf,
  startFuzzedProgram,
  vendors,
  type FuzzedProgram,
  type Vendor,
} from './fuzzed-program.ts';
import { fuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { mutatedBytes } from './mutated-bytes.ts';

/** What a model's server says to one turn. */
export interface HostileAnswer {
  readonly vendor: Vendor;
  /** Whether the caller asked for a stream. */
  readonly stream: boolean;
  readonly head: string;
  readonly body: Buffer;
  /** Where the body is cut into reads, as parts of its length. */
  readonly cuts: readonly number[];
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
const status = fc.oneof(
  { weight: 8, arbitrary: fc.constant('200 OK') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '400 No',
      '401 Who',
      '404 Gone',
      '429 Slow',
      '500 Broken',
      '302 Go',
      '204 Nothing',
    ),
  },
);
const head = fc
  .tuple(
    status,
    fc.constantFrom('text/event-stream', 'application/json', 'text/html', ''),
    fc.constantFrom(
      '',
      'retry-after: x\r\n',
      'retry-after: -1\r\n',
      'retry-after: 99999999999\r\n',
    ),
  )
  .map(([code, type, more]) => `HTTP/1.1 ${code}\r\ncontent-type: ${type}\r\n${more}`);

/** Events around JSON of any kind, near to what each format's own events hold. */
const madeEvents = fc
  .array(
    fc.tuple(
      fc.constantFrom('data: ', 'data:', 'event: x\ndata: ', 'error: ', ': ', 'id: '),
      fc.oneof(
        anyJson,
        fc.record(
          {
            choices: fc.oneof(
              anyJson,
              fc.array(
                fc.record(
                  { index: anyJson, delta: anyJson, message: anyJson, finish_reason: anyJson },
                  { requiredKeys: [] },
                ),
                { maxLength: 3 },
              ),
            ),
            candidates: anyJson,
            usage: anyJson,
            error: anyJson,
            type: fc.constantFrom(
              'message_start',
              'content_block_start',
              'content_block_delta',
              'message_delta',
              'message_stop',
              'error',
            ),
            index: anyJson,
            delta: anyJson,
            content_block: anyJson,
            message: anyJson,
          },
          { requiredKeys: [] },
        ),
      ),
    ),
    { maxLength: 5 },
  )
  .map((events) =>
    Buffer.from(events.map(([field, data]) => `${field}${JSON.stringify(data)}\n\n`).join('')),
  );

function answersTo(vendor: Vendor): Arbitrary<HostileAnswer> {
  const { whole, streamed } = answersOf[vendor];
  return fc.record({
    vendor: fc.constant(vendor),
    stream: fc.boolean(),
    head,
    body: fc.oneof(
      { weight: 5, arbitrary: mutatedBytes([...streamed]) },
      { weight: 3, arbitrary: mutatedBytes([...whole]) },
      { weight: 2, arbitrary: madeEvents },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      },
    ),
    cuts,
  });
}

/**
 * Answers of model servers, of each vendor: recorded streams and documents with bytes changed, and
 * events of any content, cut into any reads. Each ends one turn, in words of OpenAI's format.
 */
export async function upstreamAnswers(): Promise<FuzzTarget> {
  const program = await startFuzzedProgram();
  return fuzzTarget({
    inputs: fc.oneof(...vendors.filter((vendor) => vendor !== 'bedrock').map(answersTo)),
    ask: (answer) => askWith(program, answer),
    stands: () => program.stands(),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
}

/** @throws Error where a turn that is answered so doesn't end as every turn must. */
export async function askWith(
  { jackfield, upstream, agents }: FuzzedProgram,
  answer: HostileAnswer,
): Promise<void> {
  answerSo(upstream, answer);
  const { key } = agents[answer.vendor];
  const response = await fetch(`${jackfield.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], stream: answer.stream }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 500) throw new Error(`500 ${text}`);
  if (type.startsWith('text/event-stream')) checkStream(text);
  else if (typeof JSON.parse(text) !== 'object') throw new Error(text);
}

function answerSo(upstream: RawUpstream, { head: start, body, cuts: places }: HostileAnswer): void {
  const ends = [...places.map((place) => Math.floor(place * body.length)), body.length];
  upstream.answer = (socket) => {
    socket.write(`${start}connection: close\r\n\r\n`);
    let from = 0;
    for (const end of ends.toSorted((a, b) => a - b)) {
      socket.write(body.subarray(from, end));
      from = end;
    }
    socket.end();
  };
}

/** Only lines of ours, and one ending: `[DONE]`, or an error and nothing behind it. */
function checkStream(text: string): void {
  const lines = text.split('\n');
  const strange = lines.find((line) => !/^(?:data: (?:\{.*\}|\[DONE\])|: .*|)$/s.test(line));
  if (strange !== undefined) throw new Error(`A line that is not ours: ${JSON.stringify(strange)}`);
  const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  const last = data.at(-1) ?? '';
  for (const event of data) if (event !== '[DONE]') JSON.parse(event);
  const isDone = last === '[DONE]';
  if (!isDone && !('error' in JSON.parse(last))) throw new Error(`No ending: ${last}`);
  if (data.filter((event) => event === '[DONE]').length > 1) throw new Error('Two endings.');
}
