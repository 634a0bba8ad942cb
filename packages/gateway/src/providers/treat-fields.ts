import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { ProviderError } from './provider-error.ts';
import { requestFields, type FieldTable, type RequestField } from './request-fields.ts';

export interface TreatedFields {
  /** The request without what the format has no place for; itself, where there is no such thing. */
  readonly kept: ChatCompletionRequest;
  readonly dropped: string[];
}

const always = new Set(['model', 'messages', 'stream']);
const known: ReadonlySet<string> = new Set(requestFields);
const none: ReadonlySet<string> = new Set();

/**
 * What of a request a format takes, by its table. A field that is `null`, or asks for what is done
 * anyway (`n: 1`, `logprobs: false`), is neither refused nor reported as dropped.
 * @throws ProviderError `unsupported_parameter` for a field that the table refuses.
 */
export function treatFields(
  request: ChatCompletionRequest,
  fields: FieldTable,
  ownFields: ReadonlySet<string> = none,
): TreatedFields {
  const without: string[] = [];
  const dropped: string[] = [];
  for (const [field, value] of Object.entries(request)) {
    const treatment =
      always.has(field) || ownFields.has(field) ? 'carried' : fields[tableField(field)];
    switch (treatment) {
      case 'carried':
      case 'mapped':
        break;
      case 'dropped':
        without.push(field);
        if (!asksForNothing(field, value)) dropped.push(field);
        break;
      case 'refused':
        without.push(field);
        if (!asksForNothing(field, value)) throw unsupported(field);
    }
  }
  if (without.length === 0) return { kept: request, dropped };
  const kept: ChatCompletionRequest = { ...request };
  for (const field of without) delete kept[field];
  return { kept, dropped };
}

/** A request field that the chosen model's format can't carry and that can't be left out. */
export function unsupported(field: string, why = ''): ProviderError {
  return new ProviderError('invalid_request', {
    message: `Unsupported parameter: '${field}' is not supported with the model this agent uses.${why && ` ${why}`}`,
    code: 'unsupported_parameter',
    param: field,
    retryable: false,
  });
}

function tableField(field: string): RequestField | 'others' {
  // Holds: `known` is made of the request fields.
  return known.has(field) ? (field as RequestField) : 'others';
}

/** OpenAI's defaults, as `CreateChatCompletionRequest` documents them. */
const defaults: Partial<Record<RequestField, unknown>> = {
  n: 1,
  logprobs: false,
  top_logprobs: 0,
  store: false,
  parallel_tool_calls: true,
  service_tier: 'auto',
  verbosity: 'medium',
  frequency_penalty: 0,
  presence_penalty: 0,
  function_call: 'none',
};

/** Whether a field may be left out unnoticed: `null`, or what is done without it anyway. */
export function asksForNothing(field: string, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (field === 'modalities') return Array.isArray(value) && value.every((item) => item === 'text');
  if (field === 'functions') return Array.isArray(value) && value.length === 0;
  // Holds: a field that is none of ours has no entry.
  return defaults[field as RequestField] === value;
}
