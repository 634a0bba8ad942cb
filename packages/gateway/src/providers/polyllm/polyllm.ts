import { openAiFormat } from '../openai-format/openai-format.ts';
import { everyField } from '../request-fields.ts';

/** PolyAI's model for real-time voice, behind an OpenAI-format endpoint of the operator's. */
export const polyllm = openAiFormat({
  id: 'polyllm',
  fields: { ...everyField('carried'), max_completion_tokens: 'mapped' },
  fieldNotes: { max_completion_tokens: 'becomes `max_tokens`' },
  maxTokensField: 'max_tokens',
});
