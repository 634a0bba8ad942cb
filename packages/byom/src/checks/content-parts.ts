import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { hello } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';

/** Text in parts is taken like text in one piece. */
export const contentParts: Check = {
  id: 'content-parts',
  promise: 'It takes messages whose content is a list of text parts.',
  clause:
    'OpenAI API reference, `messages`: content is a string or an array of content parts. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [contentPartsRefused];
  },
  async run(context) {
    const asked = await ask(context, { messages: inParts });
    switch (asked.kind) {
      case 'unknown':
        return { message: asked.message, findings: [], broken: true };
      case 'refused': {
        const plain = await ask(context, { messages: inOnePiece });
        if (plain.kind !== 'answered') {
          const message =
            'It refuses the same messages in one piece as well, so it isn’t the parts.';
          return { message, findings: [], skipped: true };
        }
        const evidence = context.evidence(asked.exchange);
        return { message: '', findings: [found(contentPartsRefused, evidence, asked.detail)] };
      }
      case 'answered':
        return { message: 'It takes them.', findings: [] };
    }
  },
};

const inOnePiece = [{ role: 'system', content: 'You are brief.' }, ...hello];
const inParts = [
  { role: 'system', content: [{ type: 'text', text: 'You are brief.' }] },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Say hello' },
      { type: 'text', text: ' in one short sentence.' },
    ],
  },
];

const contentPartsRefused: Deviation = {
  id: 'content-parts-refused',
  grade: 'breaks',
  message: 'It refuses messages whose content is a list of text parts.',
  consequence:
    'Some clients write all text in parts, and every one does beside an image: those turns fail.',
  fix: 'Where `content` is a list, join the `text` of its parts.',
};
