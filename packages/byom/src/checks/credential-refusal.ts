import { isGood, type AnsweredExchange } from '../endpoint/exchange.ts';
import type { CheckVerdict } from '../check/check.ts';
import { refusalWords, unknownWords } from '../check/ask.ts';
import type { CheckContext } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import { readCompletion } from '../read/completion-reading.ts';
import { answerForm } from '../read/answer-form.ts';
import { errorShapeProblem } from '../read/error-shape.ts';
import { errorBodyNotOpenai, errorWithGoodStatus } from './error-deviations.ts';

/**
 * Sends a turn without the right credential and holds the endpoint to a refusal with 401 or 403 and
 * an error in OpenAI's form. `accepted` is what it is told where it answers.
 */
export async function judgeCredentialRefusal(
  context: CheckContext,
  auth: Readonly<Record<string, string>>,
  accepted: Deviation,
): Promise<CheckVerdict> {
  if (context.target.auth.method === 'none') {
    return { message: 'It is declared open: it takes no credential.', findings: [], skipped: true };
  }
  const exchange = await context.turn({ stream: false }, { auth });
  if (exchange.kind === 'failed' || exchange.status === 429) {
    return { message: unknownWords(exchange), findings: [], broken: true };
  }
  const evidence = context.evidence(exchange);
  const deviation = deviationOf(exchange, accepted);
  if (deviation !== null) {
    const detail = deviation === accepted ? '' : refusalWords(context, exchange);
    return { message: '', findings: [found(deviation, evidence, detail)] };
  }
  const problem = errorShapeProblem(exchange);
  return {
    message: `It refuses with status ${exchange.status}.`,
    findings: problem === null ? [] : [found(errorBodyNotOpenai, evidence, problem)],
    evidence,
  };
}

function deviationOf(exchange: AnsweredExchange, accepted: Deviation): Deviation | null {
  const { status } = exchange;
  if (isGood(exchange)) {
    const isAnswer =
      answerForm(exchange.body) === 'events' || readCompletion(exchange).choices.length > 0;
    return isAnswer ? accepted : errorWithGoodStatus;
  }
  return status === 401 || status === 403 ? null : refusalStatus;
}

const refusalStatus: Deviation = {
  id: 'refusal-status',
  grade: 'deviates',
  message: 'It refuses a bad credential with another status than 401 or 403.',
  consequence:
    'A revoked credential looks like another fault: it is retried, or searched for in the wrong place.',
  fix: 'Answer 401 where no valid credential was sent.',
};

/** Everything that `judgeCredentialRefusal` may find besides an acceptance. */
export const ofRefusals: readonly Deviation[] = [
  refusalStatus,
  errorWithGoodStatus,
  errorBodyNotOpenai,
];
