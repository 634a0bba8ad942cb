import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { counting } from '../check/check-context.ts';
import { found, type Deviation } from '../check/finding.ts';
import { fieldsRefused } from './extra-fields.ts';

/** A stop text ends the answer. */
export const stop: Check = {
  id: 'stop',
  promise: 'It ends its answer before a text given in `stop`.',
  clause:
    'OpenAI API reference, `stop`: the returned text will not contain the stop sequence. https://platform.openai.com/docs/api-reference/chat/create',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [stopIgnored, fieldsRefused];
  },
  async run(context) {
    const asked = await ask(context, { messages: [...counting], stop: ['five'] });
    if (asked.kind === 'unknown') return { message: asked.message, findings: [], broken: true };
    const evidence = context.evidence(asked.exchange);
    if (asked.kind === 'refused') {
      return {
        message: '',
        findings: [found(fieldsRefused, evidence, `It is \`stop\`. ${asked.detail}`)],
        learned: { refusedFields: ['stop'] },
      };
    }
    const { content } = asked.completion;
    // The text itself and what comes after it: some servers leave the stop text in, which harms less.
    const wentPast = /five\b.*\bsix\b/is.test(content) && content.includes('five');
    return {
      message: wentPast ? '' : 'It does, as far as its answer shows.',
      findings: wentPast ? [found(stopIgnored, evidence)] : [],
      evidence,
    };
  },
};

const stopIgnored: Deviation = {
  id: 'stop-ignored',
  grade: 'deviates',
  message: 'It goes on past a text given in `stop`.',
  consequence:
    'Agents that end the model’s turn by a stop text let it speak for the caller as well.',
  fix: 'End the answer before the first of the texts in `stop`, with `finish_reason: "stop"`.',
};
