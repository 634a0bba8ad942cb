import type { Rehearsal, Rehearsed, RehearsedCall } from '@jackfield/gateway-config';
import type { AssertionResult } from '../../schemas/bake-off.ts';
import type { CaseContent } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import type { BakeOffResultRow, BakeOffRow } from '../../store/tables.ts';
import { resolveDeadlines } from '../model-settings/resolve-deadlines.ts';
import { judgeRequest, noVerdict, readVerdict, type JudgeAssertion } from './ask-judge.ts';
import { checkAssertion, type Said } from './check-assertion.ts';
import { setupOf } from './to-bake-off.ts';

/** Of an answer, kept and judged: no phone call takes as long as to hear the rest. */
const charactersMax = 50_000;
const messageMax = 500;
/** A vendor that has no room is asked again so often. */
const triesMax = 8;
const roomMs = 1_000;
const pauseMsMax = 60_000;
/** Who asks for longer, as when a day's quota is spent, is not waited for. */
const patienceMs = 2 * 60_000;

/** Resolves early once its signal says so. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

interface Trying {
  readonly services: Pick<Services, 'options' | 'turnLog'>;
  readonly bakeOff: BakeOffRow;
  readonly signal: AbortSignal;
  readonly pause: Pause;
}

/**
 * What one model makes of one case, judged. Waits for room, and where the vendor says that it has none;
 * every other failure is a result. `null` where the signal said to leave.
 */
export async function tryCase(
  trying: Trying,
  position: number,
  content: CaseContent,
  model: string,
): Promise<BakeOffResultRow | null> {
  const { services, bakeOff } = trying;
  const { agent, parameters, deadlines } = setupOf(bakeOff);
  const { name: _name, ideal: _ideal, assertions: _assertions, ...request } = content;
  const rehearsed = await ask(trying, { agent, model, parameters, deadlines, request });
  if (rehearsed.kind === 'left' || rehearsed.kind === 'no_room') return null;
  const said = saidIn(rehearsed);
  const judged = said === null ? neverSaid(content) : await judge(trying, content, said);
  if (judged === null) return null;
  const { record } = rehearsed;
  const { results, judgeCost } = judged;
  return {
    bakeOffId: bakeOff.id,
    position,
    model,
    outcome: rehearsed.kind,
    errorCode: rehearsed.kind === 'failed' ? rehearsed.code : null,
    errorMessage: rehearsed.kind === 'failed' ? rehearsed.message.slice(0, messageMax) : null,
    firstTokenMs: record?.firstTokenMs ?? null,
    durationMs: record?.durationMs ?? 0,
    promptTokens: record?.promptTokens ?? null,
    completionTokens: record?.completionTokens ?? null,
    cost: record === null ? 0 : services.turnLog.costOf(record),
    judgeCost,
    answer: storable(said?.text ?? ''),
    toolCalls: storable(JSON.stringify(said?.toolCalls ?? [])),
    assertions: storable(JSON.stringify(results)),
    passed: passedBy(results),
    finishedAt: services.options.clock(),
  };
}

async function ask({ services, signal, pause }: Trying, rehearsal: Rehearsal): Promise<Rehearsed> {
  for (let tries = 1; ;) {
    const rehearsed = await services.options.rehearse(rehearsal, signal);
    if (signal.aborted) return { kind: 'left' };
    if (rehearsed.kind === 'no_room') await pause(roomMs, signal);
    else if (isRateLimit(rehearsed) && tries < triesMax) {
      const asked = rehearsed.retryAfterMs ?? Math.min(pauseMsMax, roomMs * 2 ** (tries - 1));
      await pause(asked, signal);
      tries += 1;
    } else return rehearsed;
    if (signal.aborted) return { kind: 'left' };
  }
}

function isRateLimit(rehearsed: Rehearsed): rehearsed is Extract<Rehearsed, { kind: 'failed' }> {
  if (rehearsed.kind !== 'failed' || rehearsed.failure !== 'rate_limited') return false;
  return rehearsed.retryable && (rehearsed.retryAfterMs ?? 0) <= patienceMs;
}

function saidIn(rehearsed: Rehearsed): Said | null {
  if (rehearsed.kind !== 'answered') return null;
  const { text, toolCalls } = rehearsed;
  const calls: readonly RehearsedCall[] = toolCalls.slice(0, 128).map((call) => ({
    name: call.name.slice(0, 200),
    arguments: call.arguments.slice(0, charactersMax),
  }));
  return { text: text.slice(0, charactersMax), toolCalls: calls };
}

interface Judged {
  readonly results: readonly AssertionResult[];
  readonly judgeCost: number | null;
}

/** Who gave no answer meets no assertion. */
function neverSaid({ assertions = [] }: CaseContent): Judged {
  const results = assertions.map(({ kind }) => ({
    kind,
    passed: false,
    reason: 'There was no answer.',
    score: null,
  }));
  return { results, judgeCost: 0 };
}

async function judge(trying: Trying, content: CaseContent, said: Said): Promise<Judged | null> {
  const results: AssertionResult[] = [];
  let judgeCost: number | null = 0;
  for (const assertion of content.assertions ?? []) {
    if (assertion.kind !== 'judge')
      results.push(orReason(assertion.kind, () => checkAssertion(assertion, said)));
    else {
      const judged = await askJudge(trying, assertion, content, said);
      if (judged === null) return null;
      results.push(judged.result);
      judgeCost = judged.cost === null || judgeCost === null ? null : judgeCost + judged.cost;
    }
  }
  return { results, judgeCost };
}

/** An assertion that can't be applied is one that doesn't hold, and says why. */
function orReason(kind: AssertionResult['kind'], check: () => AssertionResult): AssertionResult {
  try {
    return check();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return {
      kind,
      passed: false,
      reason: `It can’t be judged: ${words.slice(0, 300)}`,
      score: null,
    };
  }
}

async function askJudge(
  trying: Trying,
  assertion: JudgeAssertion,
  content: CaseContent,
  said: Said,
): Promise<{ result: AssertionResult; cost: number | null } | null> {
  const { services, bakeOff } = trying;
  const { agent, judgeIsStructured } = setupOf(bakeOff);
  const rehearsed = await ask(trying, {
    agent,
    model: bakeOff.judge ?? '',
    parameters: {},
    deadlines: resolveDeadlines({}),
    request: judgeRequest(assertion, content, said, judgeIsStructured),
  });
  if (rehearsed.kind === 'left' || rehearsed.kind === 'no_room') return null;
  const cost = rehearsed.record === null ? 0 : services.turnLog.costOf(rehearsed.record);
  if (rehearsed.kind === 'answered') {
    return { result: readVerdict(assertion, rehearsed.text), cost };
  }
  return { result: noVerdict(`The judge failed: ${rehearsed.message}`), cost };
}

/** One that does not hold decides; one without a verdict leaves it open. */
function passedBy(results: readonly AssertionResult[]): number | null {
  if (results.some(({ passed }) => passed === false)) return 0;
  if (results.length === 0 || results.some(({ passed }) => passed === null)) return null;
  return 1;
}

/** PostgreSQL keeps U+0000 in no text, and a lone surrogate in none either. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
