import type { AgentUsage } from '@jackfield/control-plane/rest-types';

/** What no turn at all came to, for tests to change. */
export const exampleUsage: AgentUsage = {
  agentId: 'a1',
  model: 'm1',
  turns: 0,
  failed: 0,
  attemptsFailed: 0,
  retries: 0,
  fallbacks: 0,
  hedges: { won: 0, lost: 0 },
  holdPhrases: 0,
  firstTokenP50Ms: null,
  firstTokenP95Ms: null,
  promptTokens: 0,
  completionTokens: 0,
  lastTurn: null,
};
