import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { fieldsRefused } from './extra-fields.ts';

const tokens = 5;
/** No five tokens are as long as this. */
const charactersMax = 100;

const newerName = 'max_completion_tokens';
const messages = [{ role: 'user', content: 'Count from one to thirty in English words.' }];

/** A limit of tokens is kept to. */
export const maxTokens: Check = {
  id: 'max-tokens',
  promise: 'It keeps to `max_tokens`.',
  clause:
    'OpenAI API reference, `max_tokens`: the maximum number of tokens that can be generated. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [maxTokensIgnored, fieldsRefused];
  },
  async run(context) {
    const asked = await ask(context, { messages, max_tokens: tokens });
    if (asked.kind === 'unknown') return { message: asked.message, findings: [], broken: true };
    const evidence = context.evidence(asked.exchange);
    if (asked.kind === 'refused') {
      const newer = await ask(context, { messages, [newerName]: tokens });
      const refused = ['max_tokens', ...(newer.kind === 'refused' ? [newerName] : [])];
      const detail = `It is \`${refused.join('` and `')}\`. ${asked.detail}`;
      return {
        message: '',
        findings: [found(fieldsRefused, evidence, detail)],
        learned: { refusedFields: refused },
      };
    }
    const { length } = asked.completion.content;
    const detail = `Asked for ${tokens} tokens, it sent ${length} characters.`;
    return {
      message: detail,
      findings: length > charactersMax ? [found(maxTokensIgnored, evidence, detail)] : [],
      evidence,
    };
  },
};

const maxTokensIgnored: Deviation = {
  id: 'max-tokens-ignored',
  grade: 'deviates',
  message: 'It answers at any length, whatever `max_tokens` says.',
  consequence: 'A caller can’t be kept from long answers, nor you from their cost.',
  fix: 'Hand `max_tokens` to the model, and end with `finish_reason: "length"` where it was reached.',
};
