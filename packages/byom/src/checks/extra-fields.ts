import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import { narrow } from '../check/narrow.ts';

const unknownField = 'x_jackfield_unknown';
const fields = {
  frequency_penalty: 0.1,
  presence_penalty: 0.1,
  user: 'jackfield-check',
  seed: 1,
  [unknownField]: true,
};

/** Fields beside the documented ones are taken, or passed over. */
export const extraFields: Check = {
  id: 'extra-fields',
  promise: 'It takes OpenAI’s further fields, and passes over those it doesn’t know.',
  clause:
    'Jackfield, Bring Your Own Model: a request may hold extra OpenAI-style fields such as `frequency_penalty`.',
  required: false,
  phase: 'together',
  needs: ['answers'],
  limitMs: 25_000,
  get deviations() {
    return [fieldsRefused];
  },
  async run(context) {
    const each = Object.entries(fields).map(([name, value]) => [name, { [name]: value }] as const);
    const { refused, unknown } = await narrow(context, fields, each);
    if (unknown !== null) return { message: unknown, findings: [], broken: true };
    const names = refused.map(([name]) => name);
    const [first] = refused;
    if (first === undefined) {
      const message =
        'It takes `frequency_penalty`, `presence_penalty`, `user`, `seed` and a field nobody knows.';
      return { message, findings: [], learned: { unknownFieldsRefused: false } };
    }
    const detail = `They are ${listed(names)}. ${first[1].detail}`;
    return {
      message: '',
      findings: [found(fieldsRefused, context.evidence(first[1].exchange), detail)],
      learned: {
        refusedFields: names.filter((name) => name !== unknownField),
        unknownFieldsRefused: names.includes(unknownField),
      },
    };
  },
};

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** Named by every check that meets a refused field. */
export const fieldsRefused: Deviation = {
  id: 'fields-refused',
  grade: 'deviates',
  message: 'It refuses requests that hold some of OpenAI’s fields.',
  consequence:
    'Jackfield leaves these fields out for this connection; another client that sends one gets an error instead of an answer.',
  fix: 'Pass over fields that mean nothing to the model, instead of refusing the request.',
};
