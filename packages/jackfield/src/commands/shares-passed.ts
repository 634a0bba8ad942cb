import type { BakeOffAnswer, BakeOffReport } from '@jackfield/control-plane/rest-types';

export interface SharePassed {
  readonly model: string;
  /** Of all cases, from 0 to 1. */
  readonly share: number;
  readonly passed: boolean;
}

/**
 * Whether each model passes enough cases: where all assertions hold, or, without any, where it
 * answered. What was never judged, or never asked, did not pass.
 */
export function sharesPassed(
  { results }: BakeOffReport,
  models: readonly string[],
  minPass: number,
): SharePassed[] {
  return models.map((model) => {
    const good = results.filter(({ answers }) =>
      answers.some((answer) => answer.model === model && isGood(answer)),
    );
    const share = results.length === 0 ? 0 : good.length / results.length;
    return { model, share, passed: share >= minPass };
  });
}

function isGood({ outcome, passed, assertions }: BakeOffAnswer): boolean {
  return assertions.length === 0 ? outcome === 'answered' : passed === true;
}
