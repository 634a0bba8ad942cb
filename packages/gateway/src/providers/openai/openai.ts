import { openAiFormat } from '../openai-format/openai-format.ts';
import { everyField } from '../request-fields.ts';
import { toMessages } from './to-messages.ts';

/** OpenAI itself. Its newer models refuse `max_tokens`; all of them take `max_completion_tokens`. */
export const openai = openAiFormat({
  id: 'openai',
  fields: { ...everyField('carried'), max_tokens: 'mapped', stream_options: 'mapped' },
  fieldNotes: {
    max_tokens: 'becomes `max_completion_tokens`',
    stream_options: 'its usage is always asked for; a caller who does not ask is given none',
  },
  maxTokensField: 'max_completion_tokens',
  usageWhenAsked: true,
  toMessages,
});
