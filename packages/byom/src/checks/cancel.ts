import { refusalWords, streams, unknownWords } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { isGood } from '../endpoint/exchange.ts';
import { readChunks } from '../read/chunk-reading.ts';
import { readEventStream } from '../read/event-stream-reading.ts';
import { readCompletion } from '../read/completion-reading.ts';

/** A caller who leaves in the middle of an answer harms nobody else. */
export const cancel: Check = {
  id: 'cancel',
  promise:
    'After a caller has hung up in the middle of an answer, it answers the next turn as before.',
  clause:
    'Jackfield: a caller who leaves closes the upstream at once; callers interrupt voice agents all the time.',
  required: false,
  phase: 'alone',
  needs: ['streaming'],
  limitMs: 25_000,
  get deviations() {
    return [hangUpHarms];
  },
  async run(context) {
    if (!(await streams(context))) {
      return {
        message: 'It has no streaming, so there is nothing to leave.',
        findings: [],
        skipped: true,
      };
    }
    const parts: Buffer[] = [];
    const left = await context.turn(
      {
        messages: [{ role: 'user', content: 'Count from one to one hundred in English words.' }],
        stream: true,
      },
      {
        heardEnough(part) {
          parts.push(part);
          return bearsToken(Buffer.concat(parts));
        },
      },
    );
    if (!isGood(left) || left.end !== 'left') {
      return { message: unknownWords(left), findings: [], broken: true };
    }
    const next = await context.turn({ stream: false });
    if (next.kind === 'answered' && next.status === 429) {
      return { message: unknownWords(next), findings: [], broken: true };
    }
    const answered = isGood(next) && readCompletion(next).choices.length > 0;
    const detail = refusalWords(context, next);
    return {
      message: 'We hung up after the first token, and the next turn was answered.',
      findings: answered ? [] : [found(hangUpHarms, context.evidence(next), detail)],
    };
  },
};

function bearsToken(body: Buffer): boolean {
  const chunks = readChunks(readEventStream([{ atMs: 0, bytes: body }]));
  return chunks.tokenTimesMs.length > 0;
}

const hangUpHarms: Deviation = {
  id: 'hang-up-harms',
  grade: 'breaks',
  message: 'After a caller hangs up in the middle of an answer, the next turn fails.',
  consequence:
    'Callers interrupt voice agents all the time: each interruption costs somebody an answer.',
  fix: 'Stop generating when the connection closes, and keep one turn’s failure from the others.',
};
