import type { AttemptRecord, RepairId, TurnRecord } from '@jackfield/gateway-config';
import type { AgentUsage } from '../../schemas/status.ts';

/** Enough for percentiles of the recent past, at a few kilobytes an agent and model. */
const samplesMax = 500;

interface Tally {
  readonly agentId: string;
  readonly model: string;
  turns: number;
  failed: number;
  attemptsFailed: number;
  retries: number;
  fallbacks: number;
  hedgesWon: number;
  hedgesLost: number;
  holdPhrases: number;
  promptTokens: number;
  completionTokens: number;
  /** The newest first-token times; once full, the oldest is written over. */
  readonly samples: number[];
  nextSample: number;
  lastTurn: AgentUsage['lastTurn'];
}

/** What a model's turns came to, whichever agent's they were. */
export interface ModelTurns {
  readonly turns: number;
  /** How many turns needed each repair. */
  readonly repaired: ReadonlyMap<RepairId, number>;
}

/** What each agent's turns came to since the program started, in memory. */
export class Usage {
  readonly #tallies = new Map<string, Map<string, Tally>>();
  readonly #models = new Map<string, { turns: number; repaired: Map<RepairId, number> }>();

  record(turn: TurnRecord): void {
    for (const attempt of turn.attempts) {
      countAttempt(this.#tally(turn.agentId, attempt.model), attempt);
    }
    // Where no model could be asked at all, the first that was passed over is the chosen one.
    const model = turn.model ?? turn.skipped[0]?.model;
    if (model === undefined) return;
    this.#countRepairs(model, turn.repairs);
    const tally = this.#tally(turn.agentId, model);
    tally.turns += 1;
    if (turn.outcome === 'failed') tally.failed += 1;
    if (turn.heldOn) tally.holdPhrases += 1;
    tally.promptTokens += turn.promptTokens ?? 0;
    tally.completionTokens += turn.completionTokens ?? 0;
    if (turn.firstTokenMs !== null) {
      tally.samples[tally.nextSample] = turn.firstTokenMs;
      tally.nextSample = (tally.nextSample + 1) % samplesMax;
    }
    tally.lastTurn = {
      at: new Date(turn.startedAt + turn.durationMs).toISOString(),
      outcome: turn.outcome,
      errorCode: turn.errorCode,
      fellBack: fellBack(turn),
    };
  }

  list(agentId: string | undefined): AgentUsage[] {
    const ofAgents =
      agentId === undefined
        ? [...this.#tallies.values()]
        : [this.#tallies.get(agentId) ?? new Map<string, Tally>()];
    return ofAgents.flatMap((tallies) => [...tallies.values()].map(toAgentUsage));
  }

  ofModel(model: string): ModelTurns {
    return this.#models.get(model) ?? { turns: 0, repaired: new Map() };
  }

  forget(agentId: string): void {
    this.#tallies.delete(agentId);
  }

  forgetModel(model: string): void {
    this.#models.delete(model);
  }

  #countRepairs(model: string, repairs: readonly RepairId[]): void {
    const counted = this.#models.get(model) ?? { turns: 0, repaired: new Map() };
    counted.turns += 1;
    for (const id of repairs) counted.repaired.set(id, (counted.repaired.get(id) ?? 0) + 1);
    this.#models.set(model, counted);
  }

  #tally(agentId: string, model: string): Tally {
    let ofAgent = this.#tallies.get(agentId);
    if (ofAgent === undefined) {
      ofAgent = new Map();
      this.#tallies.set(agentId, ofAgent);
    }
    let tally = ofAgent.get(model);
    if (tally === undefined) {
      tally = {
        agentId,
        model,
        turns: 0,
        failed: 0,
        attemptsFailed: 0,
        retries: 0,
        fallbacks: 0,
        hedgesWon: 0,
        hedgesLost: 0,
        holdPhrases: 0,
        promptTokens: 0,
        completionTokens: 0,
        samples: [],
        nextSample: 0,
        lastTurn: null,
      };
      ofAgent.set(model, tally);
    }
    return tally;
  }
}

function countAttempt(tally: Tally, { cause, outcome }: AttemptRecord): void {
  if (outcome === 'failed') tally.attemptsFailed += 1;
  switch (cause) {
    case 'choice':
      break;
    case 'retry':
      tally.retries += 1;
      break;
    case 'fallback':
    case 'continuation':
      tally.fallbacks += 1;
      break;
    case 'hedge':
      if (outcome === 'answered') tally.hedgesWon += 1;
      else tally.hedgesLost += 1;
  }
}

/** Whether the model that answered, or was tried last, is not the chosen one. */
function fellBack({ attempts, model }: TurnRecord): boolean {
  const first = attempts.find((attempt) => attempt.model === model);
  return first !== undefined && first.cause !== 'choice';
}

function toAgentUsage(tally: Tally): AgentUsage {
  const { samples, nextSample: _nextSample, hedgesWon, hedgesLost, ...rest } = tally;
  const sorted = samples.toSorted((left, right) => left - right);
  return {
    ...rest,
    hedges: { won: hedgesWon, lost: hedgesLost },
    firstTokenP50Ms: percentile(sorted, 0.5),
    firstTokenP95Ms: percentile(sorted, 0.95),
  };
}

/** Nearest rank: a time that was measured, never one between two. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
