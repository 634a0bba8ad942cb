import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';

/** A temperature of zero is a temperature. */
export const temperatureZero: Check = {
  id: 'temperature-zero',
  promise: 'It takes a temperature of zero.',
  clause:
    'OpenAI API reference, `temperature`: between 0 and 2. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [temperatureZeroRefused];
  },
  async run(context) {
    const asked = await ask(context, { temperature: 0 });
    switch (asked.kind) {
      case 'unknown':
        return { message: asked.message, findings: [], broken: true };
      case 'refused': {
        const evidence = context.evidence(asked.exchange);
        return { message: '', findings: [found(temperatureZeroRefused, evidence, asked.detail)] };
      }
      case 'answered':
        return { message: 'It does.', findings: [] };
    }
  },
};

const temperatureZeroRefused: Deviation = {
  id: 'temperature-zero-refused',
  grade: 'breaks',
  message: 'It refuses a temperature of zero.',
  consequence:
    'Zero is what agents that must not invent are set to, and each of their turns fails.',
  fix: 'Take `temperature: 0` as “always the most likely token”; where the sampler can’t, use its smallest value.',
};
