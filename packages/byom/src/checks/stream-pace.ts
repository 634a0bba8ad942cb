import type { Check } from '../check/check.ts';
import { counting, type CheckContext } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import type { Exchange } from '../endpoint/exchange.ts';
import { streamOf } from '../read/stream-of.ts';

/** Fewer deltas may come at once by chance. */
const deltasMin = 8;
/** No model writes eight tokens within this time; whoever sends them so had them before. */
const burstMs = 5;
/** An answer that was all there sooner is an echo's or a cache's, and nobody had to wait for it. */
const waitMinMs = 400;

/** A stream's words come as they are written, rather than all at once at the end. */
export const streamPace: Check = {
  id: 'stream-pace',
  promise: 'The words of a stream come one after another, as the model writes them.',
  clause:
    'OpenAI API reference, `stream`: tokens are sent as they become available. https://platform.openai.com/docs/api-reference/chat/create#chat_create-stream',
  required: false,
  phase: 'together',
  needs: ['streaming'],
  limitMs: 25_000,
  get deviations() {
    return [bufferedStream];
  },
  async run(context) {
    const exchange = await context.streamedTurn();
    const burst = burstOf(exchange);
    if (burst === null) {
      const message = 'It streams nothing, so there is no pace to see.';
      return { message, findings: [], skipped: true };
    }
    const { deltas, spreadMs, firstMs } = burst;
    if (spreadMs > burstMs) {
      const message = `${deltas} deltas came within ${Math.round(spreadMs)} ms.`;
      return { message, findings: [] };
    }
    if (deltas < deltasMin || firstMs < waitMinMs) {
      const message = 'Too little came, or too soon, to tell whether anything was held back.';
      return { message, findings: [], skipped: true };
    }
    // Once may be chance: a network that hung, or this machine.
    const again = burstOf(await askAgain(context));
    const isHeldBack =
      again !== null &&
      again.deltas >= deltasMin &&
      again.firstMs >= waitMinMs &&
      again.spreadMs <= burstMs;
    const detail = `Twice, after ${Math.round(firstMs)} ms and after ${Math.round(again?.firstMs ?? 0)} ms.`;
    return {
      message: 'They came at once, and one after another when asked again.',
      findings: isHeldBack ? [found(bufferedStream, context.evidence(exchange), detail)] : [],
    };
  },
};

function askAgain(context: CheckContext): Promise<Exchange> {
  return context.turn({ messages: [...counting], stream: true });
}

function burstOf(exchange: Exchange): { deltas: number; firstMs: number; spreadMs: number } | null {
  const times = streamOf(exchange)?.chunks.tokenTimesMs ?? [];
  const [firstMs, lastMs] = [times[0], times.at(-1)];
  if (firstMs === undefined || lastMs === undefined) return null;
  return { deltas: times.length, firstMs, spreadMs: lastMs - firstMs };
}

const bufferedStream: Deviation = {
  id: 'buffered-stream',
  grade: 'deviates',
  message: 'Its stream is held back until the answer is whole, and then comes all at once.',
  consequence:
    'The caller hears nothing until the last word is written, as if there were no streaming.',
  fix: 'Flush after each event, and switch buffering off in every proxy before the server (nginx: `proxy_buffering off` or the header `x-accel-buffering: no`; no compression).',
};
