import { ask } from '../check/ask.ts';
import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { isFields } from '../read/chunk-reading.ts';

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, population: { type: 'integer' } },
  required: ['city', 'population'],
  additionalProperties: false,
};

const thoughts = /^\s*<(think(?:ing)?)>.*?<\/\1>/s;

/** A schema that is asked for is kept to, or refused. */
export const structuredOutput: Check = {
  id: 'structured-output',
  promise: 'Asked for JSON by a schema, it answers with JSON that fits, or says that it can’t.',
  clause:
    'OpenAI API reference, `response_format`: `json_schema` with `strict`. https://platform.openai.com/docs/guides/structured-outputs',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 20_000,
  get deviations() {
    return [structuredOutputIgnored, structuredOutputWrong];
  },
  async run(context) {
    const asked = await ask(context, {
      messages: [
        { role: 'user', content: 'Oslo has about 700,000 inhabitants. Put that into the form.' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'city', schema, strict: true },
      },
    });
    if (asked.kind === 'unknown') return { message: asked.message, findings: [], broken: true };
    const evidence = context.evidence(asked.exchange);
    if (asked.kind === 'refused') {
      const message = `It has no structured output. ${asked.detail}`;
      return {
        message,
        findings: [],
        skipped: true,
        evidence,
        learned: { structuredOutput: false },
      };
    }
    const { content, finishReason } = asked.completion;
    if (content === '' || finishReason === 'length') {
      const message =
        'Its answer was empty or cut by its limit of tokens, so there is nothing to judge.';
      return { message, findings: [], skipped: true, evidence };
    }
    const deviation = deviationOf(content);
    return {
      message: 'It fits.',
      findings: deviation === null ? [] : [found(deviation, evidence)],
      evidence,
      learned: { structuredOutput: deviation === null },
    };
  },
};

function deviationOf(content: string): Deviation | null {
  try {
    // Thoughts before the answer are another check's matter.
    const value: unknown = JSON.parse(content.replace(thoughts, ''));
    const fits =
      isFields(value) && typeof value['city'] === 'string' && Number.isInteger(value['population']);
    return fits ? null : structuredOutputWrong;
  } catch {
    return structuredOutputIgnored;
  }
}

const structuredOutputIgnored: Deviation = {
  id: 'structured-output-ignored',
  grade: 'deviates',
  message: 'It takes `response_format`, and answers with text that is no JSON.',
  consequence: 'Agents that ask for JSON can’t read the answer, and nothing warned them.',
  fix: 'Hold the model to the schema, or refuse `response_format` with a 400.',
};
const structuredOutputWrong: Deviation = {
  id: 'structured-output-wrong',
  grade: 'deviates',
  message: 'It answers with JSON that doesn’t fit the schema, although `strict` was set.',
  consequence: 'Agents read fields that aren’t there, and fail at the first one.',
  fix: 'Hold the model to the schema while it decodes, or refuse `strict: true` with a 400.',
};
