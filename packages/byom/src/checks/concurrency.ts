import { refusalWords } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { isGood, type Exchange } from '../endpoint/exchange.ts';
import { readCompletion } from '../read/completion-reading.ts';

const turns = 8;

/** Several callers at once are all answered. */
export const concurrency: Check = {
  id: 'concurrency',
  promise: `It answers ${turns} turns at once.`,
  clause: 'Jackfield: an agent talks with many callers at a time, and each has a turn of its own.',
  required: false,
  phase: 'alone',
  needs: ['answers'],
  limitMs: 12_000,
  get deviations() {
    return [concurrencyFails, rateLimited];
  },
  async run(context) {
    const exchanges = await Promise.all(
      Array.from({ length: turns }, () => context.turn({ stream: false })),
    );
    const isLimited = (exchange: Exchange): boolean =>
      exchange.kind === 'answered' && exchange.status === 429;
    const limited = exchanges.find(isLimited);
    const failed = exchanges.find((exchange) => !isAnswer(exchange) && !isLimited(exchange));
    const answered = `${exchanges.filter(isAnswer).length} of ${turns} were answered.`;
    return {
      message: answered,
      findings: [
        ...(failed
          ? [
              found(
                concurrencyFails,
                context.evidence(failed),
                `${answered} ${refusalWords(context, failed)}`,
              ),
            ]
          : []),
        ...(limited ? [found(rateLimited, context.evidence(limited), answered)] : []),
      ],
    };
  },
};

function isAnswer(exchange: Exchange): boolean {
  return isGood(exchange) && readCompletion(exchange).choices.length > 0;
}

const concurrencyFails: Deviation = {
  id: 'concurrency-fails',
  grade: 'breaks',
  message: `Of ${turns} turns at once, some fail.`,
  consequence: 'With a few callers on the line, some of them hear the fallback or nothing.',
  fix: 'Queue turns for as long as a caller waits, or run more workers or slots of the model.',
};
const rateLimited: Deviation = {
  id: 'rate-limited',
  grade: 'deviates',
  message: `Of ${turns} turns at once, it refuses some because of a rate limit.`,
  consequence: 'A busy hour has many turns a second; each one over the limit fails.',
  fix: 'Raise the limit for this credential.',
};
