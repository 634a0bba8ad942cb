import type { Percentiles, Speed, SpeedGrade } from '../check/speed.ts';

const gradeWords: Record<SpeedGrade, string> = {
  excellent: 'excellent for calls',
  good: 'good for calls',
  slow: 'slow: a caller notices the pause',
  unfit_for_calls: 'unfit for calls: a caller asks whether anybody is there',
};

/** What a person should know of an endpoint's speed, in a line each. */
export function speedWords(speed: Speed): string[] {
  const { turns, connectMs, firstTokenMs, firstSentenceMs, tokensPerSecond, grade } = speed;
  return [
    `First token     ${range(firstTokenMs)} over ${turns} turns: ${gradeWords[grade]}`,
    ...(firstSentenceMs === null ? [] : [`First sentence  ${range(firstSentenceMs)}`]),
    ...(tokensPerSecond === null
      ? []
      : [`Tokens          ${Math.round(tokensPerSecond)} a second`]),
    ...(connectMs === null ? [] : [`Connecting      ${Math.round(connectMs)} ms`]),
  ];
}

function range({ p50, p95 }: Percentiles): string {
  return `${p50} ms (half of the turns), ${p95} ms (19 of 20)`;
}
