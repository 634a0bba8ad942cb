/**
 * The request fields a format is asked about. Source: openai/openai-openapi,
 * `CreateChatCompletionRequest` (read 2026-11-22); `messages`, `model` and `stream` always travel.
 */
export const requestFields = [
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'n',
  'seed',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'stream_options',
  'user',
  'metadata',
  'modalities',
  'audio',
  'prediction',
  'service_tier',
  'store',
  'verbosity',
  'prompt_cache_key',
  'safety_identifier',
  'web_search_options',
  'functions',
  'function_call',
] as const;

export type RequestField = (typeof requestFields)[number];

/**
 * `carried` as it stands · `mapped` to the format's own · `dropped` and named in
 * `x-jackfield-dropped` · `refused` with a 400, where leaving it out would change what was asked for.
 */
export type FieldTreatment = 'carried' | 'mapped' | 'dropped' | 'refused';

/** What becomes of each field, and of `others`: every field not in the list. */
export type FieldTable = Readonly<Record<RequestField | 'others', FieldTreatment>>;

/** A word on some fields, for people: what becomes of the field, as a clause without a full stop. */
export type FieldNotes = Readonly<Partial<Record<RequestField | 'others', string>>>;

/** A table in which every field has the same treatment, to begin from. */
export function everyField(
  treatment: FieldTreatment,
): Record<RequestField | 'others', FieldTreatment> {
  // Holds: the entries are exactly the fields and `others`.
  return Object.fromEntries(
    [...requestFields, 'others'].map((field) => [field, treatment]),
  ) as Record<RequestField | 'others', FieldTreatment>;
}
