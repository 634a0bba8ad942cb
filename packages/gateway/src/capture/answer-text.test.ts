import type { ChatCompletion, ChatCompletionChunk } from '@jackfield/chat-completions';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerText } from './answer-text.ts';

const called = fc.oneof(
  fc.jsonValue(),
  fc.record({ index: fc.jsonValue(), function: fc.oneof(fc.jsonValue(), fc.object()) }),
  fc.record({ function: fc.record({ name: fc.jsonValue(), arguments: fc.jsonValue() }) }),
);
const said = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      content: fc.jsonValue(),
      refusal: fc.jsonValue(),
      tool_calls: fc.oneof(fc.jsonValue(), fc.array(called)),
    },
    { requiredKeys: [] },
  ),
);

test('reads any answer without throwing, and goes on behind what it does not understand', () => {
  fc.assert(
    fc.property(said, (odd) => {
      const streamed = new AnswerText();
      streamed.take(chunkOf(odd));
      streamed.take(chunkOf({ content: 'the end' }));
      expect(streamed.text.endsWith('the end')).toBe(true);
      expect(typeof streamed.calls).toBe('string');
      const whole = new AnswerText();
      // Holds for what this is about: an upstream may send anything.
      whole.takeWhole({ choices: [{ message: odd }] } as unknown as ChatCompletion);
      expect(typeof whole.calls).toBe('string');
    }),
  );
});

test('leaves out arguments that nest too deep to be written', () => {
  const depth = 100_000;
  const given: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const answer = new AnswerText();
  answer.take(chunkOf({ tool_calls: [{ index: 0, function: { name: 'f', arguments: given } }] }));
  expect(answer.calls).toBe('f()');
});

function chunkOf(delta: unknown): ChatCompletionChunk {
  // Holds for what this is about: an upstream may send anything.
  return { choices: [{ index: 0, delta, finish_reason: null }] } as unknown as ChatCompletionChunk;
}
