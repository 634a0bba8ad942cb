import type { Deviation } from '../check/finding.ts';

/** What checks of refusals have in common: how an error is told. */
export const errorWithGoodStatus: Deviation = {
  id: 'error-with-status-200',
  grade: 'breaks',
  message: 'It tells an error with status 200.',
  consequence:
    'OpenAI’s SDK takes it for an answer without words: the caller hears silence, and nobody is told.',
  fix: 'Answer errors with a status of 400 or more.',
};
export const errorBodyNotOpenai: Deviation = {
  id: 'error-body-not-openai',
  grade: 'deviates',
  message: 'Its errors are not in OpenAI’s form.',
  consequence:
    'Clients see the status alone, and the words that would tell somebody what to do are lost.',
  fix: 'Answer errors as `{"error": {"message": "…", "type": "…", "param": null, "code": null}}`.',
};
