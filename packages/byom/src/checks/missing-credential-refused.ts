import type { Check } from '../check/check.ts';
import type { Deviation } from '../check/finding.ts';
import { judgeCredentialRefusal, ofRefusals } from './credential-refusal.ts';

/** Somebody without a credential gets no answer from the model. */
export const missingCredentialRefused: Check = {
  id: 'missing-credential-refused',
  promise: 'It refuses a turn without a credential.',
  clause:
    'OpenAI API reference, Authentication and Error codes: 401 where no valid credential is sent. https://platform.openai.com/docs/guides/error-codes',
  required: true,
  phase: 'together',
  needs: ['answers'],
  limitMs: 15_000,
  get deviations() {
    return [missingCredentialAccepted, ...ofRefusals];
  },
  run: (context) => judgeCredentialRefusal(context, {}, missingCredentialAccepted),
};

const missingCredentialAccepted: Deviation = {
  id: 'missing-credential-accepted',
  grade: 'breaks',
  message: 'It answers without any credential.',
  consequence: 'Anybody who finds the URL uses your model at your cost.',
  fix: 'Answer 401 where the header is missing; or declare the endpoint open, if that is meant.',
};
