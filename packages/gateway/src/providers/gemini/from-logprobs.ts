import type { GeminiCandidate, GeminiLogprob } from './gemini-types.ts';

interface TokenLogprob {
  token: string;
  logprob: number;
  bytes: number[];
}

/** The chosen tokens with their log probabilities and the likeliest beside each; `null` without any. */
export function fromLogprobs(
  result: GeminiCandidate['logprobsResult'],
): { content: (TokenLogprob & { top_logprobs: TokenLogprob[] })[]; refusal: null } | null {
  const chosen = result?.chosenCandidates ?? [];
  if (chosen.length === 0) return null;
  return {
    content: chosen.map((candidate, position) => {
      const beside = result?.topCandidates?.[position]?.candidates ?? [];
      return Object.assign(fromLogprob(candidate), { top_logprobs: beside.map(fromLogprob) });
    }),
    refusal: null,
  };
}

function fromLogprob({ token = '', logProbability = 0 }: GeminiLogprob): TokenLogprob {
  return { token, logprob: logProbability, bytes: [...Buffer.from(token)] };
}
