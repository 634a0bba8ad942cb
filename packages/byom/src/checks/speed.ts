import { streams, unknownWords } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import type { CheckContext } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import { percentiles, speedGrade, type Speed } from '../check/speed.ts';
import { isGood, type Exchange } from '../endpoint/exchange.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { streamOf } from '../read/stream-of.ts';

const turnsMax = 5;
/** Fewer say too little for a finding. */
const turnsMin = 3;
/** On the phone a silence longer than this is taken for a broken line. */
const firstTokenLimitMs = 2_000;
/** Another turn is begun only if it fits into the time that is left, with this to spare. */
const spareMs = 500;
/** Shorter than this in all, a stream came at once, and no rate can be told. */
const streamedMsMin = 20;

const messages = [
  { role: 'user', content: 'Answer in two short sentences: what can you do for me?' },
];
const sentenceEnd = /[.!?…](?=\s|$)|[。！？]/;

interface Turn {
  readonly firstTokenMs: number;
  readonly firstSentenceMs: number | null;
  /** Deltas after the first, and how long they took. */
  readonly deltas: number;
  readonly deltasMs: number;
}

/** How long a caller waits for the first token and the first sentence. */
export const speed: Check = {
  id: 'speed',
  promise: 'Its first token comes soon enough for a conversation.',
  clause:
    'Jackfield: a turn without a first token after two seconds is a silence that callers notice.',
  required: false,
  phase: 'alone',
  needs: ['streaming'],
  limitMs: 25_000,
  get deviations() {
    return [slowFirstToken];
  },
  async run(context) {
    const stream = await streams(context);
    const send = (freshSocket: boolean): Promise<Exchange> =>
      context.turn({ messages: [...messages], stream }, { freshSocket });
    const first = await send(true);
    const turns: Turn[] = [];
    let last = first;
    let longestMs = first.timings.totalMs;
    while (turns.length < turnsMax && longestMs + spareMs < context.timeLeftMs()) {
      last = await send(false);
      const turn = turnOf(last, stream);
      if (turn === null) break;
      turns.push(turn);
      longestMs = Math.max(longestMs, last.timings.totalMs);
    }
    const measured = speedOf(turns, first);
    const evidence = context.evidence(last);
    if (measured === null) {
      return { message: tooLittle(context, last), findings: [], broken: true, evidence };
    }
    const { firstTokenMs } = measured;
    const isSlow = firstTokenMs.p50 > firstTokenLimitMs && turns.length >= turnsMin;
    const what = stream ? 'first token' : 'answer';
    const detail = `Over ${turns.length} turns, half had their ${what} within ${firstTokenMs.p50} ms, nearly all within ${firstTokenMs.p95} ms.`;
    return {
      message: detail,
      findings: isSlow ? [found(slowFirstToken, evidence, detail)] : [],
      evidence,
      speed: measured,
    };
  },
};

function tooLittle(context: CheckContext, exchange: Exchange): string {
  return isGood(exchange) && context.timeLeftMs() < exchange.timings.totalMs + spareMs
    ? 'Too little time was left to measure it.'
    : unknownWords(exchange);
}

/** `null` where it wasn't answered. */
function turnOf(exchange: Exchange, stream: boolean): Turn | null {
  if (!isGood(exchange) || exchange.end !== 'complete') return null;
  if (!stream) {
    const atMs = exchange.reads.at(-1)?.atMs;
    if (atMs === undefined || readCompletion(exchange).choices.length === 0) return null;
    return { firstTokenMs: atMs, firstSentenceMs: atMs, deltas: 0, deltasMs: 0 };
  }
  const chunks = streamOf(exchange)?.chunks;
  const firstTokenMs = chunks?.tokenTimesMs[0];
  if (!chunks || firstTokenMs === undefined) return null;
  let content = '';
  let firstSentenceMs: number | null = null;
  for (const { delta, atMs } of chunks.choices) {
    const piece = delta?.['content'];
    if (typeof piece === 'string') content += piece;
    if (sentenceEnd.test(content)) firstSentenceMs ??= atMs;
  }
  return {
    firstTokenMs,
    firstSentenceMs,
    deltas: chunks.tokenTimesMs.length - 1,
    deltasMs: (chunks.tokenTimesMs.at(-1) ?? firstTokenMs) - firstTokenMs,
  };
}

function speedOf(turns: readonly Turn[], first: Exchange): Speed | null {
  const firstTokenMs = percentiles(turns.map((turn) => turn.firstTokenMs));
  if (firstTokenMs === null) return null;
  const { connectMs, tlsMs } = first.timings;
  const sum = (of: (turn: Turn) => number): number =>
    turns.reduce((all, turn) => all + of(turn), 0);
  const deltasMs = sum((turn) => turn.deltasMs);
  return {
    turns: turns.length,
    connectMs: connectMs === null ? null : Math.round(connectMs + (tlsMs ?? 0)),
    firstTokenMs,
    firstSentenceMs: percentiles(
      turns.map((turn) => turn.firstSentenceMs).filter((atMs) => atMs !== null),
    ),
    tokensPerSecond:
      deltasMs < streamedMsMin ? null : Math.round((sum((turn) => turn.deltas) / deltasMs) * 1_000),
    grade: speedGrade(firstTokenMs.p50),
  };
}

const slowFirstToken: Deviation = {
  id: 'slow-first-token',
  grade: 'deviates',
  message: 'It takes more than two seconds to the first token: unfit for calls.',
  consequence: 'Callers take the silence for a broken line, and speak into the answer or hang up.',
  fix: 'Keep the model loaded, run it nearer to here, shorten what is put before the conversation, or choose a smaller model for calls.',
};
