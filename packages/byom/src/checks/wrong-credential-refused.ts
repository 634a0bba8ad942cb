import type { Check } from '../check/check.ts';
import type { Deviation } from '../check/finding.ts';
import { authHeaders } from '../endpoint/endpoint-target.ts';
import { judgeCredentialRefusal, ofRefusals } from './credential-refusal.ts';

/** A word of ours, never a part of the real one. */
const wrongCredential = { reveal: () => 'jackfield-check-wrong-credential' };

/** Somebody with a wrong credential gets no answer from the model. */
export const wrongCredentialRefused: Check = {
  id: 'wrong-credential-refused',
  promise: 'It refuses a wrong credential.',
  clause:
    'OpenAI API reference, Authentication and Error codes: 401 for an incorrect API key. https://platform.openai.com/docs/guides/error-codes',
  required: true,
  phase: 'together',
  needs: ['answers'],
  limitMs: 15_000,
  get deviations() {
    return [wrongCredentialAccepted, ...ofRefusals];
  },
  run(context) {
    const { auth } = context.target;
    const wrong = auth.method === 'none' ? auth : { ...auth, credential: wrongCredential };
    return judgeCredentialRefusal(context, authHeaders(wrong), wrongCredentialAccepted);
  },
};

const wrongCredentialAccepted: Deviation = {
  id: 'wrong-credential-accepted',
  grade: 'breaks',
  message: 'It answers with a wrong credential as well.',
  consequence: 'Anybody who finds the URL and sends any key uses your model at your cost.',
  fix: 'Compare the credential in this header with the right one before anything else, and answer 401.',
};
