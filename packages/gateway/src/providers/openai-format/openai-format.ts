import type { Provider } from '../provider.ts';
import { decodeCompletion } from './from-completion.ts';
import { toProviderError } from './from-error.ts';
import { OpenAiStreamDecoder } from './from-stream.ts';
import { modelList } from './model-list.ts';
import { toRequest } from './to-request.ts';
import type { OpenAiFormatTraits } from './traits.ts';

/** A provider whose upstream speaks OpenAI's chat/completions format. */
export function openAiFormat(traits: OpenAiFormatTraits): Provider {
  return {
    id: traits.id,
    ...(traits.telemetryName ? { telemetryName: traits.telemetryName } : {}),
    fields: traits.fields,
    ...(traits.fieldNotes ? { fieldNotes: traits.fieldNotes } : {}),
    imageUrls: 'carried',
    toRequest: (call) => toRequest(call, traits),
    decodeStream: (head, call) =>
      new OpenAiStreamDecoder(head, call, traits.answers, traits.usageWhenAsked),
    decodeCompletion: (head, body, call) => decodeCompletion(head, body, call, traits.answers),
    toError: toProviderError,
    modelList: modelList(traits.readListedModel),
  };
}
