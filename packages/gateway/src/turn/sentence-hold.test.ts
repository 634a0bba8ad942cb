import type { ChatCompletionChunk } from '@jackfield/chat-completions';
import { dataEvent } from '@jackfield/chat-completions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SentenceHold, sentenceCharactersMax } from './sentence-hold.ts';

function chunk(
  delta: ChatCompletionChunk['choices'][number]['delta'],
  finishReason: string | null = null,
): ChatCompletionChunk {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  };
}

const eventOf = (one: ChatCompletionChunk): string => dataEvent(JSON.stringify(one));

function push(hold: SentenceHold, ...chunks: ChatCompletionChunk[]): string {
  return chunks.map((one) => hold.push(eventOf(one), one)).join('');
}

function chunksIn(events: string): ChatCompletionChunk[] {
  return events
    .split('\n\n')
    .filter(Boolean)
    .map((event): ChatCompletionChunk => JSON.parse(event.slice('data: '.length)));
}

const textIn = (events: string): string =>
  chunksIn(events)
    .map(({ choices }) => choices[0]?.delta.content ?? '')
    .join('');

const story = 'Good morning. It costs 3.50 a night! Do you want it?\nYes: “Book it.” Then I will.';
const sentenceEnds = [
  'Good morning. ',
  'Good morning. It costs 3.50 a night! ',
  'Good morning. It costs 3.50 a night! Do you want it?\n',
  'Good morning. It costs 3.50 a night! Do you want it?\nYes: “Book it.” ',
];

describe('wherever the text is cut into events', () => {
  test('every one of them passes in order, and what was delivered ends with a sentence until the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: story.length - 1 }), { maxLength: 30 }),
        (at) => {
          const cuts = [...new Set([0, ...at, story.length])].toSorted((a, b) => a - b);
          const pieces = cuts.slice(1).map((end, index) => story.slice(cuts[index], end));
          const hold = new SentenceHold();
          let passed = push(hold, chunk({ role: 'assistant', content: '' }));
          for (const content of pieces) {
            passed += push(hold, chunk({ content }));
            // The white space behind a sentence may still be on its way.
            if (hold.delivered !== '') {
              expect(sentenceEnds.map((end) => end.trimEnd())).toContain(hold.delivered.trimEnd());
            }
          }
          passed += push(hold, chunk({}, 'stop')) + hold.end();
          expect(textIn(passed)).toBe(story);
          expect(hold.delivered).toBe(story);
          expect(chunksIn(passed).at(-1)?.choices[0]?.finish_reason).toBe('stop');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('an event that holds whole sentences passes as its upstream wrote it', () => {
  const hold = new SentenceHold();
  const whole = eventOf(chunk({ content: 'One. ' }));
  expect(push(hold, chunk({ content: 'One. ' }))).toBe(whole);
});

test('an event that reaches beyond a sentence is divided at its end', () => {
  const hold = new SentenceHold();
  const events = push(hold, chunk({ role: 'assistant', content: 'One. Tw' }));
  expect(chunksIn(events)).toEqual([chunk({ role: 'assistant', content: 'One. ' })]);
  const rest = { ...chunk({ content: 'o.' }, 'stop'), usage: null };
  const more = push(hold, rest) + hold.end();
  expect(chunksIn(more)).toEqual([chunk({ content: 'Tw' }), rest]);
});

test('a tool call pushes out what is held, and passes behind it', () => {
  const hold = new SentenceHold();
  const call = chunk({ tool_calls: [{ index: 0, id: 'call_1', function: { name: 'book' } }] });
  expect(chunksIn(push(hold, chunk({ content: 'Let me' }), call))).toEqual([
    chunk({ content: 'Let me' }),
    call,
  ]);
});

test('what has no sentence’s end passes after 2,000 characters, so that it is heard at all', () => {
  const hold = new SentenceHold();
  const words = 'word,'.repeat(sentenceCharactersMax / 5);
  expect(push(hold, chunk({ content: words }))).toBe('');
  expect(textIn(push(hold, chunk({ content: 'more' })))).toBe(`${words}more`);
});
