import type { Provider } from '../provider.ts';
import type { FieldTable } from '../request-fields.ts';
import { usualFieldNotes, usualFields } from '../usual-fields.ts';
import { decodeCompletion } from './from-completion.ts';
import { toProviderError } from './from-error.ts';
import { decodeStream } from './from-stream.ts';
import { modelList } from './model-list.ts';
import { toRequest } from './to-request.ts';

const fields: FieldTable = {
  ...usualFields,
  top_p: 'carried',
  max_tokens: 'carried',
  parallel_tool_calls: 'mapped',
};

/**
 * Anthropic's Messages API. Source: `@anthropic-ai/sdk` 1.12.0, `resources/messages` (read
 * 2026-11-23); `temperature` and `top_p`, which that SDK no longer has: decision 0059.
 */
export const anthropic: Provider = {
  id: 'anthropic',
  fields,
  fieldNotes: { ...usualFieldNotes, max_tokens: '8,192 where the caller names none' },
  imageUrls: 'carried',
  toRequest: (call) => toRequest(call, fields),
  decodeStream,
  decodeCompletion,
  toError: toProviderError,
  modelList,
};
