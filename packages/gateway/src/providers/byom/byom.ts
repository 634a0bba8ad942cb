import { openAiFormat } from '../openai-format/openai-format.ts';
import { everyField } from '../request-fields.ts';

/** A connection: an endpoint of the team's own. The caller's fields reach it as they were given. */
export const byom = openAiFormat({
  id: 'byom',
  fields: everyField('carried'),
  maxTokensField: 'as_given',
});
