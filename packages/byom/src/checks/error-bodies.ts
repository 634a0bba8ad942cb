import type { Check } from '../check/check.ts';
import { refusalWords, unknownWords } from '../check/ask.ts';
import type { CheckContext } from '../check/check-context.ts';
import type { Deviation } from '../check/finding.ts';
import { gathered, type Sighting } from '../check/gathered.ts';
import { isGood, type Exchange } from '../endpoint/exchange.ts';
import { answerForm } from '../read/answer-form.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { errorShapeProblem } from '../read/error-shape.ts';
import { errorBodyNotOpenai, errorWithGoodStatus } from './error-deviations.ts';

const unknownModel = 'jackfield-check-no-such-model';

interface Fault {
  /** What was wrong with the request, as it goes on from "Asked ". */
  readonly asked: string;
  /** Answering all the same; `null` where many good servers do. */
  readonly accepted: Deviation | null;
  send(context: CheckContext): Promise<Exchange>;
}

/** A request that can't be answered is refused with words that reach whoever sent it. */
export const errorBodies: Check = {
  id: 'error-bodies',
  promise: 'It refuses a bad request with a status from 400 and an error in OpenAI’s form.',
  clause:
    'OpenAI API reference, Error codes: `{"error": {"message", "type", "param", "code"}}`. https://platform.openai.com/docs/guides/error-codes',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [
      errorStatus,
      badJsonAccepted,
      missingMessagesAccepted,
      errorBodyNotOpenai,
      errorWithGoodStatus,
    ];
  },
  async run(context) {
    const sightings: Sighting[] = [];
    const words: string[] = [];
    for (const fault of faults) {
      const exchange = await fault.send(context);
      if (exchange.kind === 'failed' || exchange.status === 429) {
        words.push(`Asked ${fault.asked}: ${unknownWords(exchange)}`);
        continue;
      }
      words.push(`Asked ${fault.asked}, it answers with status ${exchange.status}.`);
      for (const [deviation, detail] of deviationsOf(context, exchange, fault)) {
        sightings.push({ deviation, evidence: context.evidence(exchange), detail });
      }
    }
    return { message: words.join(' '), findings: gathered(sightings) };
  },
};

function deviationsOf(
  context: CheckContext,
  exchange: Exclude<Exchange, { kind: 'failed' }>,
  { asked, accepted }: Fault,
): (readonly [deviation: Deviation, detail: string])[] {
  const { status } = exchange;
  const said = `Asked ${asked}: ${refusalWords(context, exchange)}`;
  if (isGood(exchange)) {
    const isAnswer =
      answerForm(exchange.body) === 'events' || readCompletion(exchange).choices.length > 0;
    if (!isAnswer) return [[errorWithGoodStatus, said]];
    return accepted === null ? [] : [[accepted, '']];
  }
  const problem = errorShapeProblem(exchange);
  return [
    ...(status < 400 || status > 499 ? [[errorStatus, said] as const] : []),
    ...(problem === null ? [] : [[errorBodyNotOpenai, problem] as const]),
  ];
}

const errorStatus: Deviation = {
  id: 'error-status',
  grade: 'deviates',
  message: 'It tells a fault of the request with a status that says the server failed.',
  consequence:
    'Clients send the same request again, twice by default, and the caller waits for all of them.',
  fix: 'Check the request before the model gets it, and answer 400 with an error that names the field.',
};
const badJsonAccepted: Deviation = {
  id: 'bad-json-accepted',
  grade: 'deviates',
  message: 'It answers a request whose JSON is cut in the middle.',
  consequence: 'A turn that was damaged on its way gets an answer to something nobody said.',
  fix: 'Answer 400 where the body can’t be parsed.',
};
const missingMessagesAccepted: Deviation = {
  id: 'missing-messages-accepted',
  grade: 'fine',
  message: 'It answers a request without `messages`.',
  consequence: 'A caller’s program that leaves them out gets words instead of an error.',
  fix: 'Answer 400 where `messages` is missing or empty.',
};

const faults: readonly Fault[] = [
  {
    asked: 'with JSON that is cut',
    accepted: badJsonAccepted,
    send: (context) => context.post('{"messages": [{"role": "user", "content": "Say hel'),
  },
  {
    asked: 'without `messages`',
    accepted: missingMessagesAccepted,
    send: (context) => context.post(JSON.stringify({ model: context.target.modelId })),
  },
  {
    asked: 'for a model it doesn’t have',
    // A server with one model answers with that one, whatever is asked for: llama.cpp does.
    accepted: null,
    send: (context) => context.turn({ model: unknownModel, stream: false }),
  },
];
