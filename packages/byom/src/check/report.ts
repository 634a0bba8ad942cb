import type { Capabilities } from './capabilities.ts';
import type { Evidence, Finding } from './finding.ts';
import type { Speed } from './speed.ts';

/**
 * `passed`; `warned` where something deviates that breaks no client; `failed` where something breaks
 * one; `skipped` where it was not run, or the endpoint doesn't claim to do this.
 */
export type CheckOutcome = 'passed' | 'warned' | 'failed' | 'skipped';

export interface CheckResult {
  readonly id: string;
  readonly promise: string;
  readonly clause: string;
  readonly required: boolean;
  readonly outcome: CheckOutcome;
  readonly message: string;
  readonly durationMs: number;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly evidence: Evidence | null;
}

export interface CheckReport {
  /** Whether every required check passed. */
  readonly ready: boolean;
  /** The one thing to know, in a sentence: the worst finding, or that it is ready. */
  readonly headline: string;
  readonly url: string;
  readonly modelId: string;
  /** ISO 8601. */
  readonly checkedAt: string;
  readonly durationMs: number;
  /** `false` where time ran out or somebody stopped it: some checks were not run. */
  readonly complete: boolean;
  /** Of the streamed turn; `null` where none came. */
  readonly firstTokenMs: number | null;
  readonly answer: string | null;
  readonly speed: Speed | null;
  readonly capabilities: Capabilities;
  /** What matters most first: failed, warned, passed, skipped; required before not. */
  readonly checks: readonly CheckResult[];
}

const outcomeOrder: Record<CheckOutcome, number> = { failed: 0, warned: 1, passed: 2, skipped: 3 };

/** In the order in which a person should read them; checks of the same rank stay as they ran. */
export function inReadingOrder(checks: readonly CheckResult[]): CheckResult[] {
  const rank = ({ outcome, required }: CheckResult): number =>
    outcomeOrder[outcome] * 2 + (required ? 0 : 1);
  return checks.toSorted((a, b) => rank(a) - rank(b));
}

/** The sentence above a report. `checks` in reading order. */
export function headlineOf(checks: readonly CheckResult[], complete: boolean): string {
  const [worst] = checks;
  if (worst?.outcome === 'failed' && worst.required) {
    return worst.findings[0]?.message ?? worst.message;
  }
  const unknown = checks.filter(({ outcome, required }) => required && outcome === 'skipped');
  if (!complete && unknown.length > 0) {
    return 'The check was not finished, so nothing is known for certain.';
  }
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  const warned = checks.filter(({ outcome }) => outcome === 'warned').length;
  if (failed === 0 && warned === 0) return 'Ready to connect: nothing was found.';
  const parts = [
    ...(failed > 0 ? [`${checksWord(failed)} found what breaks some clients`] : []),
    ...(warned > 0 ? [`${checksWord(warned)} found what deviates from OpenAI’s format`] : []),
  ];
  return `Ready to connect, although ${parts.join(' and ')}.`;
}

function checksWord(count: number): string {
  return count === 1 ? 'one check' : `${count} checks`;
}
