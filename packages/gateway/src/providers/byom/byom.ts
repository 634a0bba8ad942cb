import { openAiFormat } from '../openai-format/openai-format.ts';
import { answerRepair } from '../openai-format/repairs/answer-repair.ts';
import { requestRepair } from '../openai-format/repairs/request-repair.ts';
import { everyField } from '../request-fields.ts';

/**
 * A connection: an endpoint of the team's own. The caller's fields reach it, and its answers reach the
 * caller, as they were given but for the repairs that are switched on.
 */
export const byom = openAiFormat({
  id: 'byom',
  fields: everyField('carried'),
  fieldNotes: {
    others: 'fields that its check found refused are left out and reported as dropped',
  },
  maxTokensField: 'as_given',
  repairRequest: requestRepair,
  answers: { newRepair: answerRepair },
});
