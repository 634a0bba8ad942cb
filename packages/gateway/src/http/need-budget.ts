import type { AgentConfig } from '@jackfield/gateway-config';
import { TurnRefused } from './turn-refused.ts';

/**
 * Refuses a turn of an agent whose budget is spent and stops it. What was spent is judged elsewhere: here it is
 * one look at the configuration, and this process's clock ends the stop.
 *
 * @throws TurnRefused 429 `budget_exceeded`, with OpenAI's type for an account that is exhausted
 */
export function needBudget({ stoppedUntil }: AgentConfig, now: number): void {
  if (stoppedUntil === null || now >= stoppedUntil) return;
  throw new TurnRefused(
    'budget',
    429,
    'budget_exceeded',
    `This agent has spent its budget: its turns are refused until ${new Date(stoppedUntil).toISOString()}. To go on before, raise the budget or turn its stop off in Jackfield under Agent Settings → Budget.`,
    null,
    stoppedUntil - now,
    { type: 'insufficient_quota', retryable: false },
  );
}
