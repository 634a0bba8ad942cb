import fc from 'fast-check';
import { anyJson, anyText } from './any-text.ts';
import { answersOf, startFuzzedProgram } from './fuzzed-program.ts';
import { fuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { mutatedBytes } from './mutated-bytes.ts';
import { askWith, type HostileAnswer } from './upstream-answers.ts';
import { bedrockEvents, frame, sealed, toFrame } from './vendor-answers.ts';

const payloads = bedrockEvents.flat().map(({ payload }) => Buffer.from(payload));
const names = [...new Set(bedrockEvents.flat().map(({ name }) => name))];

/** A frame whose checksums are right, so that what is wrong in it is met behind them. */
const madeFrame = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names), mutatedBytes(payloads))
    .map(([name, payload]) => toFrame({ name, payload })),
  fc
    .tuple(fc.constantFrom(...names), anyJson)
    .map(([name, payload]) => toFrame({ name, payload: JSON.stringify(payload) ?? '' })),
  fc
    .tuple(
      fc.array(
        fc.tuple(
          fc.constantFrom(
            ':event-type',
            ':message-type',
            ':exception-type',
            ':error-code',
            'x',
            '',
          ),
          fc.oneof(anyText, fc.constantFrom('event', 'exception', 'error', ...names)),
        ),
        { maxLength: 4 },
      ),
      mutatedBytes(payloads),
    )
    .map(([headers, payload]) => frame(headers, payload)),
  fc
    .tuple(fc.uint8Array({ maxLength: 60 }), mutatedBytes(payloads))
    .map(([headers, payload]) => sealed(Buffer.from(headers), payload)),
);

/** Bedrock's event stream: recorded frames with bytes changed, and frames of any content. */
export async function awsFrames(): Promise<FuzzTarget> {
  const program = await startFuzzedProgram();
  const inputs = fc.record<HostileAnswer>({
    vendor: fc.constant('bedrock' as const),
    stream: fc.oneof(
      { weight: 5, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    head: fc.constantFrom(
      'HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n',
      'HTTP/1.1 400 No\r\ncontent-type: application/json\r\nx-amzn-errortype: ThrottlingException:x\r\n',
    ),
    body: fc.oneof(
      { weight: 3, arbitrary: mutatedBytes([...answersOf.bedrock.streamed]) },
      {
        weight: 5,
        arbitrary: fc.array(madeFrame, { maxLength: 6 }).map((frames) => Buffer.concat(frames)),
      },
      { weight: 1, arbitrary: mutatedBytes([...answersOf.bedrock.whole]) },
    ),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  });
  return fuzzTarget({
    inputs,
    ask: (answer) => askWith(program, answer),
    stands: () => program.stands(),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
}
