import { EndpointClient } from '../endpoint/endpoint-client.ts';
import type { DialGuard } from '../endpoint/dial-guard.ts';
import type { EndpointTarget } from '../endpoint/endpoint-target.ts';
import { nothingLearned, type Capabilities } from './capabilities.ts';
import type { Check, CheckPhase, CheckVerdict } from './check.ts';
import { CheckContext, exchangeLimitMs, type SharedRun } from './check-context.ts';
import type { Finding, Grade } from './finding.ts';
import {
  headlineOf,
  inReadingOrder,
  type CheckOutcome,
  type CheckReport,
  type CheckResult,
} from './report.ts';
import type { Speed } from './speed.ts';

/** A run that takes longer ends with a partial report. */
export const runLimitMs = 30_000;
/** Few enough for a server with one model in memory. */
const togetherMax = 4;

export type CheckProgress =
  | { readonly kind: 'planned'; readonly checks: readonly PlannedCheck[] }
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'result'; readonly result: CheckResult };

export type PlannedCheck = Pick<CheckResult, 'id' | 'promise' | 'required'>;

export interface RunOptions {
  readonly checks: readonly Check[];
  /** Ends the run early with what was found by then. */
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  /** How long one request may take unless a check says otherwise; 10 s. */
  readonly exchangeLimitMs?: number;
  readonly onProgress?: (progress: CheckProgress) => void;
  readonly guard?: DialGuard;
  /** A clock that never goes back, in milliseconds; and the time of day. */
  readonly now?: () => number;
  readonly date?: () => Date;
}

/**
 * Runs checks against an endpoint and tells what was found. Never throws for what the endpoint does;
 * ends within its limit, with every socket closed, and with a partial report where it is stopped.
 */
export async function runChecks(target: EndpointTarget, options: RunOptions): Promise<CheckReport> {
  const run = new Run(target, options);
  try {
    return await run.report();
  } finally {
    run.close();
  }
}

class Run {
  readonly #target: EndpointTarget;
  readonly #options: RunOptions;
  readonly #now: () => number;
  readonly #client: EndpointClient;
  readonly #signal: AbortSignal;
  readonly #left = new AbortController();
  readonly #shared: SharedRun;
  readonly #results = new Map<string, CheckResult>();
  /** Required checks that had nothing to hold the endpoint to, which is no failure. */
  readonly #declined = new Set<string>();
  #learned: Capabilities = nothingLearned;
  #speed: Speed | null = null;
  #answer: string | null = null;

  constructor(target: EndpointTarget, options: RunOptions) {
    this.#target = target;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#client = new EndpointClient(this.#now, options.guard ?? null, target.tls ?? null);
    const limitMs = options.limitMs ?? runLimitMs;
    const endsAt = this.#now() + limitMs;
    this.#signal = AbortSignal.any([
      this.#left.signal,
      AbortSignal.timeout(limitMs),
      ...(options.signal ? [options.signal] : []),
    ]);
    this.#shared = {
      signal: this.#signal,
      exchangeLimitMs: options.exchangeLimitMs ?? exchangeLimitMs,
      timeLeftMs: () => endsAt - this.#now(),
      date: options.date ?? (() => new Date()),
      documented: null,
      streamed: null,
      streamedWithUsage: null,
    };
  }

  async report(): Promise<CheckReport> {
    const startedAt = this.#now();
    const checkedAt = this.#shared.date().toISOString();
    const { checks } = this.#options;
    this.#tell({
      kind: 'planned',
      checks: checks.map(({ id, promise, required }) => ({ id, promise, required })),
    });
    const inPhase = (phase: CheckPhase): Check[] => checks.filter((check) => check.phase === phase);
    for (const check of inPhase('first')) await this.#run(check);
    const waiting = inPhase('together');
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.#run(next);
    };
    await Promise.all(Array.from({ length: togetherMax }, worker));
    for (const check of inPhase('alone')) await this.#run(check);

    const results = checks.flatMap(({ id }) => this.#results.get(id) ?? []);
    const ordered = inReadingOrder(results);
    const complete = !this.#signal.aborted;
    const missing = (result: CheckResult): boolean =>
      result.outcome === 'failed' ||
      (result.outcome === 'skipped' && !this.#declined.has(result.id));
    return {
      ready: results.filter(({ required }) => required).every((result) => !missing(result)),
      headline: headlineOf(ordered, complete),
      url: new CheckContext(this.#target, this.#client, this.#shared, this.#signal).url.href,
      modelId: this.#target.modelId,
      checkedAt,
      durationMs: Math.round(this.#now() - startedAt),
      complete,
      firstTokenMs: this.#speed?.firstTokenMs.p50 ?? null,
      answer: this.#answer,
      speed: this.#speed,
      capabilities: this.#learned,
      checks: ordered,
    };
  }

  close(): void {
    this.#left.abort();
    this.#client.close();
  }

  async #run(check: Check): Promise<void> {
    const startedAt = this.#now();
    const because = this.#reasonToSkip(check);
    if (because !== null) {
      this.#settle(check, 'skipped', { message: because, findings: [] }, 0);
      return;
    }
    this.#tell({ kind: 'started', id: check.id });
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(check.limitMs)]);
    const context = new CheckContext(this.#target, this.#client, this.#shared, signal);
    const verdict = await check.run(context).catch(fault);
    const durationMs = this.#now() - startedAt;
    if (this.#signal.aborted) {
      // Whatever it saw, it saw while everything was being closed.
      this.#settle(check, 'skipped', { message: stoppedWords, findings: [] }, durationMs);
      return;
    }
    if (verdict.skipped === true) this.#declined.add(check.id);
    this.#learn(verdict.learned ?? {});
    this.#speed = verdict.speed ?? this.#speed;
    this.#answer ??= verdict.answer ?? null;
    this.#settle(check, outcomeOf(verdict), verdict, durationMs);
  }

  #reasonToSkip(check: Check): string | null {
    if (this.#signal.aborted) return stoppedWords;
    for (const id of check.needs) {
      const result = this.#results.get(id);
      if (result === undefined || result.outcome === 'passed' || result.outcome === 'warned')
        continue;
      return `Not run, because “${result.promise}” was not found to hold.`;
    }
    return null;
  }

  /** A field that one check saw refused stays refused, whatever the next one saw. */
  #learn(learned: Partial<Capabilities>): void {
    const refusedFields = [...this.#learned.refusedFields, ...(learned.refusedFields ?? [])];
    this.#learned = {
      ...this.#learned,
      ...learned,
      refusedFields: [...new Set(refusedFields)],
    };
  }

  #settle(check: Check, outcome: CheckOutcome, verdict: CheckVerdict, durationMs: number): void {
    const findings = verdict.findings.toSorted((a, b) => grades[a.grade] - grades[b.grade]);
    const result: CheckResult = {
      id: check.id,
      promise: check.promise,
      clause: check.clause,
      required: check.required,
      outcome,
      message: findings[0]?.message ?? verdict.message,
      durationMs: Math.round(durationMs),
      findings,
      evidence: findings[0]?.evidence ?? verdict.evidence ?? null,
    };
    this.#results.set(check.id, result);
    this.#tell({ kind: 'result', result });
  }

  #tell(progress: CheckProgress): void {
    this.#options.onProgress?.(progress);
  }
}

/** A fault of the check's own must not cost the report of all the others. */
function fault(error: unknown): CheckVerdict {
  const words = error instanceof Error ? error.message : String(error);
  return { message: `The check itself broke: ${words}`, findings: [], broken: true };
}

const stoppedWords =
  'Not finished: the run was stopped or its time was over. Give it more time and run it again.';
const grades: Record<Grade, number> = { breaks: 0, deviates: 1, fine: 2 };

function outcomeOf({ findings, skipped, broken }: CheckVerdict): CheckOutcome {
  const has = (grade: Grade): boolean =>
    findings.some((finding: Finding) => finding.grade === grade);
  if (has('breaks')) return 'failed';
  if (has('deviates')) return 'warned';
  return skipped === true || broken === true ? 'skipped' : 'passed';
}
