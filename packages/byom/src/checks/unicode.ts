import { ask, askBy } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import type { Deviation } from '../check/finding.ts';
import { gathered, type Sighting } from '../check/gathered.ts';
import { isGood } from '../endpoint/exchange.ts';
import { brokenUtf8, isUtf8 } from './stream-framing.ts';

/** An emoji of several code points, an accent in one and in two of them, right to left, Chinese, beyond 16 bits. */
const words = '👩🏽‍🚀 café cafe\u0301 שלום مرحبا 你好 𝔘nicode';
const messages = [{ role: 'user', content: `Repeat after me: "${words}"` }];

/** Every language's letters go in and come out whole. */
export const unicode: Check = {
  id: 'unicode',
  promise: 'It takes all of Unicode, escaped or not, and answers in valid UTF-8.',
  clause:
    'RFC 8259, section 8.1: JSON is UTF-8. https://www.rfc-editor.org/rfc/rfc8259#section-8.1',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [unicodeRefused, brokenUtf8];
  },
  async run(context) {
    const sightings: Sighting[] = [];
    const body = JSON.stringify({ model: context.target.modelId, messages, stream: false });
    const asked = [
      await ask(context, { messages }),
      // As Python writes JSON unless told otherwise.
      await askBy(context, () => context.post(escaped(body))),
    ];
    for (const one of asked) {
      if (one.kind === 'unknown') return { message: one.message, findings: [], broken: true };
      if (one.kind === 'answered') {
        const { exchange, completion } = one;
        if (isUtf8(exchange.body) && !completion.content.includes('\uFFFD')) continue;
        sightings.push({ deviation: brokenUtf8, evidence: context.evidence(exchange), detail: '' });
        continue;
      }
      const { exchange, detail } = one;
      // What can't be read as UTF-8 often can't be read as JSON either.
      const deviation = isGood(exchange) && !isUtf8(exchange.body) ? brokenUtf8 : unicodeRefused;
      sightings.push({ deviation, evidence: context.evidence(exchange), detail });
    }
    return { message: 'It does, as far as its answers show.', findings: gathered(sightings) };
  },
};

function escaped(json: string): string {
  return json.replaceAll(
    /[\u0080-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const unicodeRefused: Deviation = {
  id: 'unicode-refused',
  grade: 'breaks',
  message: 'It refuses messages with letters beyond English ones, or emoji.',
  consequence: 'Callers of most languages get no answer.',
  fix: 'Read the body as UTF-8, and let a JSON parser undo `\\u` escapes, pairs of them included.',
};
