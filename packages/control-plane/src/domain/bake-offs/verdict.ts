import type { CandidateSummary } from '../../schemas/bake-off.ts';
import type { MeasuredRow } from '../../store/bake-off-result-table.ts';
import { signTest } from './sign-test.ts';

/** Where fewer were tried, a share says little whatever it is. */
const casesFew = 30;
/** Differences that chance gives less often are called clear. */
const chanceMax = 0.05;

interface Judged {
  readonly summary: readonly CandidateSummary[];
  readonly baseline: string | null;
  readonly results: readonly MeasuredRow[];
  readonly cases: number;
}

/**
 * One to four sentences, in plain words and with their numbers: who does best, what a switch would change,
 * and how sure that is. Empty until there is a result.
 */
export function verdict({ summary, baseline, results, cases }: Judged): string {
  const tried = summary.filter(({ finished }) => finished > 0);
  const best = tried.toSorted(better)[0];
  if (best === undefined) return '';
  const base = tried.find(({ model }) => model === baseline);
  const finished = Math.min(...tried.map((one) => one.finished));
  const sentences = [
    best.finished === best.failed
      ? 'No model answered a single case.'
      : base === undefined || best === base
        ? `${best.name} does best: it ${doing(best)}.`
        : `${best.name} ${doing(best)}; ${base.name} ${doing(base)}.`,
  ];
  if (base !== undefined) {
    const rival = best === base ? tried.filter((one) => one !== base).toSorted(better)[0] : best;
    if (rival !== undefined) {
      sentences.push(...changes(rival, base), sureness(rival, base, results));
    }
  }
  if (finished < cases) sentences.push(`So far ${finished} of ${cases} cases are finished.`);
  else if (cases < casesFew) {
    sentences.push(
      `With ${cases === 1 ? 'one case' : `only ${cases} cases`} all of this is a hint, no proof: try ${casesFew} or more.`,
    );
  }
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** By what passed, then by what answered, then by how soon, then by what it costs. */
function better(a: CandidateSummary, b: CandidateSummary): number {
  const none = Number.POSITIVE_INFINITY;
  return (
    passShare(b) - passShare(a) ||
    answered(b) - answered(a) ||
    compare(a.firstTokenMs.p50 ?? none, b.firstTokenMs.p50 ?? none) ||
    compare(a.costPerThousandUsd ?? none, b.costPerThousandUsd ?? none)
  );
}

/** Infinity minus itself is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function passShare({ passed, asserted }: CandidateSummary): number {
  return asserted === 0 ? 0 : passed / asserted;
}

function answered({ finished, failed }: CandidateSummary): number {
  return finished === 0 ? 0 : (finished - failed) / finished;
}

function doing(one: CandidateSummary): string {
  const { passed, asserted, finished, failed } = one;
  if (asserted > 0) return `passes ${passed} of ${asserted} cases (${percent(passShare(one))})`;
  return `answers ${finished - failed} of ${finished} cases`;
}

/** What switching to it would change, in time and money. */
function changes(rival: CandidateSummary, base: CandidateSummary): string[] {
  const parts: string[] = [];
  const [soon, late] = [rival.firstTokenMs.p50, base.firstTokenMs.p50];
  if (soon !== null && late !== null) {
    const ms = Math.round(Math.abs(soon - late));
    parts.push(
      ms === 0
        ? 'starts equally soon'
        : `starts ${ms} ms ${soon < late ? 'sooner' : 'later'} (median)`,
    );
  }
  const [cost, before] = [rival.costPerThousandUsd, base.costPerThousandUsd];
  if (cost !== null && before !== null) {
    const more = cost - before;
    parts.push(
      Math.abs(more) < 0.005
        ? 'costs the same'
        : `costs $${Math.abs(more).toFixed(2)} ${more < 0 ? 'less' : 'more'} per 1,000 turns`,
    );
  }
  if (parts.length === 0) return [];
  return [`Beside ${base.name}, ${rival.name} ${parts.join(' and ')}.`];
}

/** Of the same cases, those that one passed and the other didn't decide. */
function sureness(
  rival: CandidateSummary,
  base: CandidateSummary,
  results: readonly MeasuredRow[],
): string {
  if (rival.asserted === 0 || base.asserted === 0) {
    return 'No case has assertions, so which answers are right is for you to read.';
  }
  const passes = (model: string) =>
    new Map(
      results
        .filter((result) => result.model === model && result.passed !== null)
        .map(({ position, passed }) => [position, passed === 1]),
    );
  const [ofRival, ofBase] = [passes(rival.model), passes(base.model)];
  let [onlyRival, onlyBase] = [0, 0];
  for (const [position, passed] of ofRival) {
    const other = ofBase.get(position);
    if (other === undefined || other === passed) continue;
    if (passed) onlyRival += 1;
    else onlyBase += 1;
  }
  if (onlyRival + onlyBase === 0) return 'Both pass and fail the very same cases.';
  const chance = signTest(onlyRival, onlyBase);
  const split = `${rival.name} alone passes ${onlyRival}, ${base.name} alone ${onlyBase}`;
  const how = chance < 0.001 ? 'less than 0.1%' : percent(chance);
  return chance < chanceMax
    ? `The difference is clear: ${split}, as equally good models would in ${how} of trials.`
    : `The difference may be chance: ${split}, and equally good models would be as far apart in ${how} of trials.`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(value) || value >= 10 ? Math.round(value) : value.toFixed(1)}%`;
}
