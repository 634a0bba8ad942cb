import { everyField, type FieldNotes, type FieldTable } from './request-fields.ts';

/**
 * What a format of its own makes of each field unless it says more, to begin from. What would only
 * shade the answer is dropped, so that an agent can be moved without a change to its caller; what
 * would make it another answer (more than one, speech, a search) is refused.
 */
export const usualFields: FieldTable = {
  ...everyField('dropped'),
  temperature: 'mapped',
  top_p: 'mapped',
  max_tokens: 'mapped',
  max_completion_tokens: 'mapped',
  stop: 'mapped',
  tools: 'mapped',
  tool_choice: 'mapped',
  response_format: 'mapped',
  reasoning_effort: 'mapped',
  stream_options: 'mapped',
  n: 'refused',
  modalities: 'refused',
  audio: 'refused',
  web_search_options: 'refused',
  functions: 'refused',
  function_call: 'refused',
};

/** How these fields are mapped by the files beside this one: `stopSequences`, `offeredTools` … */
export const usualFieldNotes: FieldNotes = {
  temperature: 'above 1, up to 2, becomes 1, the most it takes',
  stop: 'without sequences of white space alone, which are reported as dropped',
  n: 'refused where it asks for more than one answer',
  tools: 'only the type `function`; `strict` is left out',
  tool_choice: '`allowed_tools` cuts the list of tools down',
  response_format: '`json_schema` needs its schema; `json_object` is asked for in words',
  reasoning_effort: '`minimal` becomes `low`; `none` turns thinking off',
  stream_options: 'its usage always comes; the chunk of its own is made from it',
  modalities: 'refused where it asks for more than text',
};
