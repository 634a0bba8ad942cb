import type { Usage } from '@jackfield/control-plane/rest-types';

/** What no turn at all came to, for tests to change. */
export const exampleUsage: Usage = {
  agentId: 'a1',
  model: 'm1',
  connectionId: null,
  provider: null,
  at: null,
  turns: 0,
  failed: 0,
  left: 0,
  fellBack: 0,
  attemptsFailed: 0,
  retries: 0,
  fallbacks: 0,
  hedges: { won: 0, lost: 0 },
  holdPhrases: 0,
  firstTokenP50Ms: null,
  firstTokenP95Ms: null,
  firstTokenP99Ms: null,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  costUsd: 0,
  unpricedTurns: 0,
  lastTurn: null,
};
